/**
 * Bucket, table and audit log as the rule of retention needs them. Needs s3:ListBucketVersions, DeleteObject and DeleteObjectVersion under
 * `jobs/`, `thumbs/` and `records/notes/`, s3:ListBucket under `records/holds/`; dynamodb:Query on the index by activity; GetItem, Query, UpdateItem and
 * BatchWriteItem on rows of jobs and of notes; PartiQLInsert on the audit table.
 */
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type AuditRecord, formatAuditKey, formatAuditTime } from '../audit-log.ts';
import type { RetainedJob, RetentionPorts } from '../core/retention.ts';
import { formatHoldKey } from '../hold.ts';
import { JOB_ALBUM_ATTRIBUTES } from '../job-album.ts';
import { ACTIVITY_INDEX, EVERY_JOB, JOB_INDEXES } from '../job-records.ts';
import { formatNotesFileKey, formatNotesKey, type NotesPlace } from '../notes.ts';
import { formatAlbumPrefix, formatThumbsPrefix } from '../photo-key.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord, type RecordKey } from '../records.ts';
import { createDynamodbAuditLog } from './dynamodb-audit-log.ts';

export interface RetentionStore {
  readonly s3: S3Client;
  readonly documents: DynamoDBDocumentClient;
  readonly bucket: string;
  readonly table: string;
  readonly auditTable: string;
}

/** BatchWriteItem takes as many at once. */
const ROWS_AT_ONCE = 25;
const MAX_TRIES = 8;
const WAIT_MS = 200;
/** What S3 says of a version that it may not remove yet. */
const LOCKED = 'AccessDenied';

export function createRetentionStore(store: RetentionStore): Omit<RetentionPorts, 'report'> {
  return {
    listQuietJobs: (before) => listQuietJobs(store, before),
    readJob: async (jobId) => {
      const Key = formatJobKey(jobId);
      const get = new GetCommand({ TableName: store.table, Key, ConsistentRead: true });
      const { Item } = await store.documents.send(get);
      return Item !== undefined && 'job_id' in Item ? (Item as RetainedJob) : null;
    },
    isHeld: async (jobId) => {
      const Prefix = formatHoldKey(jobId);
      const { KeyCount = 0 } = await store.s3.send(
        new ListObjectsV2Command({ Bucket: store.bucket, Prefix, MaxKeys: 1 }),
      );
      return KeyCount > 0;
    },
    countPhotos: async (jobId) => (await listPhotos(store, jobId)).length,
    removeObjects: async (jobId) => removeObjects(store, jobId, await listPhotos(store, jobId)),
    removeRecords: async (jobId) => {
      const photos = await listPhotos(store, jobId);
      const keys = [...listNotes(jobId, photos).map(formatNotesKey), ...photos.map(({ pk, sk }) => ({ pk, sk }))];
      for (let from = 0; from < keys.length; from += ROWS_AT_ONCE) {
        await removeRows(store, keys.slice(from, from + ROWS_AT_ONCE));
      }
    },
    tell: async (jobId, removal) => {
      await createDynamodbAuditLog(store.documents, store.auditTable).append(toEntry(jobId, removal));
    },
    settle: (jobId, at) => settle(store, jobId, at),
  };
}

/** The place in the index begins with the time of the last photo, or of the job's creation. */
async function* listQuietJobs({ documents, table }: RetentionStore, before: string): AsyncIterable<string> {
  const query: QueryCommandInput = {
    TableName: table,
    IndexName: ACTIVITY_INDEX,
    KeyConditionExpression: '#member = :every AND #place < :before',
    FilterExpression: '#status IN (:closed, :cancelled)',
    ExpressionAttributeNames: { '#member': 'member', '#place': JOB_INDEXES[ACTIVITY_INDEX], '#status': 'status' },
    ExpressionAttributeValues: {
      ':every': EVERY_JOB,
      ':before': before,
      ':closed': 'closed',
      ':cancelled': 'cancelled',
    },
  };
  for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
    const page = await documents.send(new QueryCommand({ ...query, ExclusiveStartKey }));
    for (const { job_id } of page.Items ?? []) yield String(job_id);
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) return;
  }
}

