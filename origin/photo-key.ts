/**
 * The grammar of names: job ids, photo ids, and the S3 keys made of them.
 * `jobs/{job_id}/{photo_id}/{sha256}.{ext}` holds a file that the phone sent: its name is the proof of its bytes. Whose
 * ticket promised no hash arrives at `jobs/{job_id}/{photo_id}.{ext}`, and the pipeline gives it the name of its bytes.
 * `thumbs/{job_id}/{photo_id}/{begin of the sha256}-{width}.webp` is what was derived from a file. The two prefixes differ so
 * that writing a thumbnail can never raise the event that makes one, and so that a customer's signature can open
 * `thumbs/{job_id}/*` and no original (docs/decisions/0009-what-customers-get.md).
 */

/**
 * The types that are taken in, each with its one extension. Nothing that a browser would run: of the pictures those that are drawn here;
 * a receipt, of which the first page is; and what phones send besides, which is kept and called what it is.
 */
export const EXTENSION_BY_TYPE = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/avif': 'avif',
  'application/pdf': 'pdf',
  'image/jxl': 'jxl',
  'image/x-adobe-dng': 'dng',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
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
  /** Of the bytes, hex; null where they arrive unnamed. */
  readonly sha256: string | null;
}

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const PHOTO_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PHOTO_KEY = /^jobs\/([^/]+)\/([^/.]+)(?:\/([0-9a-f]{64}))?\.([a-z0-9]+)$/;
/** 128 bits: nobody finds two pictures with one such beginning, so that the thumbnail of one would stand for the other. */
const THUMB_HASH_LENGTH = 32;

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

export function formatPhotoKey({ sha256 = null, ...photo }: Omit<PhotoKey, 'sha256'> & Partial<PhotoKey>): string {
  const extension = EXTENSION_BY_TYPE[photo.type];
  return `${formatPhotoPrefix(photo)}${sha256 === null ? '' : `/${sha256}`}.${extension}`;
}

/** Reads an object key of the uploads bucket; null for a key that no ticket can have named. */
export function parsePhotoKey(key: string): PhotoKey | null {
  const [, jobId, photoId, sha256 = null, extension] = PHOTO_KEY.exec(key) ?? [];
  const type = typeOfExtension(extension);
  if (!jobId || !photoId || !type || !isJobId(jobId) || !isPhotoId(photoId)) return null;
  return { jobId, photoId, type, sha256 };
}

/** What the keys of all files of a photo begin with, and of no other: photo ids are of one length. */
export function formatPhotoPrefix({ jobId, photoId }: PhotoName): string {
  return `${formatAlbumPrefix(jobId)}${photoId}`;
}

/** The prefix under which a job's photos are listed. It ends in `/`, so that `j-1` never lists `j-10`. */
export function formatAlbumPrefix(jobId: string): string {
  return `jobs/${jobId}/`;
}

/** The derived image of one file. */
export function formatThumbKey(photo: PhotoName & { readonly sha256: string }, width: number): string {
  return `${formatThumbPrefix(photo)}${photo.sha256.slice(0, THUMB_HASH_LENGTH)}-${width}.webp`;
}

/** What the keys of all derived images of a job begin with. */
export function formatThumbsPrefix(jobId: string): string {
  return `thumbs/${jobId}/`;
}

/** What the keys of all derived images of a photo begin with. */
export function formatThumbPrefix({ jobId, photoId }: PhotoName): string {
  return `${formatThumbsPrefix(jobId)}${photoId}/`;
}

function typeOfExtension(extension: string | undefined): PhotoType | null {
  const found = Object.entries(EXTENSION_BY_TYPE).find(([, known]) => known === extension);
  return found && isPhotoType(found[0]) ? found[0] : null;
}
