/** A change that people make of a photo: its record, its job's row and its audit entry in one transaction. */
import { randomUUID } from 'node:crypto';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ALBUM_SORT, withAlbumPlace } from '../../origin/album-index.ts';
import { type JobAlbumRow, type JobAlbumUpdate, planRevision } from '../../origin/job-album.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord, type RecordKey } from '../../origin/records.ts';
import {
  AlbumContentionError,
  type AlbumStore,
  type TransactionOutcome,
  writeWithAlbum,
} from '../../origin/write-with-album.ts';
import type { PhotoChanges } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import type { DynamodbTable, PartiqlStatement } from './dynamodb-table.ts';
import { type PlannedUpdate, toPartiqlUpdate } from './partiql-update.ts';
import { findNewestReady } from './query-album.ts';
import { settleTransaction } from './settle-transaction.ts';

/** What the row of a job derives from: a change of it by the pipeline is read before people's change is written. */
const DERIVED_FROM = ['state', 'files_digest', ALBUM_SORT] as const;
export const MAX_READS = 8;
const MAX_TRIES = 9;

interface LoggedWrite {
  /** The statement that writes the audit entry. */
  readonly entry: PartiqlStatement;
  /** The job's as it was read; empty where there was none. */
  readonly row: JobAlbumRow;
}

interface ChangePlan extends LoggedWrite {
  readonly changes: PhotoChanges;
  readonly revision: number;
}

/**
 * Changes a photo that is at `revision`.
 * @throws {AppError} when it is at another: `edited-meanwhile`; when others were in the way all the time: `unavailable`
 */
export async function changePhoto(
  table: DynamodbTable,
  photo: PhotoRecord,
  { changes, revision, ...logged }: ChangePlan,
): Promise<PhotoRecord> {
  let before: PhotoRecord | null = photo;
  for (let reads = 0; reads < MAX_READS && before?.revision === revision; reads += 1) {
    const after = applyChanges(before, changes);
    const store = createLoggedStore(table, { before, after }, logged);
    if (await writeInTime({ before, after }, store)) return after;
    before = await table.get<PhotoRecord>(formatPhotoRecordKey(photo.job_id, photo.photo_id));
  }
  throw new AppError('edited-meanwhile');
}

/**
 * Writes the record of a photo of which the table knows nothing; one that is there meanwhile stays.
 * @throws {AppError} when others were in the way all the time: `unavailable`
 */
export async function adoptPhoto(table: DynamodbTable, record: PhotoRecord): Promise<void> {
  const after = withAlbumPlace(record);
  const store = createAlbumStore(table, { before: null, after });
  await writeInTime({ before: null, after }, store);
}

/**
 * Whoever asked may come again when others were in the way all the time.
 * @throws {AppError} when they were: `unavailable`
 */
export async function writeInTime(change: RecordChange, store: AlbumStore): Promise<boolean> {
  try {
    return await writeWithAlbum(change, store);
  } catch (error) {
    if (!(error instanceof AlbumContentionError)) throw error;
    throw new AppError('unavailable', { retryAfterSeconds: 2, cause: error });
  }
}

/** Undefined takes a member away. */
function applyChanges(before: PhotoRecord, changes: PhotoChanges): PhotoRecord {
  const members = Object.entries({ ...before, ...changes, revision: before.revision + 1 });
  const present = members.filter(([, value]) => value !== undefined);
  return withAlbumPlace(Object.fromEntries(present) as unknown as PhotoRecord);
}

interface RecordChange {
  /** Null: there is none. */
  readonly before: PhotoRecord | null;
  readonly after: PhotoRecord;
}

/** Of a record that is there. */
interface RecordEdit extends RecordChange {
  readonly before: PhotoRecord;
}

export function createAlbumStore(table: DynamodbTable, change: RecordChange): AlbumStore {
  const jobId = change.after.job_id;
  return {
    readRow: async () => (await table.get<JobAlbumRow>(formatJobKey(jobId))) ?? {},
    findNewestReady: (except) => findNewestReady(table, jobId, except),
    write: (update) => transact(table, [toPhotoWrite(change), toRowUpdate(jobId, update)]),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    // Somebody waits for it.
    maxTries: MAX_TRIES,
    random: Math.random,
  };
}

