/** A photo as its viewer gets it: the facts, and URLs that are valid for an hour or two. */
import type { FileOfPhoto, Photo } from '../api.ts';
import { type FileFacts, listImageKeys, type PhotoFacts } from '../core/album.ts';
import { LINK_IMAGE_SECONDS, toLinkImageExpiry } from '../core/link-album.ts';
import { createGetSigner } from '../core/presign.ts';
import type { Action } from '../core/principal.ts';
import type { RouteCall } from '../core/route.ts';
import { signAlbum, toAlbumResource, toRoundedExpiry } from '../core/sign-album.ts';

/** Whether a viewer gets the bytes as they were sent, with all their metadata, and the place where they were taken. */
export type ImageAccess = 'originals' | 'derived';

export interface UrlMaker {
  readonly expiresAt: Date;
  /** A key names the bytes, so its URL needs nothing else for caches to tell two apart. */
  toUrl(key: string): string | Promise<string>;
}

/** What of a photo one reader gets, and by which URLs. */
export interface PhotoReader {
  readonly urls: UrlMaker;
  readonly access: ImageAccess;
}

/** S3's URLs carry the time of their making: it is rounded down, so that for a while they stay the same. */
const S3_URL_ROUNDING_MS = 900_000;
const S3_URL_LIFE_SECONDS = 3600;
/** What a customer does not get to know: who of the crew it was, and where. */
const HIDDEN = { location: null, uploaded_by: null, uploaded_by_name: null } as const;

/** Customers may only view: they get the derived images, and not the place. */
export function toImageAccess(actions: readonly Action[]): ImageAccess {
  return actions.includes('edit') || actions.includes('delete') ? 'originals' : 'derived';
}

/** One signature for all of the job, or presigned S3 GETs where so configured. */
export async function createUrlMaker(call: RouteCall, jobId: string, access: ImageAccess): Promise<UrlMaker> {
  const { config, services, request, now, link } = call;
  if (config.delivery === 's3') return createS3UrlMaker(call);
  const resource = toAlbumResource(request.origin, jobId, access);
  const { query, expiresAt } = signAlbum(
    resource,
    link === undefined ? toRoundedExpiry(now) : toLinkImageExpiry(now),
    await services.keys.readImageKey(),
  );
  return { expiresAt, toUrl: (key) => `/${key}?${query}` };
}

export async function toPhoto(jobId: string, facts: PhotoFacts, { urls, access }: PhotoReader): Promise<Photo> {
  const { toUrl } = urls;
  const { original, thumb, preview } = listImageKeys(facts, jobId);
  const main = access === 'originals' ? original : preview;
  const {
    images_of: _images,
    original: followed,
    laterUploads,
    hasMoreUploads,
    original_is,
    note_count,
    ...shown
  } = facts;
  const others = { followed, laterUploads, hasMoreUploads, original_is, note_count };
  const files = access === 'originals' ? await toFiles(others, toUrl) : {};
  return {
    ...shown,
    ...files,
    ...(access === 'originals' ? {} : HIDDEN),
    url: main && (await toUrl(main)),
    thumb_url: thumb && (await toUrl(thumb)),
    preview_url: preview && (await toUrl(preview)),
  };
}

interface OtherFiles extends Pick<PhotoFacts, 'laterUploads' | 'hasMoreUploads'> {
  readonly followed: FileFacts | null;
  readonly original_is: Photo['original_is'];
  readonly note_count: Photo['note_count'];
}

/** What nobody but the crew gets to know. Of most photos there is nothing. */
async function toFiles(
  { followed, laterUploads, hasMoreUploads, original_is, note_count }: OtherFiles,
  toUrl: UrlMaker['toUrl'],
): Promise<Pick<Photo, 'original' | 'original_is' | 'later_uploads' | 'has_more_uploads' | 'note_count'>> {
  const toFile = async (file: FileFacts): Promise<FileOfPhoto> => ({
    ...file,
    url: await toUrl(file.key),
  });
  return {
    ...(followed ? { original: await toFile(followed) } : {}),
    ...(original_is === undefined ? {} : { original_is }),
    ...(note_count === undefined ? {} : { note_count }),
    ...(laterUploads.length > 0 ? { later_uploads: await Promise.all(laterUploads.map(toFile)) } : {}),
    ...(hasMoreUploads ? { has_more_uploads: true } : {}),
  };
}

function createS3UrlMaker({ services, now, link }: RouteCall): UrlMaker {
  const credentials = services.readCredentials();
  const roundingMs = link === undefined ? S3_URL_ROUNDING_MS : 1000;
  const signedAt = new Date(Math.floor(now.getTime() / roundingMs) * roundingMs);
  const lifeSeconds = link === undefined ? S3_URL_LIFE_SECONDS + S3_URL_ROUNDING_MS / 1000 : LINK_IMAGE_SECONDS;
  const end = new Date(signedAt.getTime() + lifeSeconds * 1000);
  const { expiration } = credentials;
  const signing = { address: services.bucketAddress, credentials, now: signedAt, lifeSeconds };
  return { expiresAt: expiration && expiration < end ? expiration : end, toUrl: createGetSigner(signing) };
}
