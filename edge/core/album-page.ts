/**
 * A page of an album: how long it may be, where it begins, and the ETag that tells whether it has changed. The ETag is of the
 * album's revision and of all else that the page depends on, so that it is known before anything of the page was read
 * (docs/decisions/0030-albums-by-a-local-index.md).
 */
import { createHash } from 'node:crypto';
import type { AlbumPhoto } from '../../origin/album-row.ts';
import { ANNOUNCEMENT_ROUNDING_SECONDS } from '../../origin/announcement.ts';
import type { JobAlbumRow } from '../../origin/job-album.ts';
import { isPhotoId } from '../../origin/photo-key.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import type { Album } from '../api.ts';
import type { EdgeConfig } from '../config.ts';
import { AppError } from '../problem.ts';
import type { PhotoFacts } from './album.ts';

export interface AlbumPage {
  readonly photos: readonly PhotoFacts[];
  readonly next: string | null;
  /** See {@link listOwnDeleted}. */
  readonly deleted?: readonly string[];
  readonly moved?: Album['moved'];
}

/** A presigned S3 GET is five times as long as ours. With ordinary words these pages are about half a megabyte. */
export const PHOTOS_PER_PAGE: Readonly<Record<EdgeConfig['delivery'], number>> = { cloudfront: 250, s3: 75 };

/** Lambda@Edge generates 1,048,576 bytes at most, headers among them; what is longer reaches the viewer as a 502. */
export const MAX_ALBUM_BYTES = 1_000_000;

/**
 * Leaves off the end of a page what would make it too long, whatever words its photos carry: the next page begins there.
 * @param rows of the album's photos behind those that are only announced, in the same order
 */
export function fitAlbum(album: Album, rows: readonly Pick<AlbumPhoto, 'album_sort'>[]): Album {
  const announced = album.photos.length - rows.length;
  let room = MAX_ALBUM_BYTES - Buffer.byteLength(JSON.stringify({ ...album, photos: [] })) - MAX_CURSOR_BYTES;
  const fits = album.photos.findIndex((photo) => {
    room -= Buffer.byteLength(JSON.stringify(photo)) + 1;
    return room < 0;
  });
  const last = rows[fits - announced - 1]?.album_sort;
  if (fits === -1 || last === undefined) return album;
  return { ...album, photos: album.photos.slice(0, fits), next: formatAlbumCursor(album.job_id, last) };
}

const MAX_CURSOR_BYTES = 300;

/** A release that makes another page of the same rows takes the next number. */
const PAGE_FORM = 1;

/** What a page depends on, besides its job. */
export interface PageState {
  readonly album: JobAlbumRow;
  /** What the page tells of the job itself. */
  readonly job: string;
  readonly access: string;
  /** Who asks: the page names what was deleted of theirs. */
  readonly subject: string;
  readonly cursor: string | null;
  readonly nowSeconds: number;
}

/** Never of a signature: a new one of the same photos is no change. */
export function toETag({ album, job, access, subject, cursor, nowSeconds }: PageState): string {
  const announced = toAnnouncementPeriod(album, nowSeconds);
  const state = [PAGE_FORM, album.album_revision ?? 0, announced, job, access, subject, cursor];
  return `"${createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22)}"`;
}

/** Announcements end on full quarters of an hour and nothing tells of it: while there may be some, each quarter has its own ETag. */
function toAnnouncementPeriod({ announced_until = 0 }: JobAlbumRow, nowSeconds: number): number | null {
  return announced_until <= nowSeconds ? null : Math.floor(nowSeconds / ANNOUNCEMENT_ROUNDING_SECONDS);
}

/** Tells whether an If-None-Match header (RFC 9110 section 13.1.2) names the ETag. */
export function isUnchanged(ifNoneMatch: string | null, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

/** Most ids that an album tells of what was deleted. */
export const MOST_DELETED = 250;

type DeletedRow = Pick<AlbumPhoto, 'photo_id' | 'deleted_at' | 'uploaded_by'>;

/**
 * Ids of the photos that `subject` has sent and somebody has deleted: their phone need wait for them no longer.
 * @param deleted deleted last first
 */
export function listOwnDeleted(deleted: readonly DeletedRow[], subject: string): readonly string[] {
  return deleted
    .filter(({ deleted_at, uploaded_by }) => deleted_at !== undefined && uploaded_by === subject)
    .slice(0, MOST_DELETED)
    .map(({ photo_id }) => photo_id);
}

/** Most announced photos that a page shows: those that were announced last. */
export const MOST_ANNOUNCED = 100;

/** What of the announced photos is shown, the last first. */
export function listAnnounced(rows: readonly PhotoRecord[]): readonly PhotoRecord[] {
  return [...rows].sort((a, b) => (toAnnouncedPlace(a) < toAnnouncedPlace(b) ? 1 : -1)).slice(0, MOST_ANNOUNCED);
}

function toAnnouncedPlace({ expires_at = 0, taken_at, photo_id }: PhotoRecord): string {
  return `${expires_at}|${taken_at ?? ''}|${photo_id}`;
}

const POSITION = /^live#\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#([^#]*)$/;

/** Where a page ended: the place of its last photo in the index. */
export function formatAlbumCursor(jobId: string, albumSort: string): string {
  return Buffer.from(`${jobId}|${albumSort}`).toString('base64url');
}

/**
 * Reads a cursor.
 * @throws {AppError} when no page of this job can have given it: `bad-request`
 */
export function parseAlbumCursor(cursor: string, jobId: string): { readonly sort: string; readonly photoId: string } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const sort = text.slice(jobId.length + 1);
  const [, photoId = ''] = POSITION.exec(sort) ?? [];
  if (text.startsWith(`${jobId}|`) && isPhotoId(photoId)) return { sort, photoId };
  throw new AppError('bad-request', {
    errors: [{ pointer: '?cursor', detail: 'Must be the `next` of the page before.' }],
  });
}
