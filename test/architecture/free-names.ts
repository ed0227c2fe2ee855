/**
 * The names that a module uses and nowhere declares: the globals. Scopes are followed block by block, so that a
 * parameter called `fetch` hides the global in its own function and in no other.
 */
import type * as ESTree from 'oxc-parser';
import { childrenOf } from './walk.ts';

export interface FreeName {
  readonly name: string;
  readonly start: number;
  /** The nodes around it, the outermost first. */
  readonly ancestors: readonly ESTree.Node[];
}

type Scope = readonly ReadonlySet<string>[];

/** Lists each use of a global as a value; types are left out. */
export function listFreeNames(program: ESTree.Program): FreeName[] {
  const found: FreeName[] = [];
  const visit = (node: ESTree.Node, scope: Scope, ancestors: readonly ESTree.Node[]): void => {
    if (isType(node)) return;
    const inner = [...scope, new Set(listDeclared(node))];
    if (node.type === 'Identifier' && isReference(node, ancestors) && !inner.some((names) => names.has(node.name))) {
      found.push({ name: node.name, start: node.start, ancestors });
    }
    const path = [...ancestors, node];
    for (const child of childrenOf(node)) visit(child, inner, path);
  };
  visit(program, [], []);
  return found;
}

function isType(node: ESTree.Node): boolean {
  const holdsValue = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSInstantiationExpression'];
  return node.type.startsWith('TS') && !holdsValue.includes(node.type);
}

/** An identifier is a reference unless it is the name of a member, a key, a label or a part of an import or export. */
function isReference(node: ESTree.Node, ancestors: readonly ESTree.Node[]): boolean {
  const parent = ancestors.at(-1);
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      return parent.value === node || parent.computed;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return parent.value === node || parent.computed;
    case 'MetaProperty':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return false;
    case 'ExportSpecifier':
      return parent.local === node && !isExportFrom(ancestors.at(-2));
    default:
      return true;
  }
}

function isExportFrom(node: ESTree.Node | undefined): boolean {
  return node?.type === 'ExportNamedDeclaration' && node.source !== null;
}

/** The names that a node brings into its own scope. */
function listDeclared(node: ESTree.Node): string[] {
  switch (node.type) {
    case 'Program':
      return node.body.flatMap(listStatementNames);
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.flatMap(listStatementNames);
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => consequent.flatMap(listStatementNames));
    case 'ForStatement':
      return node.init ? listStatementNames(node.init) : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return listStatementNames(node.left);
    case 'CatchClause':
      return node.param ? listPatternNames(node.param) : [];
    case 'ArrowFunctionExpression':
      return node.params.flatMap(listPatternNames);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return ['arguments', ...(node.id ? [node.id.name] : []), ...node.params.flatMap(listPatternNames)];
    case 'ClassDeclaration':
    case 'ClassExpression':
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}

function listStatementNames(statement: ESTree.Node): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id }) => listPatternNames(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    case 'ImportDeclaration':
      return statement.specifiers.map(({ local }) => local.name);
    case 'ExportNamedDeclaration':
      return statement.declaration ? listStatementNames(statement.declaration) : [];
    default:
      return [];
  }
}

function listPatternNames(pattern: ESTree.Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        listPatternNames(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? listPatternNames(element) : []));
    case 'AssignmentPattern':
      return listPatternNames(pattern.left);
    case 'RestElement':
      return listPatternNames(pattern.argument);
    default:
      return [];
  }
}
