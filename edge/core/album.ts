/** A photo of an album: what of its record callers get, and which images it has. */
import { formatThumbKey, PREVIEW_WIDTH, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { isTakenInFuture, type PhotoRecord } from '../../origin/records.ts';
import type { Photo } from '../api.ts';

/** Everything about a photo but its URLs. */
export type PhotoFacts = Omit<Photo, 'url' | 'thumb_url' | 'preview_url'>;

/** The keys of a photo's images, as far as they exist. */
export function listImageKeys({ photo_id, key, state }: PhotoFacts, jobId: string) {
  const name = { jobId, photoId: photo_id };
  const isDeveloped = state === 'ready';
  return {
    original: state === 'arriving' ? null : key,
    thumb: isDeveloped ? formatThumbKey(name, THUMB_WIDTH) : null,
    preview: isDeveloped ? formatThumbKey(name, PREVIEW_WIDTH) : null,
  };
}

/**
 * Names the bytes behind a photo's URLs, in hex. The preview of a photo and the working copy that follows it share their
 * keys; with its version in the URL no cache on the way can mistake one for the other.
 */
export function toImageVersion({ sha256, uploaded_at }: PhotoFacts): string {
  if (sha256 !== null) return sha256.slice(0, 16);
  return Math.floor((Date.parse(uploaded_at ?? '') || 0) / 1000).toString(16);
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
  const { pk: _pk, sk: _sk, job_id: _job, version_id: _version, sequencer: _sequencer, ...rest } = record;
  const { expires_at: _expires, deleted_at: _deleted, album_sort: _sort, ...facts } = rest;
  return facts;
}
