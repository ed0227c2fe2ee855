/** What the types of the package `stripe` know of an object, nested ones too: read of its declarations. */
import { readFileSync } from 'node:fs';
import type * as ESTree from 'oxc-parser';
import { parseSync } from 'oxc-parser';

/** A declaration in a file of `stripe/esm/resources`: `Dispute.Evidence`. */
export interface PackageType {
  readonly file: string;
  readonly name: string;
}

type Members = ReadonlyMap<string, ESTree.TSType>;

/**
 * Members of `value`, at any depth, that its type does not know, by path. What another file declares is not looked into.
 * @throws {Error} when there is no such type
 */
export function listStrangers(value: object, { file, name }: PackageType, path = ''): readonly string[] {
  const types = readTypes(file);
  const members = types.get(name);
  if (members === undefined) throw new Error(`${file} declares no ${name}`);
  return Object.entries(value).flatMap(([key, inner]) => {
    const type = members.get(key);
    if (type === undefined) return [path + key];
    const [inside] = Array.isArray(inner) ? inner : [inner];
    const declared = typeof inside === 'object' && inside !== null ? findReference(type, name, types) : null;
    return declared === null ? [] : listStrangers(inside, { file, name: declared }, `${path}${key}.`);
  });
}

const read = new Map<string, ReadonlyMap<string, Members>>();

/** All interfaces of a file by their whole names. */
function readTypes(file: string): ReadonlyMap<string, Members> {
  const known = read.get(file);
  if (known) return known;
  const url = new URL(`../../../../node_modules/stripe/esm/resources/${file}.d.ts`, import.meta.url);
  const { program } = parseSync(`${file}.d.ts`, readFileSync(url, 'utf8'));
  const types = new Map(listInterfaces(program.body, ''));
  read.set(file, types);
  return types;
}

function listInterfaces(
  statements: readonly (ESTree.Statement | ESTree.Directive)[],
  space: string,
): readonly (readonly [name: string, members: Members])[] {
  return statements.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'TSInterfaceDeclaration') {
      return [[space + declared.id.name, toMembers(declared.body.body)] as const];
    }
    if (declared?.type !== 'TSModuleDeclaration' || declared.id.type !== 'Identifier') return [];
    const body = declared.body?.type === 'TSModuleBlock' ? declared.body.body : [];
    return listInterfaces(body, `${space}${declared.id.name}.`);
  });
}

function toMembers(signatures: readonly ESTree.TSSignature[]): Members {
  return new Map(
    signatures.flatMap((member) => {
      const type = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
      const isNamed = member.type === 'TSPropertySignature' && member.key.type === 'Identifier';
      return type && isNamed && member.key.type === 'Identifier' ? [[member.key.name, type] as const] : [];
    }),
  );
}

/** What a member refers to that the same file declares: `Evidence | null`, `Array<Dispute.Line>`. */
function findReference(type: ESTree.TSType, within: string, types: ReadonlyMap<string, Members>): string | null {
  if (type.type === 'TSUnionType') {
    return type.types.map((each) => findReference(each, within, types)).find((found) => found !== null) ?? null;
  }
  if (type.type !== 'TSTypeReference') return null;
  const [argument] = type.typeArguments?.params ?? [];
  if (argument) return findReference(argument, within, types);
  const name = toText(type.typeName);
  const spaces = within.split('.').map((_, index, parts) => `${parts.slice(0, parts.length - index).join('.')}.`);
  return [...spaces, ''].map((space) => space + name).find((place) => types.has(place)) ?? null;
}

function toText(name: ESTree.TSTypeName): string {
  if (name.type === 'Identifier') return name.name;
  return name.type === 'TSQualifiedName' ? `${toText(name.left)}.${name.right.name}` : '';
}
