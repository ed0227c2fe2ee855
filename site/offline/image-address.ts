/**
 * The address under which the service worker keeps an image: without the signature, which changes every hour, and with the
 * version of the bytes, since the working copy replaces the preview under the same path.
 */

/** `jobs/{job}/{photo}/{file}` and `thumbs/{job}/{photo}/{image}`; without its promise a file lies one folder higher. */
const IMAGE_PATH = /^\/(?:jobs|thumbs)\/[^/]+\/(?:[^/]+\/)?[^/]+\.[a-z]+$/;

/** The cache key of an image's address: path and version. Null for an address that is no image of a job. */
export function toImageCacheKey(address: string): { readonly path: string; readonly key: string } | null {
  const { pathname, searchParams } = new URL(address);
  if (!IMAGE_PATH.test(pathname)) return null;
  return { path: pathname, key: `${pathname}?v=${searchParams.get('v') ?? ''}` };
}
