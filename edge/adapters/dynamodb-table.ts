/** One DynamoDB table by its plain operations: rows in and out as objects, pages with opaque cursors. */
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { RecordKey } from '../../origin/records.ts';
import type { CursorPage } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import { type AwsClient, AwsError } from './aws-client.ts';

export interface DynamodbTable {
  readonly name: string;
  get<T>(key: RecordKey): Promise<T | null>;
  /** Those that exist, in no order; as they are now. */
  getAll<T>(keys: readonly RecordKey[]): Promise<readonly T[]>;
  query<T>(query: Query, cursor: string | null): Promise<CursorPage<T>>;
  queryAll<T>(query: Query): Promise<readonly T[]>;
  /** Any other operation, on this table. */
  call(operation: string, input: Input): Promise<Output>;
  /** Up to 25 writes of this table, as BatchWriteItem takes them; what it leaves stands in its output. */
  batchWrite(requests: readonly unknown[]): Promise<Output>;
  /** Input of TransactWriteItems, which names the table of each item itself. */
  transact(input: Input): Promise<void>;
  /** A PartiQL statement with the values of its marks. */
  insert(statement: string, values: readonly unknown[]): Promise<void>;
  /** Several such statements, all or none; one that is repeated with its token is done once. */
  executeAll(statements: readonly PartiqlStatement[], token?: string): Promise<void>;
}

export interface PartiqlStatement {
  readonly Statement: string;
  /** As DynamoDB writes values. */
  readonly Parameters: readonly unknown[];
}

/** Members as the API reference names them. `values` become ExpressionAttributeValues. */
export interface Query {
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** For members whose names DynamoDB reserves. */
  readonly names?: Readonly<Record<string, string>>;
  readonly index?: string;
  readonly isNewestFirst?: boolean;
  readonly limit?: number;
  /** Of the table and its local indexes. */
  readonly isConsistent?: boolean;
  /** Key after which it begins. */
  readonly after?: Readonly<Record<string, string>>;
}

type Input = Readonly<Record<string, unknown>>;
type Output = Readonly<Record<string, unknown>>;
type Send = (target: string, input: Input) => Promise<Output>;

/** DynamoDB's bound on one BatchGetItem. */
const KEYS_PER_BATCH = 100;

export function createDynamodbTable(aws: AwsClient, region: string, name: string): DynamodbTable {
  const send: Send = async (target, input) =>
    (await aws.sendJson({ service: 'dynamodb', region, target, input })) as Output;

  const query = async <T>(asked: Query, cursor: string | null): Promise<CursorPage<T>> => {
    const start = cursor === null ? {} : { ExclusiveStartKey: parseCursor(cursor) };
    const output = await send('Query', { TableName: name, ...toQueryInput(asked), ...start }).catch(
      (error: unknown) => {
        throw cursor !== null && isRefusedInput(error) ? wrongCursor() : error;
      },
    );
    return { items: parseItems<T>(output.Items), next: formatCursor(output.LastEvaluatedKey) };
  };

  const queryAll = async <T>(asked: Query, cursor: string | null = null): Promise<readonly T[]> => {
    const { items, next } = await query<T>(asked, cursor);
    return next === null ? items : [...items, ...(await queryAll<T>(asked, next))];
  };

  return {
    name,
    query,
    queryAll,
    call: (operation, input) => send(operation, { TableName: name, ...input }),
    batchWrite: (requests) => send('BatchWriteItem', { RequestItems: { [name]: requests } }),
    ...createStatements(send),
    async get<T>(key: RecordKey) {
      const { Item } = await send('GetItem', { TableName: name, Key: marshall({ ...key }), ConsistentRead: true });
      return parseItem<T>(Item);
    },
    async getAll<T>(keys: readonly RecordKey[]) {
      return (await Promise.all(toBatches(keys).map((batch) => getBatch<T>(send, name, batch)))).flat();
    },
  };
}

/** What names its tables itself. */
function createStatements(send: Send): Pick<DynamodbTable, 'transact' | 'insert' | 'executeAll'> {
  return {
    async transact(input) {
      await send('TransactWriteItems', input);
    },
    async insert(Statement, Parameters) {
      await send('ExecuteStatement', { Statement, Parameters });
    },
    async executeAll(TransactStatements, token) {
      const once = token === undefined ? {} : { ClientRequestToken: token };
      await send('ExecuteTransaction', { TransactStatements, ...once });
    },
  };
}

function toBatches(keys: readonly RecordKey[]): readonly (readonly unknown[])[] {
  return Array.from({ length: Math.ceil(keys.length / KEYS_PER_BATCH) }, (_, index) =>
    keys.slice(index * KEYS_PER_BATCH, (index + 1) * KEYS_PER_BATCH).map((key) => marshall({ ...key })),
  );
}

/** DynamoDB may leave keys of a batch for another call. */
async function getBatch<T>(send: Send, table: string, keys: readonly unknown[]): Promise<readonly T[]> {
  const output = await send('BatchGetItem', { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
  const found = parseItems<T>(toFields(output.Responses)[table]);
  const left = toFields(toFields(output.UnprocessedKeys)[table]).Keys;
  return Array.isArray(left) && left.length > 0 ? [...found, ...(await getBatch<T>(send, table, left))] : found;
}

/** Tables hold what origin's contract says: nobody but this project's roles can write there. */
export function parseItem<T>(item: unknown): T | null {
  if (typeof item !== 'object' || item === null) return null;
  return unmarshall(item as Parameters<typeof unmarshall>[0]) as T;
}

/** Calls, and takes an error of this code for done. */
export async function callUnless(code: string, call: () => Promise<unknown>): Promise<void> {
  await call().catch((error: unknown) => {
    if (!hasCode(error, code)) throw error;
  });
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}

function toQueryInput({ condition, values, names, index, isNewestFirst = false, limit, ...asked }: Query): Input {
  return {
    KeyConditionExpression: condition,
    ExpressionAttributeValues: marshall(values),
    ScanIndexForward: !isNewestFirst,
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
    ...(index === undefined ? {} : { IndexName: index }),
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(asked.isConsistent ? { ConsistentRead: true } : {}),
    ...(asked.after === undefined ? {} : { ExclusiveStartKey: marshall(asked.after) }),
  };
}

function parseItems<T>(items: unknown): readonly T[] {
  return Array.isArray(items) ? items.flatMap((item) => parseItem<T>(item) ?? []) : [];
}

function formatCursor(key: unknown): string | null {
  return key ? Buffer.from(JSON.stringify(key)).toString('base64url') : null;
}

/** A cursor is a key of the table or the index; DynamoDB refuses one outside of the partition that is asked for. */
function parseCursor(cursor: string): unknown {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof key === 'object' && key !== null) return key;
  } catch {
    // Refused below, like any cursor that no page has given.
  }
  throw wrongCursor();
}

function wrongCursor(): AppError {
  const detail = 'Must be the `next` of the page before.';
  return new AppError('bad-request', { errors: [{ pointer: '?cursor', detail }] });
}

function isRefusedInput(error: unknown): boolean {
  return hasCode(error, 'ValidationException') || hasCode(error, 'SerializationException');
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
