/** GET /photos: the album of a job, a page at a time, with URLs that open for an hour or two. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Album, Photo } from '../api.ts';
import {
  type AlbumPage,
  cutPage,
  isUnchanged,
  listImageKeys,
  mergeAlbum,
  type PhotoFacts,
  toETag,
} from '../core/album.ts';
import { type Answer, readHeader, toJsonAnswer } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { createGetSigner } from '../core/presign.ts';
import { signAlbum, toAlbumResource, toRoundedExpiry } from '../core/sign-album.ts';
import type { Call } from '../router.ts';
import { admit, record } from './admit.ts';

/** Who sees the bytes as they were sent, with all their metadata, and where a photo was taken: not the customer. */
type Reach = 'originals' | 'derived';

interface UrlMaker {
  readonly expiresAt: Date;
  toUrl(key: string): string | Promise<string>;
}

/** Below this a compressed answer saves a slow phone nothing, bytes. */
const LEAST_GZIP_BYTES = 1024;
const S3_URL_LIFE_SECONDS = 3600;

const compress = promisify(gzip);

export async function readAlbum(call: Call): Promise<Answer> {
  const { request, services, principal, now } = call;
  const jobId = parseJobQuery(request.query);
  const { actions } = await admit(call, jobId, 'view');
  const reach: Reach = actions.includes('edit') ? 'originals' : 'derived';
  const [records, objects, urls] = await Promise.all([
    services.records.listPhotos(jobId),
    services.bucket.list(jobId),
    createUrlMaker(call, jobId, reach),
    record(call, { action: 'album-read', jobId, actor: principal.subject }),
  ]);
  const photos = mergeAlbum(records, objects, Math.floor(now.getTime() / 1000));
  const page = cutPage(photos, request.query.get('cursor'));
  const etag = toETag(page, reach);
  if (isUnchanged(readHeader(request, 'if-none-match'), etag)) {
    return { ...toJsonAnswer(null, { etag }), status: 304, body: '' };
  }
  return withGzip(request.headers['accept-encoding'], toJsonAnswer(await toAlbum(jobId, page, urls, reach), { etag }));
}

async function toAlbum(jobId: string, page: AlbumPage, urls: UrlMaker, reach: Reach): Promise<Album> {
  return {
    job_id: jobId,
    photos: await Promise.all(page.photos.map((facts) => toPhoto(jobId, facts, urls, reach))),
    expires_at: urls.expiresAt.toISOString(),
    ...(page.next === null ? {} : { next: page.next }),
  };
}

async function toPhoto(jobId: string, facts: PhotoFacts, { toUrl }: UrlMaker, reach: Reach): Promise<Photo> {
  const { original, thumb, preview } = listImageKeys(facts, jobId);
  const main = reach === 'originals' ? original : preview;
  return {
    ...facts,
    location: reach === 'originals' ? facts.location : null,
    url: main && (await toUrl(main)),
    thumb_url: thumb && (await toUrl(thumb)),
    preview_url: preview && (await toUrl(preview)),
  };
}

async function createUrlMaker(call: Call, jobId: string, reach: Reach): Promise<UrlMaker> {
  const { config, services, request, now } = call;
  if (config.delivery === 's3') return createS3UrlMaker(call);
  const resource = toAlbumResource(request.origin, jobId, reach);
  const { query, expiresAt } = signAlbum(resource, toRoundedExpiry(now), await services.keys.readImageKey());
  return { expiresAt, toUrl: (key) => `/${key}?${query}` };
}

/** The URLs of S3 carry the time of their making: rounded down, so that within a quarter of an hour they stay the same. */
function createS3UrlMaker({ services, now }: Call): UrlMaker {
  const credentials = services.readCredentials();
  const signedAt = new Date(Math.floor(now.getTime() / 900_000) * 900_000);
  const lifeSeconds = S3_URL_LIFE_SECONDS + 900;
  const end = new Date(signedAt.getTime() + lifeSeconds * 1000);
  const expiresAt = credentials.expiration && credentials.expiration < end ? credentials.expiration : end;
  const address = services.bucketAddress;
  return { expiresAt, toUrl: createGetSigner({ address, credentials, now: signedAt, lifeSeconds }) };
}

async function withGzip(accepted: readonly string[] | undefined, answer: Answer): Promise<Answer> {
  const isAccepted = accepted?.some((value) => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(value)) ?? false;
  if (!isAccepted || Buffer.byteLength(answer.body) < LEAST_GZIP_BYTES) return answer;
  const headers = { ...answer.headers, 'content-encoding': 'gzip', vary: 'authorization, accept-encoding' };
  return { ...answer, headers, body: await compress(answer.body) };
}
