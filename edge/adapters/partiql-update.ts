/**
 * An update of a row in PartiQL's words (Developer Guide, "PartiQL update statements for DynamoDB"): what a change and its audit
 * entry are written by together (docs/decisions/0036-change-and-entry-in-one.md). PartiQL has no ADD, and an UPDATE makes no row: both
 * are said by what the row had when it was read, on condition that it still is so.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { RecordKey } from '../../origin/records.ts';
import type { PartiqlStatement } from './dynamodb-table.ts';

/** As UpdateItem takes it, its terms `#name = :value`, `#name :value` or `#name`; the values as DynamoDB writes them. */
export interface PlannedUpdate {
  readonly key: RecordKey;
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

const CLAUSE = /(SET|REMOVE|ADD) (.+?)(?= (?:SET|REMOVE|ADD) |$)/gs;
const ABSENT = /attribute_not_exists\s*\((#\w+)\)/g;
const MARK = /[#:]\w+/g;

/** @param row as it was read; null where there is none */
export function toPartiqlUpdate(table: string, update: PlannedUpdate, row: object | null): PartiqlStatement {
  const terms = readTerms(update);
  if (row === null) return toInsert(table, update, terms);
  const Parameters: unknown[] = [];
  const take = (value: unknown) => {
    Parameters.push(value);
    return '?';
  };
  const isThere = (name: string) => Reflect.get(row, name) !== undefined;
  const changes = terms.map(({ verb, name, value }) => {
    const path = quote(name);
    if (verb === 'REMOVE') return `REMOVE ${path}`;
    return `SET ${path} = ${verb === 'ADD' && isThere(name) ? `${path} + ` : ''}${take(value)}`;
  });
  const key = marshall(update.key);
  const conditions = [
    ...Object.entries(key).map(([name, value]) => `${quote(name)} = ${take(value)}`),
    ...terms
      .filter(({ verb, name }) => verb === 'ADD' && !isThere(name))
      .map(({ name }) => `${quote(name)} IS MISSING`),
    ...(update.ConditionExpression === undefined ? [] : [toCondition(update, update.ConditionExpression, take)]),
  ];
  return { Statement: `UPDATE ${quote(table)} ${changes.join(' ')} WHERE ${conditions.join(' AND ')}`, Parameters };
}

interface Term {
  readonly verb: string;
  readonly name: string;
  readonly value: unknown;
}

function readTerms(update: PlannedUpdate): readonly Term[] {
  return [...update.UpdateExpression.matchAll(CLAUSE)].flatMap(([, verb = '', list = '']) =>
    list.split(', ').map((term) => {
      const [name = '', value = ''] = term.split(/ (?:= )?/);
      return { verb, name: nameOf(update, name), value: update.ExpressionAttributeValues[value] };
    }),
  );
}

function toCondition(update: PlannedUpdate, condition: string, take: (value: unknown) => string): string {
  return condition
    .replaceAll(ABSENT, '$1 IS MISSING')
    .replaceAll(MARK, (mark) =>
      mark.startsWith('#') ? quote(nameOf(update, mark)) : take(update.ExpressionAttributeValues[mark]),
    );
}

/** What is added to a row that is not there is what the row begins with. */
function toInsert(table: string, { key }: PlannedUpdate, terms: readonly Term[]): PartiqlStatement {
  const set = terms.filter(({ verb }) => verb !== 'REMOVE').map(({ name, value }): [string, unknown] => [name, value]);
  const members = [...Object.entries(marshall(key)), ...set];
  const item = members.map(([name]) => `'${name}': ?`).join(', ');
  return { Statement: `INSERT INTO ${quote(table)} VALUE {${item}}`, Parameters: members.map(([, value]) => value) };
}

function nameOf({ ExpressionAttributeNames: names }: PlannedUpdate, mark: string): string {
  return names[mark] ?? mark;
}

function quote(name: string): string {
  return `"${name}"`;
}
