/**
 * The records table as a RecordStore. Needs dynamodb:GetItem, PutItem, UpdateItem and DeleteItem on it, and Query on its index of
 * albums.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ALBUM_INDEX, ALBUM_PARTS, ALBUM_SORT, withAlbumPlace } from '../album-index.ts';
import { ALBUM_ROW, type AlbumItem, type AlbumPhoto, parseAlbumItem } from '../album-row.ts';
import { type AnnouncementRow, formatAnnouncementKey } from '../announcement.ts';
import type { RecordStore } from '../core/ports.ts';
import type { JobAlbumRow, JobAlbumUpdate, PhotoChange } from '../job-album.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord } from '../records.ts';
import { type AlbumStore, judgeCancellation, type TransactionOutcome, writeWithAlbum } from '../write-with-album.ts';
import { moveByActivity } from './job-activity.ts';

/** By these a record is known to be still the one that was read: each writer changes at least one of them. */
const VERSION_ATTRIBUTES = ['state', 'files_digest', 'revision', 'deleted_at', 'note_count'] as const;

/** Photos that are looked at, at once, for one that may be the job's cover. */
const COVERS_PER_LOOK = 10;
const MAX_TRIES = 45;

interface RecordsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** Of a photo whose first file has come: how long after its ticket, in seconds. */
type ArrivalListener = (photo: PhotoRecord, secondsSinceTicket: number) => void;

export function createDynamodbRecordStore(
  client: DynamoDBDocumentClient,
  table: string,
  onArrival: ArrivalListener | null = null,
): RecordStore {
  const records = { client, table };
  return {
    find: async ({ jobId, photoId }) => {
      const Key = formatPhotoRecordKey(jobId, photoId);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (!Item) return null;
      const { [ALBUM_SORT]: _place, [ALBUM_ROW]: _row, ...record } = Item;
      return record as PhotoRecord;
    },
    replace: async (before, after) => {
      const change = { before, after };
      const announced = onArrival && isFirst(change) ? await readAnnouncement(records, after) : null;
      const isWritten = await writeWithAlbum(change, createAlbumStore(records, change));
      if (isWritten && announced !== null) tellArrival(after, announced, onArrival);
      if (isWritten && after.uploaded_at !== null) await moveByActivity(records, after.job_id);
      return isWritten;
    },
  };
}

function createAlbumStore(records: RecordsTable, change: PhotoChange): AlbumStore {
  const { job_id: jobId } = change.after;
  return {
    readRow: async () => {
      const get = { TableName: records.table, Key: formatJobKey(jobId), ConsistentRead: true };
      const { Item } = await records.client.send(new GetCommand(get));
      return (Item as JobAlbumRow | undefined) ?? {};
    },
    findNewestReady: (except) => findNewestReady(records, jobId, except),
    write: (update) => writeChange(records, change, update),
    wait: (ms) => wait(ms),
    // Half a minute: a try of the queue, of which there are five, is worth more.
    maxTries: MAX_TRIES,
    random: Math.random,
  };
}

/** With the first record of a photo its announcement goes. */
async function writeChange(
  { client, table: TableName }: RecordsTable,
  { before, after }: PhotoChange,
  update: JobAlbumUpdate,
): Promise<TransactionOutcome> {
  const announced = formatAnnouncementKey(after.job_id, after.uploaded_by, after.photo_id);
  const TransactItems = [
    { Put: { TableName, Item: withAlbumPlace(after), ...formatExpectation(before) } },
    { Update: { TableName, Key: formatJobKey(after.job_id), ...update } },
    ...(isFirst({ before, after }) ? [{ Delete: { TableName, Key: announced } }] : []),
  ];
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
    return 'written';
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    const outcome = judgeCancellation(reasons.map(({ Code }) => Code));
    if (outcome === null) throw error;
    return outcome;
  }
}

function isFirst({ before }: PhotoChange): boolean {
  return before === null || before.state === 'arriving';
}

async function readAnnouncement(
  { client, table: TableName }: RecordsTable,
  { job_id: jobId, uploaded_by: subject, photo_id: photoId }: PhotoRecord,
): Promise<AnnouncementRow | null> {
  const Key = formatAnnouncementKey(jobId, subject, photoId);
  const { Item } = await client.send(new GetCommand({ TableName, Key }));
  return (Item as AnnouncementRow | undefined) ?? null;
}

function tellArrival(
  photo: PhotoRecord,
  { announced_at: announcedAt }: AnnouncementRow,
  onArrival: ArrivalListener | null,
): void {
  const storedMs = Date.parse(photo.uploaded_at ?? '');
  if (announcedAt === undefined || Number.isNaN(storedMs)) return;
  // S3 tells whole seconds, and its clock is another.
  onArrival?.(photo, Math.max(0, Math.round(storedMs / 1000) - announcedAt));
}

async function findNewestReady(records: RecordsTable, jobId: string, except: string): Promise<AlbumPhoto | null> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await records.client.send(
      new QueryCommand({
        TableName: records.table,
        IndexName: ALBUM_INDEX,
        KeyConditionExpression: `pk = :pk AND begins_with(${ALBUM_SORT}, :live)`,
        ExpressionAttributeValues: { ':pk': formatJobKey(jobId).pk, ':live': ALBUM_PARTS.live },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: COVERS_PER_LOOK,
        ExclusiveStartKey,
      }),
    );
    const photos = Items.map((item) => parseAlbumItem(item as AlbumItem));
    const found = photos.find(({ state, photo_id }) => state === 'ready' && photo_id !== except);
    if (found) return found;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return null;
}

function formatExpectation(expected: PhotoRecord | null) {
  if (!expected) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const present = VERSION_ATTRIBUTES.filter((name) => expected[name] !== undefined);
  const absent = VERSION_ATTRIBUTES.filter((name) => expected[name] === undefined);
  const values = Object.fromEntries(present.map((name) => [`:${name}`, expected[name]]));
  return {
    ConditionExpression: [
      ...present.map((name) => `#${name} = :${name}`),
      ...absent.map((name) => `attribute_not_exists(#${name})`),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(VERSION_ATTRIBUTES.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: values,
  };
}
