/** A photo of an album: what of its record callers get, and which images it has. */
import { type AlbumFile, type AlbumPhoto, toAlbumPhoto } from '../../origin/album-row.ts';
import { formatThumbKey, PREVIEW_WIDTH, parsePhotoKey, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { isTakenInFuture, type PhotoRecord } from '../../origin/records.ts';
import type { FileOfPhoto, Photo } from '../api.ts';

/** A file beside the one that is shown, without its URL. */
export type FileFacts = Omit<FileOfPhoto, 'url'>;

/** Everything about a photo but its URLs. */
export interface PhotoFacts
  extends Omit<Photo, 'url' | 'thumb_url' | 'preview_url' | 'original' | 'later_uploads' | 'has_more_uploads'> {
  /** The SHA-256 of the file whose derived images are shown. */
  readonly images_of: string | null;
  readonly original: FileFacts | null;
  readonly laterUploads: readonly FileFacts[];
  readonly hasMoreUploads: boolean;
}

/** The keys of a photo's images, as far as they exist. */
export function listImageKeys({ photo_id, key, state, images_of }: PhotoFacts, jobId: string) {
  const toKey = (width: number) =>
    images_of === null ? null : formatThumbKey({ jobId, photoId: photo_id, sha256: images_of }, width);
  return {
    // What has just arrived without a name of its own is given one first: nothing else is ever served.
    original: state === 'arriving' || !parsePhotoKey(key)?.sha256 ? null : key,
    thumb: toKey(THUMB_WIDTH),
    preview: toKey(PREVIEW_WIDTH),
  };
}

/** What a photo tells callers, whether its record was read or only what the album has of it. */
export function toFacts(photo: PhotoRecord | AlbumPhoto): PhotoFacts {
  return withTimeMark(toKnownFacts('files' in photo ? toAlbumPhoto(photo) : photo));
}

function withTimeMark(facts: PhotoFacts): PhotoFacts {
  return isTakenInFuture(facts) ? { ...facts, taken_at_in_future: true } : facts;
}

function toKnownFacts({ original, later, ...photo }: AlbumPhoto): PhotoFacts {
  const { job_id: _job, expires_at: _expires, deleted_at: _deleted, album_sort: _sort, ...rest } = photo;
  const { has_more_files = false, ...facts } = rest;
  return {
    ...facts,
    original: original && toFileFacts(original),
    laterUploads: later.map(toFileFacts),
    hasMoreUploads: has_more_files,
  };
}

function toFileFacts({ stored_at: uploaded_at, ...file }: AlbumFile): FileFacts {
  const { part, key, sha256, bytes, type, uploaded_by, uploaded_by_name } = file;
  return { part, key, sha256, bytes, type, uploaded_at, uploaded_by, uploaded_by_name };
}
