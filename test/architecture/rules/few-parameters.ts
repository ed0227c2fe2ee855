/** Three positional parameters can be told apart where they are given; what takes more takes an object with names. */
import type * as ESTree from 'oxc-parser';
import { type Rule, type Violation, violationAt, wingOf } from '../rule.ts';
import type { SourceModule } from '../source-module.ts';
import { walk } from '../walk.ts';

const MAX_PARAMETERS = 3;

export const fewParameters: Rule = {
  name: 'few-parameters',
  says: `no function of the product takes more than ${MAX_PARAMETERS} positional parameters and an object of options`,
  explain: (subject) =>
    `${subject} takes more than ${MAX_PARAMETERS} positional parameters: take an object with a name for each`,
  check: ({ modules }) => modules.filter(({ path }) => wingOf(path) !== 'test').flatMap(checkModule),
};

function checkModule(module: SourceModule): Violation[] {
  const found: Violation[] = [];
  walk(module.program, (node, ancestors) => {
    if (!isFunction(node) || countPositional(node) <= MAX_PARAMETERS) return undefined;
    found.push(violationAt(module, node.start, nameOf(module, node, ancestors.at(-1))));
    return undefined;
  });
  return found;
}

/** An object that is taken apart at the end has names of its own. */
function countPositional({ params }: ESTree.Function | ESTree.ArrowFunctionExpression): number {
  const last = params.at(-1);
  const pattern = last?.type === 'AssignmentPattern' ? last.left : last;
  return pattern?.type === 'ObjectPattern' ? params.length - 1 : params.length;
}

function isFunction(node: ESTree.Node): node is ESTree.Function | ESTree.ArrowFunctionExpression {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}

/** Its own name, else that of the variable or member that it becomes, else its first line. */
function nameOf(
  { text }: SourceModule,
  node: ESTree.Function | ESTree.ArrowFunctionExpression,
  parent?: ESTree.Node,
): string {
  if (node.id) return node.id.name;
  const owner = parent && 'id' in parent ? parent.id : parent && 'key' in parent ? parent.key : undefined;
  if (owner && 'name' in owner && typeof owner.name === 'string') return owner.name;
  return text.slice(node.start, node.end).split('\n')[0]?.trim() ?? '';
}
