/**
 * DynamoDB on one machine: dynalite on a LevelDB store, behind a front that checks the signature and the caller's
 * policies, and adds PartiQL's INSERT. Rows past their TTL stay, as the latest that DynamoDB allows itself to be.
 */
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import dynalite from 'dynalite';
import { DataFileError } from '../data-file-error.ts';
import { type DiskRoom, ENDLESS_ROOM } from '../disk-room.ts';
import type { CredentialStore } from '../iam/credentials.ts';
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { type Call, createJsonService, type ServiceResponse } from '../json-protocol/server.ts';
import { listen } from '../listen.ts';
import type { LocalService } from '../service.ts';
import { parseInsert, toConditionalPut } from './partiql-insert.ts';
import { listBatchStatements, listPermissions, type TableKeys } from './permissions.ts';

export interface TableDefinition extends TableKeys {
  /** Input of CreateTable. */
  readonly create: Readonly<Record<string, unknown>>;
  readonly ttlAttribute: string | null;
}

export interface DynamodbOptions {
  /** Folder of the store. In memory without one. */
  readonly dataDir?: string;
  readonly tables: readonly TableDefinition[];
  readonly credentials: CredentialStore;
  readonly region: string;
  readonly accountId: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  /** Of the store's disk. */
  readonly room?: DiskRoom;
  /** Takes what broke inside. */
  readonly log?: (line: string) => void;
}

/** What needs no room on the disk. */
const READS: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'Query',
  'Scan',
]);

/** What dynalite gave. */
interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Opens the store, makes the tables that are not there, and serves.
 * @throws {Error} when a table of another shape is there.
 * @throws {DataFileError} when the store cannot be opened.
 * @throws {NodeJS.ErrnoException} when the port is taken.
 */
export async function createDynamodb({ dataDir, tables, ...options }: DynamodbOptions): Promise<LocalService> {
  await using opened = new AsyncDisposableStack();
  if (dataDir !== undefined) await checkStore(dataDir);
  const engine = await listen(dynalite({ ...(dataDir === undefined ? {} : { path: dataDir }), createTableMs: 0 }), {});
  opened.defer(() => engine.close());
  const call = createCaller(engine.port);
  for (const table of tables) await ensureTable(table, call);
  const front = await createFront({ ...options, tables }, { call, insert: createInsert(tables, call), tables });
  opened.defer(() => front.close());
  const owned = opened.move();
  return { url: front.url, close: () => owned.disposeAsync() };
}

/** dynalite neither says that its store cannot be opened nor ends: each request would wait for ever. */
async function checkStore(dataDir: string): Promise<void> {
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as LevelModule;
  const store = new Level(dataDir);
  try {
    await store.open();
  } catch (error) {
    throw new DataFileError(dataDir, error);
  } finally {
    await store.close();
  }
}

interface LevelModule {
  readonly Level: new (folder: string) => { open(): Promise<void>; close(): Promise<void> };
}

function createFront(options: DynamodbOptions, engine: Engine): Promise<LocalService> {
  const { tables, region, accountId, room = ENDLESS_ROOM } = options;
  const formatTableArn = (table: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
  return createJsonService({
    ...options,
    service: 'dynamodb',
    targetPrefix: 'DynamoDB_20120810',
    version: '1.0',
    errorNamespace: 'com.amazonaws.dynamodb.v20120810',
    regions: [region],
    permissions: ({ operation, input }) => listPermissions(operation, input, { tables, formatTableArn }),
    run: async (call) => {
      if (!READS.has(call.operation)) room.check();
      return respond(call, engine);
    },
  });
}

function createInsert(tables: readonly TableDefinition[], call: Engine['call']): Engine['insert'] {
  const partitionKeys = new Map(tables.map(({ name, partitionKey }) => [name, partitionKey]));
  return async (input) => {
    const statement = parseInsert(input);
    return call('PutItem', toConditionalPut(statement, partitionKeys.get(statement.table) ?? 'pk'));
  };
}

interface Engine {
  readonly call: (operation: string, input: Readonly<Record<string, unknown>> | Buffer) => Promise<EngineResponse>;
  readonly insert: (input: Readonly<Record<string, unknown>>) => Promise<EngineResponse>;
  readonly tables: readonly TableDefinition[];
}

async function respond({ operation, input, body }: Call, { call, insert, tables }: Engine): Promise<ServiceResponse> {
  switch (operation) {
    case 'ExecuteStatement': {
      const inserted = await insert(input);
      if (inserted.status === 200) return { status: 200, body: '{"Items":[]}' };
      if (isDuplicate(inserted)) {
        throw new ServiceError('DuplicateItemException', 'Duplicate primary key exists in table');
      }
      return inserted;
    }
    case 'BatchExecuteStatement': {
      const Responses = await Promise.all(
        listBatchStatements(input).map(async (each) => toBatchResponse(each, await insert(each))),
      );
      return { status: 200, body: JSON.stringify({ Responses }) };
    }
    case 'DescribeTimeToLive': {
      const ttl = tables.find(({ name }) => name === input.TableName)?.ttlAttribute;
      const TimeToLiveDescription = ttl
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: ttl }
        : { TimeToLiveStatus: 'DISABLED' };
      return { status: 200, body: JSON.stringify({ TimeToLiveDescription }) };
    }
    default:
      return call(operation, body);
  }
}

function toBatchResponse(statement: Readonly<Record<string, unknown>>, inserted: EngineResponse): unknown {
  const TableName = parseInsert(statement).table;
  if (inserted.status === 200) return { TableName };
  const failure = isDuplicate(inserted)
    ? { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }
    : { Code: 'ValidationError', Message: String(inserted.body) };
  return { TableName, Error: failure };
}

function isDuplicate({ body }: EngineResponse): boolean {
  return body.includes('ConditionalCheckFailedException');
}

async function ensureTable(table: TableDefinition, call: Engine['call']): Promise<void> {
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
  const { KeySchema, GlobalSecondaryIndexes } = isRecord(table) ? table : {};
  const indexes = (Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes : []).filter(isRecord);
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

/** dynalite wants a signature to be there and does not check it: the front has. */
const UNCHECKED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
};

function createCaller(port: number): Engine['call'] {
  const agent = new Agent({ keepAlive: true });
  return (operation, input) =>
    new Promise((resolve, reject) => {
      const headers = { ...UNCHECKED, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const checksum = String(incoming.headers['x-amz-crc32'] ?? '');
          resolve({
            status: incoming.statusCode ?? 500,
            headers: checksum ? { 'x-amz-crc32': checksum } : {},
            body: Buffer.concat(chunks),
          });
        });
      });
      outgoing.once('error', reject).end(Buffer.isBuffer(input) ? input : JSON.stringify(input));
    });
}