/** The row of a photo, or of one that was given to another job. */
type PhotoRow = RecordKey & Pick<PhotoRecord, 'photo_id' | 'note_count'>;

/** Where notes are: on the job, and on photos that were ever given one. They go with the photos. */
function listNotes(jobId: string, photos: readonly PhotoRow[]): readonly NotesPlace[] {
  const noted = photos.filter(({ note_count }) => note_count !== undefined);
  return [{ jobId, photoId: null }, ...noted.map(({ photo_id: photoId }) => ({ jobId, photoId }))];
}

async function listPhotos({ documents, table }: RetentionStore, jobId: string): Promise<readonly PhotoRow[]> {
  const { pk, sk: start } = formatPhotoRecordKey(jobId, '');
  const photos: PhotoRow[] = [];
  for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :start)',
        ExpressionAttributeValues: { ':pk': pk, ':start': start },
        ProjectionExpression: 'pk, sk, photo_id, note_count',
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    photos.push(...((page.Items ?? []) as PhotoRow[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) return photos;
  }
}

async function removeRows({ documents, table }: RetentionStore, keys: readonly RecordKey[]): Promise<void> {
  let requests = keys.map((key) => ({ DeleteRequest: { Key: { ...key } } }));
  for (let tries = 0; requests.length > 0; tries += 1) {
    if (tries === MAX_TRIES) throw new Error('DynamoDB left rows of photos for another time, again and again');
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, WAIT_MS * 2 ** tries));
    const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    requests = (UnprocessedItems?.[table] ?? []) as typeof requests;
  }
}

async function removeObjects(
  store: RetentionStore,
  jobId: string,
  photos: readonly PhotoRow[],
): Promise<{ readonly removed: number; readonly locked: number }> {
  const sum = { removed: 0, locked: 0 };
  const notes = listNotes(jobId, photos).map(formatNotesFileKey);
  for (const prefix of [formatAlbumPrefix(jobId), formatThumbsPrefix(jobId), ...notes]) {
    for (let after: VersionMarker | null = {}; after !== null; ) {
      const page: RemovedPage = await removePage(store, prefix, after);
      sum.removed += page.removed;
      sum.locked += page.locked;
      after = page.next;
    }
  }
  return sum;
}

type VersionMarker = Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'>;

interface RemovedPage {
  readonly removed: number;
  readonly locked: number;
  /** Null: it was the last. */
  readonly next: VersionMarker | null;
}

/** @throws {Error} when S3 does not remove one for another reason than a lock */
async function removePage(
  { s3, bucket: Bucket }: RetentionStore,
  Prefix: string,
  after: VersionMarker,
): Promise<RemovedPage> {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...after }));
  const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
  const next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : null;
  if (found.length === 0) return { removed: 0, locked: 0, next };
  const Objects = found.map(({ Key = '', VersionId }) => ({ Key, VersionId }));
  const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  const other = Errors.find(({ Code }) => Code !== LOCKED);
  if (other) throw new Error(`${other.Key}: ${other.Code} ${other.Message}`);
  return { removed: found.length - Errors.length, locked: Errors.length, next };
}

/** What derives from photos goes; when the last one came stays, for the order of jobs. */
async function settle({ documents, table: TableName }: RetentionStore, jobId: string, at: string): Promise<void> {
  const gone = JOB_ALBUM_ATTRIBUTES.filter((name) => name !== 'album_revision' && name !== 'last_photo_at');
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: formatJobKey(jobId),
      UpdateExpression: `SET photos_removed_at = :at REMOVE ${gone.map((name) => `#${name}`).join(', ')} ADD album_revision :one`,
      ExpressionAttributeNames: Object.fromEntries(gone.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: { ':at': at, ':one': 1 },
      ConditionExpression: 'attribute_exists(pk)',
    }),
  );
}

function toEntry(jobId: string, { at, photos, days }: { at: string; photos: number; days: number }): AuditRecord {
  const moment = new Date(at);
  return {
    ...formatAuditKey(jobId, { action: 'photos-removed', at: moment, id: 'retention' }),
    job_id: jobId,
    action: 'photos-removed',
    at: formatAuditTime(moment),
    actor: 'system',
    actor_name: null,
    photo_ids: [],
    count: photos,
    from: null,
    detail: { rule: 'retention', days },
  };
}
