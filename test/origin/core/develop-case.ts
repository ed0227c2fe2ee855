/** A photo of the tests: its version, its object, its record. */
import type { Development } from '../../../origin/core/compose-record.ts';
import type { PhotoVersion } from '../../../origin/core/photo-version.ts';
import type { StoredPhoto } from '../../../origin/core/ports.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import {
  formatObjectMetadata,
  formatPhotoRecordKey,
  type ObjectFacts,
  type PhotoRecord,
} from '../../../origin/records.ts';

export const NAME = { jobId: 'j-1', photoId: '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60' };
export const KEY = formatPhotoKey({ ...NAME, type: 'image/jpeg' });
export const SHA256 = 'a'.repeat(64);

export function versionOf(versionId: string | null, sequencer: string | null): PhotoVersion {
  return { ...NAME, type: 'image/jpeg', key: KEY, versionId, sequencer };
}

export function photoOf(versionId: string | null, facts: Partial<ObjectFacts> = {}): StoredPhoto {
  return {
    bytes: new Uint8Array(),
    length: 1000,
    sha256: SHA256,
    storedAt: '2026-11-22T12:00:00.000Z',
    versionId,
    metadata: formatObjectMetadata({ job: NAME.jobId, uploader: 'worker-1', ...facts }),
  };
}

export function developmentOf(more: Partial<Development> = {}): Development {
  return {
    version: versionOf('v1', '01'),
    photo: photoOf('v1'),
    inspection: {
      type: 'image/heic',
      head: { width: 4032, height: 3024, exif: null },
      camera: { takenAt: '2026-11-22T12:30:00+01:00', camera: 'Apple iPhone 15' },
    },
    placeholder: 'AAAA',
    reason: null,
    edits: null,
    ...more,
  };
}

export function recordOf(more: Partial<PhotoRecord> = {}): PhotoRecord {
  return {
    ...formatPhotoRecordKey(NAME.jobId, NAME.photoId),
    job_id: NAME.jobId,
    photo_id: NAME.photoId,
    key: KEY,
    state: 'ready',
    type: 'image/jpeg',
    title: null,
    stage: null,
    taken_at: null,
    taken_at_source: null,
    uploaded_at: '2026-11-22T12:00:00.000Z',
    uploaded_by: 'worker-1',
    uploaded_by_name: null,
    bytes: 1000,
    width: 1,
    height: 1,
    placeholder: null,
    sha256: SHA256,
    verified: null,
    camera: null,
    location: null,
    version_id: 'v1',
    sequencer: '01',
    revision: 0,
    ...more,
  };
}

/** The row that a ticket leaves behind. */
export function arrivingRecord(more: Partial<PhotoRecord> = {}): PhotoRecord {
  return recordOf({ state: 'arriving', version_id: null, sequencer: null, uploaded_at: null, expires_at: 1, ...more });
}
