/**
 * What the rules know of a source file: its text, its syntax tree, what it imports and what it exports. The parser is
 * oxc's, which reads TypeScript as it stands and gives an ESTree.
 */
import { posix } from 'node:path';
import type * as ESTree from 'oxc-parser';
import { parseSync } from 'oxc-parser';
import { walk } from './walk.ts';

export interface SourceModule {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: ESTree.Program;
  readonly comments: readonly SourceComment[];
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
}

export interface SourceComment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface ModuleImport {
  /** A path from the root for a file of the house, else the package's name. */
  readonly target: string;
  readonly isHouse: boolean;
  /** `url` is `new URL('./file.ts', import.meta.url)`, by which workers and child processes are named. */
  readonly kind: 'value' | 'type' | 'dynamic' | 'url';
  /** The imported names; `*` for all of them. */
  readonly names: readonly string[];
  readonly start: number;
}

export interface ModuleExport {
  readonly name: string;
  readonly start: number;
}

/**
 * Parses one file; the path need not exist, so that a test can plant a module that is on no disk.
 * @throws {SyntaxError} when the text is not TypeScript.
 */
export function parseModule(path: string, text: string): SourceModule {
  const { program, comments, errors } = parseSync(path, text, { lang: 'ts', sourceType: 'module' });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`);
  return {
    path,
    text,
    program,
    comments: comments.map(({ start, end }) => ({ text: text.slice(start, end), start, end })),
    imports: listImports(path, program),
    exports: program.body.flatMap(listExports),
  };
}

/** The line, counted from 1, in which the character at `offset` stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function listImports(path: string, program: ESTree.Program): ModuleImport[] {
  const imports: ModuleImport[] = [];
  walk(program, (node) => {
    const found = readImport(node);
    if (!found) return undefined;
    const isHouse = /^\.{1,2}\//.test(found.specifier);
    const target = isHouse ? posix.join(posix.dirname(path), found.specifier) : found.specifier;
    imports.push({ target, isHouse, kind: found.kind, names: found.names, start: node.start });
    return undefined;
  });
  return imports;
}

type FoundImport = Pick<ModuleImport, 'kind' | 'names'> & { specifier: string };

function readImport(node: ESTree.Node): FoundImport | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return readImportDeclaration(node);
    case 'ExportNamedDeclaration':
      return readExportFrom(node);
    case 'ExportAllDeclaration':
      return { specifier: node.source.value, kind: node.exportKind === 'type' ? 'type' : 'value', names: ['*'] };
    case 'ImportExpression':
      return readDynamicImport(node.source, 'dynamic');
    case 'TSImportType':
      return node.argument.type === 'TSLiteralType' ? readDynamicImport(node.argument.literal, 'type') : undefined;
    case 'NewExpression':
      return readUrl(node);
    default:
      return undefined;
  }
}

function readImportDeclaration(node: ESTree.ImportDeclaration): FoundImport {
  const isType =
    node.importKind === 'type' ||
    (node.specifiers.length > 0 &&
      node.specifiers.every((specifier) => specifier.type === 'ImportSpecifier' && specifier.importKind === 'type'));
  const names = node.specifiers.map((specifier) =>
    specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : '*',
  );
  return { specifier: node.source.value, kind: isType ? 'type' : 'value', names };
}

function readExportFrom(node: ESTree.ExportNamedDeclaration): FoundImport | undefined {
  if (!node.source) return undefined;
  const isType = node.exportKind === 'type' || node.specifiers.every((specifier) => specifier.exportKind === 'type');
  const names = node.specifiers.map((specifier) => nameOf(specifier.local));
  return { specifier: node.source.value, kind: isType ? 'type' : 'value', names };
}

function readDynamicImport(source: ESTree.Node, kind: 'dynamic' | 'type'): FoundImport | undefined {
  if (source.type !== 'Literal' || typeof source.value !== 'string') return undefined;
  return { specifier: source.value, kind, names: ['*'] };
}

function readUrl(node: ESTree.NewExpression): FoundImport | undefined {
  const [target, base] = node.arguments;
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return undefined;
  if (target?.type !== 'Literal' || typeof target.value !== 'string' || !target.value.endsWith('.ts')) return undefined;
  const isOwnUrl = base?.type === 'MemberExpression' && base.object.type === 'MetaProperty';
  return isOwnUrl ? { specifier: target.value, kind: 'url', names: ['*'] } : undefined;
}

/** What is declared here and exported; a name that is only handed on from another file belongs to that one. */
function listExports(statement: ESTree.Program['body'][number]): ModuleExport[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
  const { declaration, start } = statement;
  if (!declaration) {
    return statement.specifiers.map((specifier) => ({ name: nameOf(specifier.exported), start: specifier.start }));
  }
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [{ name: id.name, start }] : []));
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [{ name: declaration.id.name, start }] : [];
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}
