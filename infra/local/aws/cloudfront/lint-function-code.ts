/**
 * Says what in a CloudFront Function's code the engine of cloudfront-js-2.0 does not have: ECMAScript 5.1 and the listed
 * parts of later editions. What the documentation does not list is refused, even where the engine happens to take it.
 * [Developer Guide, "JavaScript runtime 2.0 features for CloudFront Functions"]
 */
import { type AnyNode, type Options, parse } from 'acorn';
import { ancestor } from 'acorn-walk';

export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What is used, such as `optional chaining` or `Map`. */
  readonly what: string;
}

const SYNTAX: Readonly<Record<string, string>> = {
  ForOfStatement: 'for-of',
  ClassDeclaration: 'class',
  ClassExpression: 'class',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'default value',
  SpreadElement: 'spread',
  ChainExpression: 'optional chaining',
  YieldExpression: 'generator',
  ImportExpression: 'dynamic import',
  MetaProperty: 'meta property',
  TaggedTemplateExpression: 'tagged template',
  ExportNamedDeclaration: 'export',
  ExportDefaultDeclaration: 'export',
  ExportAllDeclaration: 'export',
  WithStatement: 'with',
};

const GLOBALS = new Set(
  (
    'Object Function Array String Number Boolean Symbol Math JSON Date RegExp Promise Error EvalError InternalError MemoryError ' +
    'RangeError ReferenceError SyntaxError TypeError URIError ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray ' +
    'Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array Buffer TextEncoder TextDecoder atob btoa ' +
    'globalThis decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt NaN Infinity ' +
    'undefined arguments console require'
  ).split(' '),
);

/** Methods of later editions that are not in the documentation's lists, under names that mean nothing else in a function. */
const METHODS = new Set(
  (
    'flat flatMap at findLast findLastIndex toSorted toReversed toSpliced matchAll localeCompare normalize fromEntries ' +
    'groupBy hasOwn withResolvers isWellFormed toWellFormed'
  ).split(' '),
);
const STATIC_METHODS = new Set(['Array.from', 'Array.fromAsync', 'String.raw']);
const MODULES = new Set(['crypto', 'querystring', 'buffer', 'cloudfront']);
const REFUSED_CALLS = new Set(['eval', 'Function']);

/** Lists what CloudFront would not run; an empty list means that the code is fine. */
export function lintFunctionCode(code: string): Finding[] {
  const options: Options = { ecmaVersion: 'latest', sourceType: 'module', locations: true };
  let program: AnyNode;
  try {
    program = parse(code, options);
  } catch (error) {
    const { loc, message } = error as SyntaxError & { loc?: { line: number; column: number } };
    return [{ line: loc?.line ?? 1, column: loc?.column ?? 0, what: message }];
  }
  const nodes: { node: AnyNode; parents: readonly AnyNode[] }[] = [];
  const visit = (node: AnyNode, _state: unknown, parents: AnyNode[]) =>
    nodes.push({ node, parents: parents.slice(0, -1) });
  ancestor(program, new Proxy({}, { get: () => visit, has: () => true }) as Record<string, typeof visit>);
  const declared = collectDeclared(nodes.map(({ node }) => node));
  const found = new Map<string, Finding>();
  for (const { node, parents } of nodes) {
    const what = findFault(node, parents, declared);
    const start = node.loc?.start;
    if (what !== null && start) found.set(`${start.line}:${start.column}:${what}`, { ...start, what });
  }
  const isHandlerThere = nodes.some(({ node, parents }) => isHandler(node, parents));
  return isHandlerThere
    ? [...found.values()]
    : [...found.values(), { line: 1, column: 0, what: 'no function handler' }];
}

/** @returns `line:column what` */
export function formatFinding({ line, column, what }: Finding): string {
  return `${line}:${column} ${what}`;
}

function isHandler(node: AnyNode, parents: readonly AnyNode[]): boolean {
  return node.type === 'FunctionDeclaration' && node.id?.name === 'handler' && parents.at(-1)?.type === 'Program';
}

