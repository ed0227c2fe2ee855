/** A photo's record before the pipeline has read a file of it: what the edge knows, and nothing of any bytes. */
import type { PhotoName } from '../../origin/photo-key.ts';
import { formatPhotoRecordKey, type PhotoRecord } from '../../origin/records.ts';

/** What is known of it, and what else was said. */
export type KnownOfPhoto = Pick<PhotoRecord, 'key' | 'state' | 'type' | 'uploaded_by'> & Partial<PhotoRecord>;

export function toUnreadRecord({ jobId, photoId }: PhotoName, known: KnownOfPhoto): PhotoRecord {
  return {
    ...formatPhotoRecordKey(jobId, photoId),
    job_id: jobId,
    photo_id: photoId,
    part: null,
    title: null,
    stage: null,
    taken_at: null,
    taken_at_source: null,
    uploaded_at: null,
    uploaded_by_name: null,
    bytes: null,
    width: null,
    height: null,
    placeholder: null,
    sha256: null,
    verified: null,
    camera: null,
    location: null,
    version_id: null,
    images_of: null,
    files: [],
    files_digest: '',
    revision: 0,
    ...known,
  };
}
