/** The address under which the service worker keeps an image: without the signature, which changes every hour. */

/** `jobs/{job}/{photo}/{file}` and `thumbs/{job}/{photo}/{image}`: each names its bytes. */
const IMAGE_PATH = /^\/(?:jobs|thumbs)\/[^/]+\/[^/]+\/[^/]+\.[a-z]+$/;

/** The cache key of an image's address. Null for an address that is no image of a job. */
export function toImageCacheKey(address: string): string | null {
  const { pathname } = new URL(address);
  return IMAGE_PATH.test(pathname) ? pathname : null;
}