/** As above, with an audit entry: all three in PartiQL, for only its INSERT cannot replace an entry. */
function createLoggedStore(table: DynamodbTable, change: RecordEdit, { entry, row: first }: LoggedWrite): AlbumStore {
  const store = createAlbumStore(table, change);
  const { before, after } = change;
  let row: JobAlbumRow | null = first;
  return {
    ...store,
    async readRow() {
      row ??= await store.readRow();
      return row;
    },
    async write(update) {
      const current = row ?? (await store.readRow());
      // What stood in the way may be the row: the next try reads it.
      row = null;
      const ofPhoto = toStatement(table, toPhotoUpdate(before, after), before);
      const ofRow = toStatement(table, toRowUpdate(after.job_id, update), 'pk' in current ? current : null);
      return settleTransaction(table.executeAll([ofPhoto, ofRow, entry], randomUUID()));
    },
  };
}

export function toStatement(table: DynamodbTable, { Update }: TransactionItem, row: object | null): PartiqlStatement {
  const { Key, ...update } = Update as unknown as PlannedUpdate & { readonly Key: Parameters<typeof unmarshall>[0] };
  return toPartiqlUpdate(table.name, { ...update, key: unmarshall(Key) as RecordKey }, row);
}

/** One write of a transaction; the table's name is put into it. */
export type TransactionItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An update of a job's row as a transaction takes it. */
export function toRowUpdate(jobId: string, update: JobAlbumUpdate): TransactionItem {
  const ExpressionAttributeValues = marshall(update.ExpressionAttributeValues);
  return { Update: { Key: marshall({ ...formatJobKey(jobId) }), ...update, ExpressionAttributeValues } };
}

/** The update of a job's row by which its album's revision grows. */
export function toRevisionUpdate(jobId: string, announcedUntil?: number): TransactionItem {
  return toRowUpdate(jobId, planRevision(announcedUntil));
}

/**
 * Writes all or nothing: what decides stands first, the job's row second.
 * @throws {AppError} when the table cannot be had: `unavailable`
 */
export async function transact(table: DynamodbTable, items: readonly TransactionItem[]): Promise<TransactionOutcome> {
  const TransactItems = items.map((item) =>
    Object.fromEntries(Object.entries(item).map(([verb, write]) => [verb, { TableName: table.name, ...write }])),
  );
  return settleTransaction(table.transact({ TransactItems, ClientRequestToken: randomUUID() }));
}

/** An update makes a row that is not there: so whoever may change records needs no right to replace one. */
export function toPhotoWrite({ before, after }: RecordChange): TransactionItem {
  if (before !== null) return toPhotoUpdate(before, after);
  const { pk, sk, ...facts } = after;
  const names = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return {
    Update: {
      Key: marshall({ pk, sk }),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: 'attribute_not_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: marshall(
        Object.fromEntries(names.map((name) => [`:${name}`, Reflect.get(facts, name)])),
      ),
    },
  };
}

/** Sets what has a value, removes what has none, and holds only where nothing has changed that the plan was made of. */
function toPhotoUpdate(before: PhotoRecord, after: PhotoRecord): TransactionItem {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== 'pk' && name !== 'sk' && Reflect.get(before, name) !== Reflect.get(after, name),
  );
  const set = names.filter((name) => Reflect.get(after, name) !== undefined);
  const removed = names.filter((name) => Reflect.get(after, name) === undefined).map((name) => `#${name}`);
  const standing = ['revision', ...DERIVED_FROM];
  const values = [
    ...set.map((name) => [`:${name}`, Reflect.get(after, name)]),
    ...standing.flatMap((name) => {
      const value: unknown = Reflect.get(before, name);
      return value === undefined ? [] : [[`:standing_${name}`, value]];
    }),
  ];
  return {
    Update: {
      Key: marshall({ pk: before.pk, sk: before.sk }),
      UpdateExpression: [
        `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
        ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(', ')}`]),
      ].join(' '),
      ConditionExpression: standing.map((name) => toCondition(name, Reflect.get(before, name))).join(' AND '),
      ExpressionAttributeNames: Object.fromEntries([...names, ...standing].map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: marshall(Object.fromEntries(values)),
    },
  };
}

function toCondition(name: string, value: unknown): string {
  return value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :standing_${name}`;
}
