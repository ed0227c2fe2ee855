/**
 * The grammar of names: job ids, photo ids, and the S3 keys made of them.
 * `jobs/{job_id}/{photo_id}.{ext}` holds what the phone sent, `thumbs/{job_id}/{photo_id}-{width}.webp` what was
 * derived from it. The two prefixes differ so that writing a thumbnail can never raise the event that makes one, and so
 * that a customer's signature can open `thumbs/{job_id}/*` and no original (docs/decisions/0009-what-customers-get.md).
 */

/** The image types that are taken in, each with its one extension. Nothing that a browser would run. */
export const EXTENSION_BY_TYPE = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/avif': 'avif',
} as const;

export type PhotoType = keyof typeof EXTENSION_BY_TYPE;
export type PhotoExtension = (typeof EXTENSION_BY_TYPE)[PhotoType];

/** Widths of the derived images, px: the grid's thumbnail and the viewer's preview. */
export const THUMB_WIDTH = 320;
export const PREVIEW_WIDTH = 1280;

export interface PhotoName {
  readonly jobId: string;
  /** A UUID in lower case. */
  readonly photoId: string;
}

export interface PhotoKey extends PhotoName {
  readonly type: PhotoType;
}

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const PHOTO_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PHOTO_KEY = /^jobs\/([^/]+)\/([^/.]+)\.([a-z]+)$/;

/** Tells whether `value` is a job id: 1–64 of letters, digits, `-` and `_`, beginning with a letter or digit. */
export function isJobId(value: string): boolean {
  return JOB_ID.test(value);
}

/** Tells whether `value` is a photo id: a UUID in lower case. */
export function isPhotoId(value: string): boolean {
  return PHOTO_ID.test(value);
}

export function isPhotoType(value: string): value is PhotoType {
  return Object.hasOwn(EXTENSION_BY_TYPE, value);
}

export function formatPhotoKey({ jobId, photoId, type }: PhotoKey): string {
  return `${formatAlbumPrefix(jobId)}${photoId}.${EXTENSION_BY_TYPE[type]}`;
}

/** Reads an object key of the uploads bucket; null for a key that no ticket can have named. */
export function parsePhotoKey(key: string): PhotoKey | null {
  const [, jobId, photoId, extension] = PHOTO_KEY.exec(key) ?? [];
  const type = typeOfExtension(extension);
  if (!jobId || !photoId || !type || !isJobId(jobId) || !isPhotoId(photoId)) return null;
  return { jobId, photoId, type };
}

/** The prefix under which a job's photos are listed. It ends in `/`, so that `j-1` never lists `j-10`. */
export function formatAlbumPrefix(jobId: string): string {
  return `jobs/${jobId}/`;
}

export function formatThumbKey({ jobId, photoId }: PhotoName, width: number): string {
  return `thumbs/${jobId}/${photoId}-${width}.webp`;
}

function typeOfExtension(extension: string | undefined): PhotoType | null {
  const found = Object.entries(EXTENSION_BY_TYPE).find(([, known]) => known === extension);
  return found && isPhotoType(found[0]) ? found[0] : null;
}
