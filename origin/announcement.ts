/**
 * An announcement: a photo of which somebody has asked for a ticket, and which has not come. It stands in a row of its own, apart
 * from the photos, and goes when the photo comes, or with its TTL.
 *
 * | sk                                | what                                                                       |
 * |-----------------------------------|----------------------------------------------------------------------------|
 * | ARRIVING#subject#                 | {@link AnnouncerRow}: orders the announcements of one person                |
 * | ARRIVING#subject#photo_id         | the announced photo, as a PhotoRecord of state `arriving`; the subject percent-encoded |
 */
import { formatJobKey, type PhotoRecord, type RecordKey } from './records.ts';

/** Orders the announcements of one person: of two requests at once, one counts after the other. */
export interface AnnouncerRow extends RecordKey {
  /** Grows with every announcement. */
  readonly turn: number;
  readonly expires_at: number;
}

/** A photo that was announced, as its row has it. */
export interface AnnouncementRow extends PhotoRecord {
  /** Unix seconds: when the ticket was given. */
  readonly announced_at?: number;
}

/** A small picture of an announced photo. Apart from the announcement: albums read all of those whenever they have changed. */
export interface FirstLookRow extends RecordKey {
  readonly photo_id: string;
  /** Base64. */
  readonly jpeg: string;
  readonly expires_at: number;
}

/** What begins the sort keys of all announcements of a job. */
export const ANNOUNCEMENTS = 'ARRIVING#';
const LIFE_SECONDS = 24 * 3600;
/**
 * Announcements end on the full quarter of an hour, so that an ETag can tell that one has ended from the time alone
 * (docs/decisions/0030-albums-by-a-local-index.md).
 */
export const ANNOUNCEMENT_ROUNDING_SECONDS = 900;

export function formatAnnouncerKey(jobId: string, subject: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `${ANNOUNCEMENTS}${encodeURIComponent(subject)}#` };
}

export function formatAnnouncementKey(jobId: string, subject: string, photoId: string): RecordKey {
  const { pk, sk } = formatAnnouncerKey(jobId, subject);
  return { pk, sk: `${sk}${photoId}` };
}

export function formatFirstLookKey(jobId: string, photoId: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `LOOK#${photoId}` };
}

/** Most photos that one person may have announced in one job without their having come. */
export const MOST_ANNOUNCED_OF_ONE = 200;

/** Unix seconds when what is announced now is forgotten: in 24 h, or up to a quarter of an hour later. */
export function toAnnouncementEnd(nowSeconds: number): number {
  const end = nowSeconds + LIFE_SECONDS;
  return Math.ceil(end / ANNOUNCEMENT_ROUNDING_SECONDS) * ANNOUNCEMENT_ROUNDING_SECONDS;
}
