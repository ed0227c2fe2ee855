/** GET /photos: the album of a job, a page at a time. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Album } from '../api.ts';
import { type AlbumPage, cutPage, isUnchanged, listOwnDeleted, mergeAlbum, toETag } from '../core/album.ts';
import { type EdgeResponse, readHeader, toJsonResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import type { RouteCall } from '../core/route.ts';
import { admit, recordAudit } from './admit.ts';
import { createUrlMaker, type PhotoReader, toImageAccess, toPhoto } from './photo-urls.ts';

/** Below this a compressed response saves a slow phone nothing, bytes. */
const LEAST_GZIP_BYTES = 1024;

const compress = promisify(gzip);

export async function readAlbum(call: RouteCall): Promise<EdgeResponse> {
  const { request, services, principal, now } = call;
  const jobId = parseJobQuery(request.query);
  const { actions } = await admit(call, jobId, 'view');
  const access = toImageAccess(actions);
  const [records, objects, urls] = await Promise.all([
    services.photos.listPhotos(jobId),
    services.bucket.list(jobId),
    createUrlMaker(call, jobId, access),
    recordAudit(call, { action: 'album-read', jobId, actor: principal }),
  ]);
  const photos = mergeAlbum(records, objects, Math.floor(now.getTime() / 1000));
  const deleted = listOwnDeleted(records, objects, principal.subject);
  const page = { ...cutPage(photos, request.query.get('cursor')), ...(deleted.length > 0 ? { deleted } : {}) };
  const etag = toETag(page, access);
  if (isUnchanged(readHeader(request, 'if-none-match'), etag)) {
    return { ...toJsonResponse(null, { etag }), status: 304, body: '' };
  }
  const album = await toAlbum(jobId, page, { urls, access });
  return withGzip(request.headers['accept-encoding'], toJsonResponse(album, { etag }));
}

/** One page with its URLs. */
export async function toAlbum(jobId: string, page: AlbumPage, reader: PhotoReader): Promise<Album> {
  return {
    job_id: jobId,
    photos: await Promise.all(page.photos.map((facts) => toPhoto(jobId, facts, reader))),
    expires_at: reader.urls.expiresAt.toISOString(),
    ...(page.next === null ? {} : { next: page.next }),
    ...(page.deleted === undefined ? {} : { deleted: page.deleted }),
  };
}

async function withGzip(accepted: readonly string[] | undefined, response: EdgeResponse): Promise<EdgeResponse> {
  const isAccepted = accepted?.some((value) => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(value)) ?? false;
  if (!isAccepted || Buffer.byteLength(response.body) < LEAST_GZIP_BYTES) return response;
  const headers = { ...response.headers, 'content-encoding': 'gzip', vary: 'authorization, accept-encoding' };
  return { ...response, headers, body: await compress(response.body) };
}
