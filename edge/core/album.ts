/**
 * The album of a job: what the records know and what the bucket holds, as one list, newest first. S3 is the truth of
 * which photos exist, so one whose record was never written is shown too, and so is one that is still on its way.
 */
import { createHash } from 'node:crypto';
import { formatThumbKey, PREVIEW_WIDTH, parsePhotoKey, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { isExpired, isTakenInFuture, type PhotoRecord } from '../../origin/records.ts';
import type { Photo } from '../api.ts';
import { AppError } from '../problem.ts';
import type { ListedObject } from './ports.ts';

/** Everything about a photo but its URLs. */
export type PhotoFacts = Omit<Photo, 'url' | 'thumb_url' | 'preview_url'>;

export interface AlbumPage {
  readonly photos: readonly PhotoFacts[];
  readonly next: string | null;
  /** See {@link listOwnDeleted}. */
  readonly deleted?: readonly string[];
}

/** Three signed URLs a photo make about 3 KB: so many stay below Lambda@Edge's 1 MB even where no gzip is taken. */
export const PHOTOS_PER_PAGE = 250;

/** Joins records and objects. Expired and deleted records vanish, with the object that they stand for. */
export function mergeAlbum(
  records: readonly PhotoRecord[],
  objects: readonly ListedObject[],
  nowSeconds: number,
): readonly PhotoFacts[] {
  const byId = new Map(records.map((record) => [record.photo_id, record]));
  const stored = new Map(objects.flatMap((object) => toStored(object)));
  const known = records
    .filter((record) => record.deleted_at === undefined)
    .filter((record) => stored.has(record.photo_id) || !isExpired(record, nowSeconds))
    .map((record) => fromRecord(record, stored.get(record.photo_id)));
  const unknown = [...stored].filter(([photoId]) => !byId.has(photoId)).map(([, facts]) => facts);
  return [...known, ...unknown].sort((a, b) => (toPosition(a) < toPosition(b) ? 1 : -1));
}

/** Most ids that an album tells of what was deleted. */
const MOST_DELETED = 250;

/**
 * Ids of the photos that `subject` has sent and somebody has deleted: their phone need wait for them no longer. Not of one whose
 * bytes are there again. Deleted last first.
 */
export function listOwnDeleted(
  records: readonly PhotoRecord[],
  objects: readonly ListedObject[],
  subject: string,
): readonly string[] {
  const stored = new Set(objects.map(({ key }) => parsePhotoKey(key)?.photoId));
  return records
    .filter(
      (record) => record.deleted_at !== undefined && record.uploaded_by === subject && !stored.has(record.photo_id),
    )
    .sort((a, b) => ((a.deleted_at ?? '') < (b.deleted_at ?? '') ? 1 : -1))
    .slice(0, MOST_DELETED)
    .map(({ photo_id }) => photo_id);
}

/**
 * Cuts one page.
 * @throws {AppError} when no page has given that cursor: `bad-request`
 */
export function cutPage(photos: readonly PhotoFacts[], cursor: string | null, size = PHOTOS_PER_PAGE): AlbumPage {
  const after = cursor === null ? null : parseCursor(cursor);
  const rest = after === null ? photos : photos.filter((photo) => toPosition(photo) < after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const hasMore = rest.length > page.length && last !== undefined;
  return { photos: page, next: hasMore ? Buffer.from(toPosition(last)).toString('base64url') : null };
}

/** Of the content alone: a new signature of the same photos is no change. */
export function toETag(page: AlbumPage, access: string): string {
  return `"${createHash('sha256')
    .update(JSON.stringify([page, access]))
    .digest('base64url')
    .slice(0, 22)}"`;
}

/** The keys of a photo's images, as far as they exist. */
export function listImageKeys({ photo_id, key, state }: PhotoFacts, jobId: string) {
  const name = { jobId, photoId: photo_id };
  const isDeveloped = state === 'ready';
  return {
    original: state === 'arriving' ? null : key,
    thumb: isDeveloped ? formatThumbKey(name, THUMB_WIDTH) : null,
    preview: isDeveloped ? formatThumbKey(name, PREVIEW_WIDTH) : null,
  };
}

/**
 * Names the bytes behind a photo's URLs, in hex. The preview of a photo and the working copy that follows it share their
 * keys; with its version in the URL no cache on the way can mistake one for the other.
 */
export function toImageVersion({ sha256, uploaded_at }: PhotoFacts): string {
  if (sha256 !== null) return sha256.slice(0, 16);
  return Math.floor((Date.parse(uploaded_at ?? '') || 0) / 1000).toString(16);
}

/** Tells whether an If-None-Match header (RFC 9110 section 13.1.2) names the ETag. */
export function isUnchanged(ifNoneMatch: string | null, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

/** A photo's place in the album: what is still arriving comes first. */
function toPosition({ uploaded_at, photo_id }: PhotoFacts): string {
  return `${uploaded_at ?? '~'}|${photo_id}`;
}

function parseCursor(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (/^(~|\d{4}-[\dT:.Z-]+)\|[0-9a-f-]{36}$/.test(position)) return position;
  throw new AppError('bad-request', {
    errors: [{ pointer: '?cursor', detail: 'Must be the `next` of the page before.' }],
  });
}

function toStored({ key, bytes, modifiedAt }: ListedObject): [string, PhotoFacts][] {
  const name = parsePhotoKey(key);
  if (name === null) return [];
  const facts: PhotoFacts = {
    photo_id: name.photoId,
    key,
    state: 'stored',
    title: null,
    stage: null,
    taken_at: null,
    taken_at_source: null,
    uploaded_at: modifiedAt,
    uploaded_by: null,
    uploaded_by_name: null,
    type: name.type,
    bytes,
    width: null,
    height: null,
    placeholder: null,
    sha256: null,
    verified: null,
    camera: null,
    location: null,
    revision: 0,
  };
  return [[name.photoId, facts]];
}

function fromRecord(record: PhotoRecord, stored: PhotoFacts | undefined): PhotoFacts {
  const facts = toKnownFacts(record);
  return withTimeMark(stored === undefined ? facts : withStored(facts, stored));
}

/**
 * The size is always that of the bytes that are there: a phone gives up its own photo for it. A record that says `arriving`
 * of an object that is there is not up to date yet, and its size is that of the last ticket, whose bytes may never
 * come; one with another size describes the bytes before these (the preview's), and its hash is no longer true.
 */
function withStored(facts: PhotoFacts, stored: PhotoFacts): PhotoFacts {
  if (facts.state !== 'arriving' && facts.bytes !== null && facts.bytes !== stored.bytes) {
    return { ...facts, bytes: stored.bytes, uploaded_at: stored.uploaded_at, sha256: null, verified: null };
  }
  return {
    ...facts,
    state: facts.state === 'arriving' ? 'stored' : facts.state,
    uploaded_at: facts.uploaded_at ?? stored.uploaded_at,
    bytes: stored.bytes,
  };
}

/** What a record tells callers. */
export function toFacts(record: PhotoRecord): PhotoFacts {
  return withTimeMark(toKnownFacts(record));
}

function withTimeMark(facts: PhotoFacts): PhotoFacts {
  return isTakenInFuture(facts) ? { ...facts, taken_at_in_future: true } : facts;
}

/** The rest of a record is the pipeline's own. */
function toKnownFacts(record: PhotoRecord): PhotoFacts {
  const { pk: _pk, sk: _sk, job_id: _job, version_id: _version, sequencer: _sequencer, ...rest } = record;
  const { expires_at: _expires, deleted_at: _deleted, ...facts } = rest;
  return facts;
}
