/** Puts a photo's record together: what the development found, over what people have said and done before. */
import {
  type EditedFacts,
  formatPhotoRecordKey,
  type PhotoRecord,
  parseObjectMetadata,
  type UnreadableReason,
} from '../records.ts';
import { datePhoto, type Inspection, verifyHash } from './inspect-photo.ts';
import type { PhotoVersion } from './photo-version.ts';
import type { StoredPhoto } from './ports.ts';

/** How the development of one version ended. */
export interface Development {
  readonly version: PhotoVersion;
  readonly photo: StoredPhoto;
  /** Null when nothing could be made out. */
  readonly inspection: Inspection | null;
  /** ThumbHash, base64; null when no picture could be made. */
  readonly placeholder: string | null;
  /** The file ends before its picture does. */
  readonly isCutOff?: boolean;
  /** Why no picture could be made. */
  readonly reason: UnreadableReason | null;
  /** From the object's tags; asked for only where the record may have lost them. */
  readonly edits: EditedFacts | null;
}

/** An edit by people outlives every development; a deletion outlives it too, unless a new version came after it. */
export function composeRecord(before: PhotoRecord | null, development: Development): PhotoRecord {
  const { version, photo, inspection } = development;
  const facts = parseObjectMetadata(photo.metadata);
  const taken = datePhoto(inspection?.camera ?? null, facts, photo.storedAt);
  return {
    ...formatPhotoRecordKey(version.jobId, version.photoId),
    job_id: version.jobId,
    photo_id: version.photoId,
    key: version.key,
    ...(development.reason === null
      ? { state: 'ready' }
      : { state: 'unreadable', unreadable_reason: development.reason }),
    type: inspection?.type ?? version.type,
    ...composeWords(before, development),
    taken_at: taken.at,
    taken_at_source: taken.source,
    uploaded_at: photo.storedAt,
    uploaded_by: facts.uploader ?? before?.uploaded_by ?? 'unknown',
    uploaded_by_name: facts.uploaderName ?? null,
    bytes: photo.length,
    width: inspection?.head.width ?? null,
    height: inspection?.head.height ?? null,
    placeholder: development.placeholder,
    ...(development.isCutOff ? { is_cut_off: true } : {}),
    sha256: photo.sha256,
    verified: verifyHash(photo),
    camera: inspection?.camera.camera ?? null,
    location: facts.location ?? null,
    version_id: photo.versionId,
    // The images carry it too, so that it can be found again; where there are none, the bucket tells the order.
    sequencer: development.reason === null ? version.sequencer : null,
    ...keepDeletion(before, development),
  };
}

function composeWords(
  before: PhotoRecord | null,
  { photo, edits }: Development,
): Pick<PhotoRecord, 'title' | 'stage' | 'revision'> {
  const facts = parseObjectMetadata(photo.metadata);
  const edited = (edits?.revision ?? 0) > (before?.revision ?? 0) ? edits : before;
  if (edited && edited.revision > 0) return { title: edited.title, stage: edited.stage, revision: edited.revision };
  return { title: facts.title ?? null, stage: facts.stage ?? null, revision: 0 };
}

function keepDeletion(
  before: PhotoRecord | null,
  development: Development,
): Pick<PhotoRecord, 'deleted_at' | 'expires_at'> {
  if (!before?.deleted_at) return {};
  const { deleted_at, expires_at, version_id } = before;
  const { versionId, storedAt } = development.photo;
  // Of a photo that was only announced, what came after its deletion is a new version as well.
  if (version_id === null ? Date.parse(deleted_at) < Date.parse(storedAt) : version_id !== versionId) return {};
  return expires_at === undefined ? { deleted_at } : { deleted_at, expires_at };
}