function collectDeclared(nodes: readonly AnyNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: AnyNode | null | undefined) => {
    if (node?.type === 'Identifier') names.add(node.name);
    if (node?.type === 'RestElement') add(node.argument);
  };
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator') add(node.id);
    if (node.type === 'CatchClause') add(node.param);
    if (node.type === 'ImportDeclaration') for (const specifier of node.specifiers) add(specifier.local);
    if (
      node.type === 'FunctionDeclaration' ||
      node.type === 'FunctionExpression' ||
      node.type === 'ArrowFunctionExpression'
    ) {
      if ('id' in node) add(node.id);
      node.params.forEach(add);
    }
  }
  return names;
}

type Check = (node: AnyNode, parents: readonly AnyNode[], declared: ReadonlySet<string>) => string | null;

const findFault: Check = (node, parents, declared) => {
  for (const check of [checkSyntax, checkFunction, checkAwait, checkOperator, checkName, checkModule]) {
    const fault = check(node, parents, declared);
    if (fault !== null) return fault;
  }
  return null;
};

const checkSyntax: Check = (node, parents) => {
  if (node.type === 'CatchClause' && !node.param) return 'catch without a binding';
  if (node.type === 'Literal' && 'bigint' in node && node.bigint) return 'BigInt';
  if (node.type === 'RestElement' && parents.at(-1)?.type === 'ObjectPattern') return 'destructuring';
  return SYNTAX[node.type] ?? null;
};

const checkFunction: Check = (node, parents) => {
  if (
    node.type !== 'FunctionDeclaration' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'ArrowFunctionExpression'
  ) {
    return null;
  }
  if (node.generator) return 'generator';
  const isTopLevel = node.type === 'FunctionDeclaration' && parents.at(-1)?.type === 'Program';
  return node.async && !isTopLevel ? 'async function that is not at the top level' : null;
};

/** The engine takes no `await` among the arguments of a call; nor does its documentation say so. */
const checkAwait: Check = (node, parents) => {
  if (node.type !== 'AwaitExpression') return null;
  let inner: AnyNode = node;
  for (const outer of parents.toReversed()) {
    if (/Function/.test(outer.type)) return null;
    const isCall = outer.type === 'CallExpression' || outer.type === 'NewExpression';
    if (isCall && outer.callee !== inner) return 'await among the arguments of a call';
    inner = outer;
  }
  return null;
};

const checkOperator: Check = (node) => {
  if (node.type === 'LogicalExpression' && node.operator === '??') return 'nullish coalescing';
  const isLogicalAssignment = node.type === 'AssignmentExpression' && ['??=', '||=', '&&='].includes(node.operator);
  return isLogicalAssignment ? 'logical assignment' : null;
};

const checkName: Check = (node, _parents, declared) => {
  if (node.type === 'Identifier') {
    return GLOBALS.has(node.name) || declared.has(node.name) || node.name === 'handler' ? null : `global ${node.name}`;
  }
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    return node.callee.type === 'Identifier' && REFUSED_CALLS.has(node.callee.name) ? `${node.callee.name}()` : null;
  }
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return null;
  const { name } = node.property;
  if (METHODS.has(name)) return `.${name}`;
  const full = node.object.type === 'Identifier' ? `${node.object.name}.${name}` : '';
  return STATIC_METHODS.has(full) ? full : null;
};

const checkModule: Check = (node, parents) => {
  if (node.type === 'ImportDeclaration') {
    const isKnown = node.source.value === 'cloudfront' && parents.at(-1)?.type === 'Program';
    return isKnown ? null : `import of ${String(node.source.value)}`;
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') {
    return null;
  }
  const [argument] = node.arguments;
  const name = argument?.type === 'Literal' ? String(argument.value) : 'a computed name';
  return MODULES.has(name) ? null : `require of ${name}`;
};
