/**
 * The address under which the browser and the service worker keep an image. Signatures change by the hour and must not
 * count; a photo whose bytes were replaced (the preview by the working copy) must not be shown from an old copy. So the page asks with a
 * fragment that tells the version, which no server ever sees.
 */
import type { Photo } from '../../../edge/api.ts';

/** Name of the cache that the service worker fills. */
export const IMAGE_CACHE = 'images';

/** Adds the version of the photo's bytes to a signed URL; null stays null. */
export function withVersion(url: string | null, photo: Pick<Photo, 'sha256' | 'state' | 'uploaded_at'>): string | null {
  if (url === null) return null;
  const version = photo.sha256?.slice(0, 16) ?? `${photo.state}-${Date.parse(photo.uploaded_at ?? '') || 0}`;
  return `${url}#${version}`;
}

const IMAGE_PATH = /^\/(?:jobs|thumbs)\/[^/]+\/[^/]+\.[a-z]+$/;

/** The cache key of an image's address: path and version, without the signature; null for what is no image of a job. */
export function toImageKey(address: string): { readonly path: string; readonly key: string } | null {
  const url = new URL(address);
  if (!IMAGE_PATH.test(url.pathname)) return null;
  return { path: url.pathname, key: `${url.pathname}?v=${url.hash.slice(1)}` };
}
