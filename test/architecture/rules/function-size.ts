/** A function is seen at one glance. A group of tests is no function in this sense: it only holds the cases. */
import type * as ESTree from 'oxc-parser';
import { type Rule, type Violation, violationAt } from '../rule.ts';
import { lineAt, type SourceModule } from '../source-module.ts';
import { walk } from '../walk.ts';

const MAX_LINES = 40;
const TEST_GROUP = /^describe\b/;

export const functionSize: Rule = {
  name: 'function-size',
  says: `no function has more than ${MAX_LINES} lines`,
  explain: (subject) =>
    `${subject} has more than ${MAX_LINES} lines: give a part of it a name and a function of its own`,
  check: ({ modules }) => modules.flatMap(checkModule),
};

function checkModule(module: SourceModule): Violation[] {
  const found: Violation[] = [];
  walk(module.program, (node, ancestors) => {
    if (!isFunction(node) || isTestGroup(module, ancestors.at(-1))) return undefined;
    const lines = lineAt(module.text, node.end) - lineAt(module.text, node.start) + 1;
    if (lines > MAX_LINES) found.push(violationAt(module, node.start, nameOf(module, node, ancestors.at(-1))));
    return undefined;
  });
  return found;
}

function isFunction(node: ESTree.Node): node is ESTree.Function | ESTree.ArrowFunctionExpression {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}

function isTestGroup({ text }: SourceModule, parent: ESTree.Node | undefined): boolean {
  return parent?.type === 'CallExpression' && TEST_GROUP.test(text.slice(parent.callee.start, parent.callee.end));
}

/** Its own name, else that of the variable or member that it becomes, else the beginning of the call that it is given to. */
function nameOf(
  module: SourceModule,
  node: ESTree.Function | ESTree.ArrowFunctionExpression,
  parent?: ESTree.Node,
): string {
  if (node.id) return node.id.name;
  const owner = parent && 'id' in parent ? parent.id : parent && 'key' in parent ? parent.key : undefined;
  if (owner && 'name' in owner && typeof owner.name === 'string') return owner.name;
  const start = parent?.type === 'CallExpression' ? parent.start : node.start;
  return module.text.slice(start, node.end).split('\n')[0]?.trim() ?? '';
}
