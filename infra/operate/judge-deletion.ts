/** Whether a photo is deleted, by all that is left of it: its record, its files' tags, its delete markers. */
import { readLastEdits } from '../../origin/core/last-edits.ts';
import type { PhotoStore } from '../../origin/core/ports.ts';
import type { EditedFacts, PhotoRecord } from '../../origin/records.ts';
import type { ListedPhoto } from './list-photos.ts';

export interface Traces {
  readonly photo: ListedPhoto;
  readonly record: PhotoRecord | null;
  /** Of the last change, of all files' tags. */
  readonly edits: EditedFacts | null;
}

/**
 * When it was deleted; null: it is not. Where record and tags tell of two revisions, the later one counts: what a deletion
 * began is deleted, though it died before its markers, and so is what was hidden by other means than the dashboard.
 */
export function judgeDeletion({ photo, record, edits }: Traces): string | null {
  const last = (edits?.revision ?? 0) > (record?.revision ?? 0) ? edits : record;
  if (last?.deleted_at !== undefined) return last.deleted_at;
  const { files } = photo;
  const main = files.find(({ version }) => version.key === record?.key);
  return main ? main.hiddenAt : (files.find(({ hiddenAt }) => hiddenAt !== null)?.hiddenAt ?? null);
}

/** Reads the tags of every version: whoever changed the photo tagged what was shown then. */
export function readPhotoEdits(photo: ListedPhoto, photos: PhotoStore): Promise<EditedFacts | null> {
  return readLastEdits([...photo.files.map((file) => file.version), ...photo.repeats, ...photo.unnamed], photos);
}
