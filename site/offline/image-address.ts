/**
 * The address under which the service worker keeps an image. Signatures change by the hour and must not count; the
 * version of the bytes must, for the working copy replaces the preview under the same path.
 */

const IMAGE_PATH = /^\/(?:jobs|thumbs)\/[^/]+\/[^/]+\.[a-z]+$/;

/** The cache key of an image's address: path and version, without the signature; null for what is no image of a job. */
export function toImageCacheKey(address: string): { readonly path: string; readonly key: string } | null {
  const { pathname, searchParams } = new URL(address);
  if (!IMAGE_PATH.test(pathname)) return null;
  return { path: pathname, key: `${pathname}?v=${searchParams.get('v') ?? ''}` };
}
