/** A guard of one statement stands on one line without braces; what does not fit there has braces. */
import type * as ESTree from 'oxc-parser';
import { type Rule, violationAt } from '../rule.ts';
import { lineAt, type SourceModule } from '../source-module.ts';
import { walk } from '../walk.ts';

const MAX_COLUMNS = 120;
const LEAVES = ['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'];

export const guardStyle: Rule = {
  name: 'guard-style',
  says: 'a guard of one statement stands on one line without braces, and with braces where it does not fit',
  explain: (subject) =>
    `the guard ${subject.trim()} is in another style: write it on one line without braces, or with braces where it does not fit into ${MAX_COLUMNS} columns`,
  check: ({ modules }) =>
    modules.flatMap((module) =>
      listGuards(module)
        .filter((guard) => !isInStyle(module, guard))
        .map(({ start }) => violationAt(module, start, module.text.slice(start).split('\n')[0] ?? '')),
    ),
};

/** The `if` statements that only leave: no `else`, and one statement that returns, throws, continues or breaks. */
function listGuards({ program }: SourceModule): ESTree.IfStatement[] {
  const guards: ESTree.IfStatement[] = [];
  walk(program, (node, ancestors) => {
    const parent = ancestors.at(-1);
    const isElseIf = parent?.type === 'IfStatement' && parent.alternate === node;
    if (node.type === 'IfStatement' && !node.alternate && !isElseIf && leaveOf(node)) guards.push(node);
    return undefined;
  });
  return guards;
}

function leaveOf({ consequent }: ESTree.IfStatement): ESTree.Node | undefined {
  const only = consequent.type === 'BlockStatement' && consequent.body.length === 1 ? consequent.body[0] : consequent;
  return only && LEAVES.includes(only.type) ? only : undefined;
}

function isInStyle(module: SourceModule, guard: ESTree.IfStatement): boolean {
  const isOneLine = lineAt(module.text, guard.start) === lineAt(module.text, guard.end);
  if (guard.consequent.type !== 'BlockStatement') return isOneLine || isLongLeave(module, guard);
  return hasComment(module, guard.consequent) || !fitsOneLine(module, guard);
}

/** A leave that is itself of several lines, as the formatter breaks it, begins on the line of its condition. */
function isLongLeave({ text }: SourceModule, { start, consequent }: ESTree.IfStatement): boolean {
  return lineAt(text, start) === lineAt(text, consequent.start);
}

function hasComment({ comments }: SourceModule, block: ESTree.Node): boolean {
  return comments.some(({ start, end }) => start > block.start && end < block.end);
}

function fitsOneLine({ text }: SourceModule, guard: ESTree.IfStatement): boolean {
  const leave = leaveOf(guard);
  const condition = text.slice(guard.start, guard.consequent.start).trim();
  const statement = leave ? text.slice(leave.start, leave.end) : '';
  if (condition.includes('\n') || statement.includes('\n')) return false;
  const indent = guard.start - (text.lastIndexOf('\n', guard.start) + 1);
  return indent + condition.length + 1 + statement.length <= MAX_COLUMNS;
}
