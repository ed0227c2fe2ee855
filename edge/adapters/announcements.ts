/** What is announced and has not come: rows of their own, at most 200 a person and job, written with the album's revision. */
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  ANNOUNCEMENT_ROUNDING_SECONDS,
  ANNOUNCEMENTS,
  type AnnouncementRow,
  type AnnouncerRow,
  type FirstLookRow,
  formatAnnouncementKey,
  formatAnnouncerKey,
  formatFirstLookKey,
  toAnnouncementEnd,
} from '../../origin/announcement.ts';
import { formatJobKey, formatPhotoRecordKey, type PhotoRecord } from '../../origin/records.ts';
import { chooseAnnouncements, type SeenAnnouncements } from '../core/announcements.ts';
import type { Announced, Announcer } from '../core/ports.ts';
import { AppError } from '../problem.ts';
import type { DynamodbTable } from './dynamodb-table.ts';
import { type TransactionItem, toRevisionUpdate, transact } from './photo-changes.ts';

/** Of all people: no job's first page may cost more. */
const MOST_READ = 250;
const MAX_TRIES = 8;
const LONGEST_WAIT_MS = 60;

type Row = AnnouncerRow | PhotoRecord;

export async function queryAnnounced(table: DynamodbTable, jobId: string): Promise<readonly PhotoRecord[]> {
  const condition = 'pk = :pk AND begins_with(sk, :part)';
  const values = { ':pk': formatJobKey(jobId).pk, ':part': ANNOUNCEMENTS };
  const { items } = await table.query<Row>({ condition, values, isConsistent: true, limit: MOST_READ }, null);
  // When it was announced is the pipeline's to know.
  return items.filter(isAnnouncement).map(({ announced_at: _at, ...photo }: AnnouncementRow) => photo);
}

/** Reads what somebody has announced in a job, and which of these photos have come. */
export async function readAnnounced(
  table: DynamodbTable,
  announcer: Announcer,
  photoIds: readonly string[],
): Promise<SeenAnnouncements> {
  const keys = photoIds.map((photoId) => formatPhotoRecordKey(announcer.jobId, photoId));
  const [rows, come] = await Promise.all([queryOwn(table, announcer), table.getAll<PhotoRecord>(keys)]);
  return {
    turn: rows.find(isAnnouncer)?.turn ?? 0,
    announced: rows.filter(isAnnouncement),
    come: new Set(come.map(({ photo_id }) => photo_id)),
    moved: new Map(come.flatMap(({ photo_id, moved_to }) => (moved_to === undefined ? [] : [[photo_id, moved_to]]))),
  };
}

/**
 * Announces photos that were chosen by what was seen.
 * @throws {AppError} when others have announced so many meanwhile: `too-many-announced`; when they were in the way: `unavailable`
 */
export async function announcePhotos(
  table: DynamodbTable,
  announcer: Announcer,
  { photos, firstLooks, seen }: Announced & { readonly seen: SeenAnnouncements },
): Promise<void> {
  let chosen = photos;
  let { turn } = seen;
  for (let tries = 0; tries < MAX_TRIES && chosen.length > 0; tries += 1) {
    if ((await transact(table, planWrites(announcer, { photos: chosen, firstLooks }, turn))) === 'written') return;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WAIT_MS));
    const now = await readAnnounced(
      table,
      announcer,
      chosen.map(({ photo_id }) => photo_id),
    );
    chosen = chooseAnnouncements(now, chosen, announcer.nowSeconds);
    turn = now.turn;
  }
  if (chosen.length > 0) throw new AppError('unavailable', { retryAfterSeconds: 2 });
}

/** The writes of a transaction, the one that decides first. */
function planWrites(
  { jobId, subject, nowSeconds }: Announcer,
  { photos, firstLooks }: Announced,
  turn: number,
): readonly TransactionItem[] {
  const end = toAnnouncementEnd(nowSeconds);
  return [
    toTurn({ ...formatAnnouncerKey(jobId, subject), turn: turn + 1, expires_at: end }),
    // A little longer than they live: the clocks of two edges may differ.
    toRevisionUpdate(jobId, end + ANNOUNCEMENT_ROUNDING_SECONDS),
    ...photos.flatMap((photo) => toAnnouncement({ ...photo, expires_at: end, announced_at: nowSeconds }, subject)),
    ...photos.flatMap((photo) => toFirstLook(photo, firstLooks.get(photo.photo_id), end)),
  ];
}

/** Two requests of one person that were planned upon the same turn cannot both be written. */
function toTurn(row: AnnouncerRow): TransactionItem {
  const ExpressionAttributeNames = { '#turn': 'turn' };
  const Put = { Item: marshall({ ...row }), ExpressionAttributeNames };
  if (row.turn === 1) return { Put: { ...Put, ConditionExpression: 'attribute_not_exists(#turn)' } };
  const before = { ':before': marshall({ turn: row.turn - 1 }).turn };
  return { Put: { ...Put, ConditionExpression: '#turn = :before', ExpressionAttributeValues: before } };
}

/** The announcement is written only while nothing of the photo has come: what has come took its announcement away. */
function toAnnouncement(photo: AnnouncementRow, subject: string): readonly TransactionItem[] {
  const { job_id: jobId, photo_id: photoId } = photo;
  const row = { ...photo, ...formatAnnouncementKey(jobId, subject, photoId) };
  const Key = marshall({ ...formatPhotoRecordKey(jobId, photoId) });
  return [
    { ConditionCheck: { Key, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Put: { Item: marshall(row, { removeUndefinedValues: true }) } },
  ];
}

function toFirstLook(
  { job_id: jobId, photo_id }: PhotoRecord,
  jpeg: string | undefined,
  expires_at: number,
): readonly TransactionItem[] {
  if (jpeg === undefined) return [];
  const row: FirstLookRow = { ...formatFirstLookKey(jobId, photo_id), photo_id, jpeg, expires_at };
  return [{ Put: { Item: marshall({ ...row }) } }];
}

function queryOwn(table: DynamodbTable, { jobId, subject }: Announcer): Promise<readonly Row[]> {
  const { pk, sk } = formatAnnouncerKey(jobId, subject);
  const condition = 'pk = :pk AND begins_with(sk, :own)';
  return table.queryAll<Row>({ condition, values: { ':pk': pk, ':own': sk }, isConsistent: true });
}

function isAnnouncement(row: Row): row is PhotoRecord {
  return 'photo_id' in row;
}

function isAnnouncer(row: Row): row is AnnouncerRow {
  return 'turn' in row;
}
