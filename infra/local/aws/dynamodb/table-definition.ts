/** What the local DynamoDB knows of a table, and how it comes into dynalite's store. */
import { setImmediate } from 'node:timers/promises';
import { isRecord } from '../is-record.ts';
import type { CallEngine } from './engine.ts';

export interface TableDefinition {
  readonly name: string;
  readonly partitionKey: string;
  /** Partition key of each index by its name. */
  readonly indexPartitionKeys: Readonly<Record<string, string>>;
  /** Input of CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
  readonly ttlAttribute: string | null;
}

/** The names of the table's whole primary key, its partition key first. */
export function listKeyNames({ partitionKey, create }: TableDefinition): readonly string[] {
  const schema = (Array.isArray(create.KeySchema) ? create.KeySchema : []).filter(isRecord);
  const sortKeys = schema.filter(({ KeyType }) => KeyType === 'RANGE').map((key) => String(key.AttributeName));
  return [partitionKey, ...sortKeys];
}

/** A table may be named by its ARN too. */
export function toTableName(named: unknown): string {
  return String(named).replace(/^arn:aws:dynamodb:[^:]*:\d+:table\//, '');
}

/**
 * Makes the table where it is not there.
 * @throws {Error} when a table of another shape is there.
 */
export async function ensureTable(table: TableDefinition, call: CallEngine): Promise<void> {
  const described = await call('DescribeTable', { TableName: table.name });
  if (described.status !== 200) {
    const created = await call('CreateTable', table.create);
    if (created.status !== 200) throw new Error(`Table ${table.name} could not be made: ${created.body}`);
    // dynalite makes it active on a timer, and would trip over a store that was closed meanwhile.
    while (!(await call('DescribeTable', { TableName: table.name })).body.includes('"TableStatus":"ACTIVE"')) {
      await setImmediate();
    }
    return;
  }
  const { Table }: { Table?: unknown } = JSON.parse(String(described.body));
  if (formatShape(Table) !== formatShape(table.create)) {
    throw new Error(
      `Table ${table.name} in the data folder has other keys or indexes than the template: begin with an empty one (--fresh).`,
    );
  }
}

function formatShape(table: unknown): string {
  const { KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = isRecord(table) ? table : {};
  const indexes = [GlobalSecondaryIndexes, LocalSecondaryIndexes]
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .filter(isRecord);
  const shapes = indexes.map(({ IndexName, KeySchema: keys }) => `${IndexName}${formatKeys(keys)}`).sort();
  return formatKeys(KeySchema) + shapes.join('');
}

function formatKeys(schema: unknown): string {
  const keys = (Array.isArray(schema) ? schema : []).filter(isRecord);
  return `(${keys
    .map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`)
    .sort()
    .join(', ')})`;
}
