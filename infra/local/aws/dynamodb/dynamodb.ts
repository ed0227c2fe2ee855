/**
 * DynamoDB on one machine: dynalite on a LevelDB store, behind a front that checks the signature and the caller's
 * policies, and adds transactions and PartiQL's writes. Rows past their TTL stay, as the latest that DynamoDB allows itself to be.
 */
import { createRequire } from 'node:module';
import dynalite from 'dynalite';
import { DataFileError } from '../data-file-error.ts';
import { type DiskRoom, ENDLESS_ROOM } from '../disk-room.ts';
import type { CredentialStore } from '../iam/credentials.ts';
import { createJsonService } from '../json-protocol/server.ts';
import { listen } from '../listen.ts';
import type { LocalService } from '../service.ts';
import { closeIteratorsAtTheirEnd, loadIteratorClasses } from './close-iterators.ts';
import { recoverWrites, type Store } from './commit-writes.ts';
import { createEngineCaller } from './engine.ts';
import { listPermissions } from './permissions.ts';
import { createRunner } from './run-operation.ts';
import { ensureTable, type TableDefinition } from './table-definition.ts';
import { createTransactions } from './transactions.ts';
import { createUndoJournal } from './undo-journal.ts';

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
  'TransactGetItems',
]);

/**
 * Opens the store, makes the tables that are not there, undoes a transaction in which the process was killed, and serves.
 * @throws {Error} when a table of another shape is there.
 * @throws {DataFileError} when the store cannot be opened.
 * @throws {NodeJS.ErrnoException} when the port is taken.
 */
export async function createDynamodb({ dataDir, tables, ...options }: DynamodbOptions): Promise<LocalService> {
  await using opened = new AsyncDisposableStack();
  if (dataDir !== undefined) await checkStore(dataDir);
  closeIteratorsAtTheirEnd(loadIteratorClasses());
  const server = dynalite({ ...(dataDir === undefined ? {} : { path: dataDir }), createTableMs: 0 });
  // Else it ends a connection that waited for 5 s, also one that has a call which a busy machine has not read yet.
  server.keepAliveTimeout = 0;
  const engine = await listen(server, {});
  opened.defer(() => engine.close());
  const store = { call: createEngineCaller(engine.port), journal: createUndoJournal(dataDir) };
  for (const table of tables) await ensureTable(table, store.call);
  await recoverWrites(store);
  const front = await createFront({ ...options, tables }, store);
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

function createFront(options: DynamodbOptions, store: Store): Promise<LocalService> {
  const { tables, region, accountId, now, room = ENDLESS_ROOM } = options;
  const formatTableArn = (table: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
  const run = createRunner({ call: store.call, transactions: createTransactions(store, now), tables });
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
      return run(call);
    },
  });
}
