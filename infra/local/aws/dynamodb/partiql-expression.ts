/**
 * PartiQL's paths, values and conditions in the words of DynamoDB's expressions (Developer Guide, "PartiQL operators",
 * "PartiQL functions"). Not understood: `OR` outside of parentheses, parentheses around a key, negative literals, lists and maps as literals.
 */
import type { RequestFields } from './item-write.ts';
import { malformed, type Token, type TokenReader } from './partiql-tokens.ts';

/** Names and values of an expression, as they come up. */
export interface Names {
  formatName(name: string): string;
  formatValue(value: unknown): string;
  /** The parameter of the mark that comes next. */
  nextParameter(): unknown;
  /** @throws {ServiceError} when parameters are left. */
  end(): void;
  /** Members of an operation's input; none that is empty. */
  toInput(): RequestFields;
}

export function createNames(parameters: readonly unknown[]): Names {
  const names = new Map<string, string>();
  const values: unknown[] = [];
  let used = 0;
  return {
    formatName(name) {
      const mark = names.get(name) ?? `#n${names.size}`;
      names.set(name, mark);
      return mark;
    },
    formatValue: (value) => `:v${values.push(value) - 1}`,
    nextParameter() {
      if (used >= parameters.length) throw wrongNumber();
      used += 1;
      return parameters[used - 1];
    },
    end() {
      if (used !== parameters.length) throw wrongNumber();
    },
    toInput: () => ({
      ...(names.size === 0
        ? {}
        : { ExpressionAttributeNames: Object.fromEntries([...names].map(([name, mark]) => [mark, name])) }),
      ...(values.length === 0
        ? {}
        : { ExpressionAttributeValues: Object.fromEntries(values.map((value, index) => [`:v${index}`, value])) }),
    }),
  };
}

function wrongNumber() {
  return malformed('Number of parameters in request and statement don’t match.');
}

/**
 * A document path: names with points and `[n]` between them.
 * @throws {ServiceError} when something else comes.
 */
export function readPath(reader: TokenReader, names: Names): string {
  const { kind, value } = reader.take();
  if (kind !== 'name' && kind !== 'word') throw malformed('a path expected');
  let path = names.formatName(value);
  for (;;) {
    if (reader.accept('.')) path += `.${names.formatName(reader.take().value)}`;
    else if (reader.peek()?.value === '[' && reader.peek(1)?.kind === 'number') {
      reader.take();
      path += `[${reader.take().value}]`;
      reader.expect(']');
    } else return path;
  }
}

/** The attribute value of a mark or a literal; undefined where neither comes. */
export function readValue(reader: TokenReader, names: Names): unknown {
  if (reader.accept('?')) return names.nextParameter();
  const token = reader.peek();
  if (token?.kind === 'text' || token?.kind === 'number') {
    reader.take();
    return token.kind === 'text' ? { S: token.value } : { N: token.value };
  }
  if (reader.accept('TRUE')) return { BOOL: true };
  if (reader.accept('FALSE')) return { BOOL: false };
  return reader.accept('NULL') ? { NULL: true } : undefined;
}

const JOINED = new Set(['NOT', 'BETWEEN']);
const SIGNS = new Set(['=', '<>', '<', '<=', '>', '>=', '(', ')', ',']);
const FUNCTIONS = new Set(['begins_with', 'contains', 'size', 'attribute_type']);

/**
 * What stands between two ANDs of the WHERE, or an expression in which the ANDs are within parentheses.
 * @throws {ServiceError} when there is nothing, or what is not understood.
 */
export function readConjunct(reader: TokenReader, names: Names): string {
  const parts: string[] = [];
  let depth = 0;
  let isBetween = false;
  for (let token = reader.peek(); token; token = reader.peek()) {
    const word = token.kind === 'word' ? token.value.toUpperCase() : '';
    if (depth === 0 && isEnd(token, isBetween)) break;
    if (word === 'AND') isBetween = false;
    else if (word === 'BETWEEN') isBetween = true;
    else if (token.kind === 'sign') depth += Number(token.value === '(') - Number(token.value === ')');
    parts.push(readPart(reader, names, parts));
  }
  if (parts.length === 0) throw malformed('a condition expected');
  return parts.join(' ');
}

/** Of a conjunct, where no parenthesis is open. */
function isEnd({ kind, value }: Token, isBetween: boolean): boolean {
  if (kind === 'sign') return value === ')';
  const word = kind === 'word' ? value.toUpperCase() : '';
  if (word === 'OR') throw malformed('OR must stand in parentheses');
  return word === 'RETURNING' || (word === 'AND' && !isBetween);
}

function readPart(reader: TokenReader, names: Names, before: string[]): string {
  if (reader.accept('IS')) return readIs(reader, names, before);
  if (reader.accept('IN', '[')) return readList(reader, names);
  const value = readValue(reader, names);
  if (value !== undefined) return names.formatValue(value);
  const token = reader.peek();
  const word = token?.value ?? '';
  if (token?.kind === 'sign') {
    reader.take();
    if (word === '!=') return '<>';
    if (SIGNS.has(word)) return word;
    throw malformed(`unexpected ${word}`);
  }
  const upper = word.toUpperCase();
  const isJoin = upper === 'AND' || upper === 'OR' || JOINED.has(upper) || FUNCTIONS.has(word.toLowerCase());
  if (token?.kind !== 'word' || !isJoin) return readPath(reader, names);
  reader.take();
  return FUNCTIONS.has(word.toLowerCase()) ? word.toLowerCase() : upper;
}

function readIs(reader: TokenReader, names: Names, before: string[]): string {
  const isNot = reader.accept('NOT');
  const path = before.pop();
  if (path === undefined) throw malformed('IS needs a path before it');
  if (reader.accept('MISSING')) return `${isNot ? 'attribute_exists' : 'attribute_not_exists'} (${path})`;
  reader.expect('NULL');
  return `${isNot ? 'NOT ' : ''}attribute_type (${path}, ${names.formatValue({ S: 'NULL' })})`;
}

function readList(reader: TokenReader, names: Names): string {
  const values: string[] = [];
  do values.push(names.formatValue(readValue(reader, names)));
  while (reader.accept(','));
  reader.expect(']');
  return `IN (${values.join(', ')})`;
}
