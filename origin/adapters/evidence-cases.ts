/**
 * What is known of a disputed booking, read from both tables. Needs dynamodb:GetItem and Query on the records table, and Query on the
 * audit table.
 */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../audit-log.ts';
import { type BookingRecord, formatBookingKey } from '../booking-record.ts';
import type { CaseReader } from '../dispute/ports.ts';
import type { JobRecord } from '../job-records.ts';
import type { RecordKey } from '../record-key.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord } from '../records.ts';

export interface EvidenceCasesOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly auditTable: string;
}

/** Of each kind: a job that a customer has booked has a hundredth of it. */
const MOST_ROWS = 5_000;
/** Of a record what the document tells of it: its files would fill a small function. */
const PHOTO_MEMBERS = [
  ...['pk', 'sk', 'job_id', 'photo_id', '#state', 'title', 'stage', 'taken_at', 'taken_at_source', 'uploaded_at'],
  ...[
    'uploaded_by',
    'uploaded_by_name',
    'sha256',
    'verified',
    'images_of',
    'deleted_at',
    'moved_to',
    'drawn_on',
    'expires_at',
  ],
].join(', ');

export function createEvidenceCases({ client, table, auditTable }: EvidenceCasesOptions): CaseReader {
  const get = async <T>(Key: RecordKey): Promise<T | null> =>
    ((await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item ?? null) as T | null;
  return {
    async read(bookingId) {
      const booking = await get<BookingRecord>(formatBookingKey(bookingId));
      if (booking === null) return null;
      const { job_id } = booking;
      const projection = { ProjectionExpression: PHOTO_MEMBERS, ExpressionAttributeNames: { '#state': 'state' } };
      const [job, photos, audit] = await Promise.all([
        get<JobRecord>(formatJobKey(job_id)),
        list<PhotoRecord>(client, { TableName: table, ...formatPhotoRecordKey(job_id, ''), ...projection }),
        list<AuditRecord>(client, { TableName: auditTable, pk: formatJobKey(job_id).pk, sk: 'AUDIT#' }),
      ]);
      return { booking, job, photos: photos.filter(isEvidence).toSorted(byTime), audit };
    },
  };
}

interface Listing extends RecordKey {
  readonly TableName: string;
}

async function list<T>(client: DynamoDBDocumentClient, { pk, sk, ...query }: Listing): Promise<readonly T[]> {
  const rows: T[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...query,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    rows.push(...((page.Items ?? []) as T[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && rows.length < MOST_ROWS);
  return rows;
}

/** A photo that was deleted, moved or has not come proves nothing. */
/** A drawing is in the album, and no evidence. */
function isEvidence({ state, deleted_at, moved_to, drawn_on }: PhotoRecord): boolean {
  return state !== 'arriving' && deleted_at === undefined && moved_to === undefined && drawn_on === undefined;
}

function byTime(one: PhotoRecord, other: PhotoRecord): number {
  return toMs(one) - toMs(other);
}

function toMs({ taken_at, uploaded_at }: PhotoRecord): number {
  const ms = Date.parse(taken_at ?? uploaded_at ?? '');
  return Number.isNaN(ms) ? 0 : ms;
}
