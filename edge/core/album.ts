/** A photo of an album: what of its record callers get, and which images it has. */
import { formatThumbKey, PREVIEW_WIDTH, parsePhotoKey, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { foldFiles, isTakenInFuture, type PhotoFile, type PhotoRecord } from '../../origin/records.ts';
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

/** What a record tells callers. */
export function toFacts(record: PhotoRecord): PhotoFacts {
  return withTimeMark(toKnownFacts(record));
}

function withTimeMark(facts: PhotoFacts): PhotoFacts {
  return isTakenInFuture(facts) ? { ...facts, taken_at_in_future: true } : facts;
}

/** The rest of a record is the pipeline's own. */
function toKnownFacts(record: PhotoRecord): PhotoFacts {
  const { pk: _pk, sk: _sk, job_id: _job, version_id: _version, files, files_digest: _digest, ...rest } = record;
  const { expires_at: _expires, deleted_at: _deleted, album_sort: _sort, has_more_files = false, ...facts } = rest;
  const folded = foldFiles(files);
  return {
    ...facts,
    original: folded?.original ? toFileFacts(folded.original) : null,
    laterUploads: folded?.later.map(toFileFacts) ?? [],
    hasMoreUploads: has_more_files,
  };
}

function toFileFacts(file: PhotoFile): FileFacts {
  const { part, key, sha256, bytes, type, stored_at: uploaded_at, uploaded_by, uploaded_by_name } = file;
  return { part, key, sha256, bytes, type, uploaded_at, uploaded_by, uploaded_by_name };
}
