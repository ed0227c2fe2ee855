/**
 * One item's write as a transaction or a PartiQL statement names it, and as dynalite's own operation does it (API
 * reference, TransactWriteItem).
 */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { listKeyNames, type TableDefinition, toTableName } from './table-definition.ts';

export type RequestFields = Readonly<Record<string, unknown>>;

export interface ItemWrite {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  /** IAM's. */
  readonly action: string;
  readonly table: string;
  /** The whole primary key, as attribute values. */
  readonly key: RequestFields;
  /** Of the operation. */
  readonly input: RequestFields;
  /** It only asks: what is there stays. */
  readonly isCheck?: boolean;
  /** A condition that fails means that the row is there already. */
  readonly isInsert?: boolean;
  /** A condition that fails gives the item that stood against it. */
  readonly tellsItem?: boolean;
}

const OPERATIONS = {
  Put: { operation: 'PutItem', action: 'dynamodb:PutItem' },
  Update: { operation: 'UpdateItem', action: 'dynamodb:UpdateItem' },
  Delete: { operation: 'DeleteItem', action: 'dynamodb:DeleteItem' },
  ConditionCheck: { operation: 'UpdateItem', action: 'dynamodb:ConditionCheckItem' },
} as const;

/**
 * Reads `TransactItems`.
 * @throws {ServiceError} when an item is no single write, or there is none or too many.
 */
export function parseTransactItems(input: RequestFields, tables: readonly TableDefinition[]): readonly ItemWrite[] {
  return listMembers(input, 'TransactItems').map((item) => {
    const [[kind, fields] = [], ...others] = Object.entries(item).filter(([, value]) => isRecord(value));
    if (!isKind(kind) || !isRecord(fields) || others.length > 0) {
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    if (kind === 'ConditionCheck' && typeof fields.ConditionExpression !== 'string') {
      throw invalid('The ConditionExpression of a ConditionCheck must be given');
    }
    const { ReturnValuesOnConditionCheckFailure: returned, ...rest } = fields;
    return {
      ...OPERATIONS[kind],
      table: toTableName(fields.TableName),
      key: pickKey(kind === 'Put' ? fields.Item : fields.Key, fields.TableName, tables),
      input: rest,
      isCheck: kind === 'ConditionCheck',
      tellsItem: returned === 'ALL_OLD',
    };
  });
}

/**
 * The records of a list that a transaction may have 1 to 100 of.
 * @throws {ServiceError} when there are fewer or more.
 */
export function listMembers(
  input: RequestFields,
  name: 'TransactItems' | 'TransactStatements',
): readonly RequestFields[] {
  const given = input[name];
  const members = (Array.isArray(given) ? given : []).filter(isRecord);
  const bound = members.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 100';
  if (members.length > 0 && members.length <= 100) return members;
  const at = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalid(
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must have length ${bound}`,
  );
}

/** @throws {ServiceError} when two writes have one item, or all together are larger than 4 MB. */
export function checkTransaction(writes: readonly ItemWrite[]): void {
  if (new Set(writes.map(formatItemId)).size < writes.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  // AWS counts the items as they are stored, which is less than their JSON.
  const bytes = writes.reduce((sum, { input }) => sum + Buffer.byteLength(JSON.stringify(input)), 0);
  if (bytes > 4 * 1024 * 1024) throw invalid('The aggregate size of the items in the transaction exceeds 4 MB');
}

/** Names an item among all of all tables. */
export function formatItemId({ table, key }: Pick<ItemWrite, 'table' | 'key'>): string {
  return JSON.stringify([table, ...Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/**
 * The key's own attributes of a row; dynalite finds fault with what is missing.
 * @throws {ServiceError} when there is no such table.
 */
export function pickKey(row: unknown, named: unknown, tables: readonly TableDefinition[]): RequestFields {
  const table = tables.find(({ name }) => name === toTableName(named));
  if (!table) throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
  const names = listKeyNames(table);
  const given = isRecord(row) ? row : {};
  return Object.fromEntries(names.flatMap((name) => (name in given ? [[name, given[name]]] : [])));
}

function isKind(value: unknown): value is keyof typeof OPERATIONS {
  return typeof value === 'string' && Object.hasOwn(OPERATIONS, value);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
