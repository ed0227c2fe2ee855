/**
 * The images of further pages under the signature of the first one, which is newer: one signature opens all images of a job, and
 * pages that are not asked for again would keep one that has expired.
 */
import type { Job, Photo } from '../../../edge/api.ts';

/** The key, and the signature. Presigned URLs of S3 do not begin with a key, and are each their own. */
const SIGNED = /^(\/[^?]+)\?(.+)$/;
const URLS = ['url', 'thumb_url', 'preview_url'] as const;

export function renewUrls<T extends Job | Photo>(rest: readonly T[], first: readonly T[]): readonly T[] {
  const [newest, oldest] = [findSignature(first), findSignature(rest)];
  if (newest === null || oldest === null || newest === oldest) return rest;
  return rest.map((item) => ('photo_id' in item ? { ...item, ...renew(item, newest) } : item));
}

function findSignature(items: readonly (Job | Photo)[]): string | null {
  for (const item of items) {
    const [, , signature] = SIGNED.exec(('photo_id' in item && item.url) || '') ?? [];
    if (signature !== undefined) return signature;
  }
  return null;
}

function renew(photo: Photo, signature: string): Partial<Photo> {
  const sign = (url: string) => url.replace(SIGNED, (_all, image: string) => `${image}?${signature}`);
  const { original, later_uploads: uploads } = photo;
  return {
    ...Object.fromEntries(URLS.flatMap((name) => (photo[name] ? [[name, sign(photo[name])]] : []))),
    ...(original ? { original: { ...original, url: sign(original.url) } } : {}),
    ...(uploads ? { later_uploads: uploads.map((file) => ({ ...file, url: sign(file.url) })) } : {}),
  };
}
