/** GET /photos: the album of a job, a page at a time, or single photos of it by their ids. */
import type { AlbumPhoto } from '../../origin/album-row.ts';
import { isMoved } from '../../origin/photo-move.ts';
import { isExpired } from '../../origin/records.ts';
import type { Album } from '../api.ts';
import { toFacts } from '../core/album.ts';
import {
  type AlbumPage,
  fitAlbum,
  isUnchanged,
  listAnnounced,
  listOwnDeleted,
  MAX_ALBUM_BYTES,
  MOST_DELETED,
  PHOTOS_PER_PAGE,
  toETag,
} from '../core/album-page.ts';
import { type EdgeResponse, readHeader, toJsonResponse } from '../core/exchange.ts';
import { listOpenActions, toJob } from '../core/job-row.ts';
import { toLinkAlbum } from '../core/link-album.ts';
import { parseAlbumQuery } from '../core/parse-album-query.ts';
import type { RouteCall } from '../core/route.ts';
import { admit, recordAudit } from './admit.ts';
import { findOwnMoved } from './find-moved.ts';
import { createUrlMaker, type ImageAccess, type PhotoReader, toImageAccess, toPhoto } from './photo-urls.ts';
import { withGzip } from './with-gzip.ts';

export async function readAlbum(call: RouteCall): Promise<EdgeResponse> {
  const { request, principal } = call;
  const { jobId, cursor, photoIds } = parseAlbumQuery(request.query);
  const { actions, readRow } = await admit(call, jobId, 'view');
  const access = toImageAccess(actions);
  const audited = recordAudit(call, { action: 'album-read', jobId, actor: principal });
  if (photoIds !== null) {
    const [page] = await Promise.all([readPhotos(call, jobId, photoIds), audited]);
    return toAlbumResponse(call, { jobId, page, rows: [], access });
  }
  // The row before the photos: what changes between the two is on the page under the ETag before it, and is asked for again.
  const [{ job: record, album }] = await Promise.all([readRow(), audited]);
  const { subject } = principal;
  const job = { job: record && toJob(principal, { ...record, ...album }), can: listOpenActions(actions, record) };
  const state = { album, job: JSON.stringify(job), access, subject, cursor, nowSeconds: toSeconds(call.now) };
  const etag = toETag(state);
  if (isUnchanged(readHeader(request, 'if-none-match'), etag)) {
    return { ...toJsonResponse(null, { etag }), status: 304, body: '' };
  }
  return toAlbumResponse(call, { jobId, job, ...(await readPage(call, jobId, { cursor, access })), access, etag });
}

interface PageRead {
  readonly page: AlbumPage;
  /** Of the photos behind those that are only announced. */
  readonly rows: readonly AlbumPhoto[];
}

interface PageReading {
  readonly cursor: string | null;
  readonly access: ImageAccess;
}

/** What is announced, and what was deleted, stands on the first page. */
async function readPage(call: RouteCall, jobId: string, { cursor, access }: PageReading): Promise<PageRead> {
  const { services, config, principal } = call;
  const isFirst = cursor === null;
  const [{ photos, next }, rows, deletedRows] = await Promise.all([
    services.photos.listAlbum(jobId, { cursor, limit: PHOTOS_PER_PAGE[config.delivery] }),
    isFirst && access === 'originals' ? services.photos.listAnnounced(jobId) : [],
    isFirst ? services.photos.listDeleted(jobId, MOST_DELETED) : [],
  ]);
  const announced = listAnnounced(rows.filter((row) => !isExpired(row, toSeconds(call.now))));
  const deleted = listOwnDeleted(deletedRows, principal.subject);
  const all = [...announced, ...photos].map(toFacts);
  return { page: { photos: all, next, ...(deleted.length > 0 ? { deleted } : {}) }, rows: photos };
}

/** Photos by their ids: a phone looks for what it has sent, wherever in the album it stands. */
async function readPhotos(call: RouteCall, jobId: string, photoIds: readonly string[]): Promise<AlbumPage> {
  const found = await call.services.photos.readPhotos(jobId, photoIds);
  const own = await findOwnMoved(call, found);
  const deleted = [...listOwnDeleted(found, call.principal.subject), ...own.deleted];
  const photos = found.filter((photo) => photo.deleted_at === undefined && !isMoved(photo)).map(toFacts);
  return {
    ...{ photos, next: null },
    ...(deleted.length > 0 ? { deleted } : {}),
    ...(own.moved.length > 0 ? { moved: own.moved } : {}),
  };
}

interface AlbumReading extends PageRead {
  readonly jobId: string;
  readonly job?: Pick<Album, 'job' | 'can'>;
  readonly access: ImageAccess;
  readonly etag?: string;
}

async function toAlbumResponse(call: RouteCall, reading: AlbumReading): Promise<EdgeResponse> {
  const { jobId, job, page, rows, access, etag } = reading;
  const urls = await createUrlMaker(call, jobId, access);
  const album = { ...(await toAlbum(jobId, page, { urls, access })), ...job };
  const headers = etag === undefined ? {} : { etag };
  const toShown = (shown: Album) => (call.link ? toLinkAlbum(shown, listOwn(call, page)) : shown);
  const whole = toJsonResponse(toShown(album), headers);
  const isTooLong = Buffer.byteLength(whole.body) > MAX_ALBUM_BYTES;
  return withGzip(call.request, isTooLong ? toJsonResponse(toShown(fitAlbum(album, rows)), headers) : whole);
}

function listOwn({ principal }: RouteCall, { photos }: AlbumPage): ReadonlySet<string> {
  return new Set(photos.flatMap((photo) => (photo.uploaded_by === principal.subject ? photo.photo_id : [])));
}

/** One page with its URLs. */
export async function toAlbum(jobId: string, page: AlbumPage, reader: PhotoReader): Promise<Album> {
  return {
    job_id: jobId,
    photos: await Promise.all(page.photos.map((facts) => toPhoto(jobId, facts, reader))),
    expires_at: reader.urls.expiresAt.toISOString(),
    ...(page.next === null ? {} : { next: page.next }),
    ...(page.deleted === undefined ? {} : { deleted: page.deleted }),
    ...(page.moved === undefined ? {} : { moved: page.moved }),
  };
}

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
