/** Visits every node of a syntax tree, parents first. */
import type * as ESTree from 'oxc-parser';

/** `ancestors` has the outermost first and is the walk's own: who wants to keep it copies it. */
type Visitor = (node: ESTree.Node, ancestors: readonly ESTree.Node[]) => 'skip' | undefined;

/** Calls `visit` for each node; a visit that returns `skip` leaves out what is under it. */
export function walk(node: ESTree.Node, visit: Visitor): void {
  const path: ESTree.Node[] = [];
  const descend = (current: ESTree.Node): void => {
    if (visit(current, path) === 'skip') return;
    path.push(current);
    for (const child of childrenOf(current)) descend(child);
    path.pop();
  };
  descend(node);
}

/** The nodes directly under a node. */
export function childrenOf(node: ESTree.Node): ESTree.Node[] {
  const children: ESTree.Node[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) children.push(...value.filter(isNode));
  }
  return children;
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
