/** How an entry stands after an upload was answered, and after the album was seen. */
import type { Album, Photo } from '../../edge/api.ts';
import {
  type EntryPart,
  findMainPart,
  findPendingEdit,
  isDelivered,
  type Labels,
  type PhotoVariant,
  type StoredEntry,
  withPart,
} from '../outbox/stored-entry.ts';

/** The album may lag behind S3 for so long; after it, what it does not show is sent again: the same bytes under the same key. */
const ALBUM_LAG_MS = 10 * 60_000;
const MOST_RESENDS = 2;

export function toDelivered(
  entry: StoredEntry,
  variant: PhotoVariant,
  { nowMs, labels }: { readonly nowMs: number; readonly labels: Labels },
): StoredEntry {
  const after = withPart(entry, variant, { delivered: true });
  return variant === 'preview' ? after : { ...after, deliveredAtMs: nowMs, sentLabels: labels };
}

/**
 * The entry of a picture that was chosen again, when its job has it already: as delivered, with the words that the job
 * has where the worker gave none. Null unless the job has the very bytes of its copy, or of its original.
 */
export function toRecognized(
  entry: StoredEntry,
  photo: Photo,
  { originalSha256, nowMs }: { readonly originalSha256: string; readonly nowMs: number },
): StoredEntry | null {
  const main = findMainPart(entry);
  const isThere = (sha256: string) => listHashes(photo).includes(sha256);
  const isMain = main !== null && isThere(main.sha256);
  if (!main || photo.state === 'arriving' || (!isMain && !isThere(originalSha256))) return null;
  const kept: EntryPart = { ...main, variant: 'original', bytes: entry.originalBytes, sha256: originalSha256 };
  const parts = isMain ? (entry.parts ?? []) : [kept];
  return {
    ...entry,
    title: entry.title ?? photo.title,
    stage: entry.stage ?? photo.stage,
    parts: parts.map((part) => ({ ...part, delivered: part.variant !== 'original' || isThere(part.sha256) })),
    photoId: photo.photo_id,
    deliveredAtMs: nowMs,
    sentLabels: { title: photo.title, stage: photo.stage },
    wasThere: true,
  };
}

/** The copies are no longer what their hashes say: shrink again, from the original. */
export function toUnplanned(entry: StoredEntry): StoredEntry {
  return { ...entry, parts: null, deliveredAtMs: null, sentLabels: null };
}

export type AlbumSighting =
  /** The job has it; the entry may go. */
  | { readonly kind: 'in-job' }
  /** The job that it was given to has it: the entry may go, and shows in its old job no more. */
  | { readonly kind: 'moved' }
  /** It has the photo but not yet its last labels. */
  | { readonly kind: 'edit'; readonly photo: EditedPhoto; readonly edit: Partial<Labels> }
  /** It does not have these bytes: send the main part again. */
  | { readonly kind: 'absent' }
  /** Somebody has taken it out of the job: nothing more of it is sent. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unseen' };

/** What an edit is of; `job_id` where the photo was given to another job. */
export type EditedPhoto = Pick<Photo, 'photo_id' | 'revision'> & { readonly job_id?: string };

/** Looks for an entry in its job's album. Also tells of an undelivered main part whose response was lost. */
export function lookUp(entry: StoredEntry, album: Album, nowMs: number): AlbumSighting {
  const main = findMainPart(entry);
  if (entry.photoId && isDelivered(entry) && album.deleted?.includes(entry.photoId)) return { kind: 'deleted' };
  const isIt = ({ photo_id }: Pick<Photo, 'photo_id'>) => photo_id === entry.photoId;
  const photo = album.photos.find(isIt);
  const moved = album.moved?.find(isIt);
  if (!main || (!moved && (!photo || photo.state === 'arriving'))) return { kind: 'unseen' };
  const hashes = moved?.files ?? (photo ? listHashes(photo) : []);
  // A list that is full cannot tell: what S3 has confirmed is there by its name.
  const isBeyond = photo?.has_more_uploads === true && isDelivered(entry);
  const isThere = entry.parts?.some(
    (part) => (part === main || (part.variant === 'original' && part.delivered)) && hashes.includes(part.sha256),
  );
  if (!isThere && !isBeyond) {
    const late = entry.deliveredAtMs !== null && nowMs - entry.deliveredAtMs > ALBUM_LAG_MS;
    return { kind: isDelivered(entry) && late && entry.resends < MOST_RESENDS ? 'absent' : 'unseen' };
  }
  const edit = findPendingEdit(entry);
  // In a job that is not theirs to change, the words of its own people stay.
  const edited = moved?.job_id ? moved : photo;
  if (edit && edited) return { kind: 'edit', photo: edited, edit };
  return { kind: moved ? 'moved' : 'in-job' };
}

/** Somebody wants the original, and this phone has not sent it: it goes next, whatever the network. */
export function isOriginalAsked({ photoId, originalNow, parts }: StoredEntry, { photos }: Album): boolean {
  const isWaiting = parts?.some(({ variant, delivered }) => variant === 'original' && !delivered) ?? false;
  if (!isWaiting || originalNow) return false;
  return photos.some(({ photo_id, original_is }) => photo_id === photoId && original_is === 'asked');
}

/** Whether the bytes are where they belong. */
export function isArrived({ kind }: AlbumSighting): boolean {
  return kind === 'in-job' || kind === 'moved' || kind === 'edit';
}

/** Of all files that the job has of a photo, be they shown or kept beside it. */
function listHashes({ sha256, original, later_uploads = [] }: Photo): readonly string[] {
  return [{ sha256 }, ...(original ? [original] : []), ...later_uploads].flatMap((file) => file.sha256 ?? []);
}

export function toResend(entry: StoredEntry): StoredEntry {
  const variant = findMainPart(entry)?.variant;
  const after = variant ? withPart(entry, variant, { delivered: false }) : entry;
  return { ...after, deliveredAtMs: null, sentLabels: null, resends: entry.resends + 1 };
}
