/** A photo of the tests: its files and its record. */
import { composeRecord } from '../../../origin/core/compose-record.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { type FileImage, formatPhotoRecordKey, type PhotoFile, type PhotoRecord } from '../../../origin/records.ts';

export const NAME = { jobId: 'j-1', photoId: '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60' };
export const NOON = '2026-11-22T12:00:00.000Z';

/** A hash for each letter. */
export function hashOf(letter: string): string {
  return letter.repeat(64);
}

export const SHA256 = hashOf('a');

export const IMAGE: FileImage = {
  unreadable_reason: null,
  type: 'image/heic',
  width: 4032,
  height: 3024,
  placeholder: 'AAAA',
  camera: 'Apple iPhone 15',
  taken_at: '2026-11-22T12:30:00+01:00',
};

/** A working copy whose bytes are named by a letter, stored some seconds after noon. */
export function fileOf(letter = 'a', second = 0, more: Partial<PhotoFile> = {}): PhotoFile {
  const sha256 = hashOf(letter);
  return {
    part: 'photo',
    key: formatPhotoKey({ ...NAME, type: more.type ?? 'image/jpeg', sha256 }),
    version_id: `v-${letter}`,
    sha256,
    bytes: 1000,
    type: 'image/jpeg',
    stored_at: new Date(Date.parse(NOON) + second * 1000).toISOString(),
    is_declared: true,
    named: {},
    uploaded_by: 'worker-1',
    uploaded_by_name: null,
    title: null,
    stage: null,
    taken_at: null,
    location: null,
    ...more,
  };
}

/** What the pipeline makes of files. */
export function recordOf(files: readonly PhotoFile[], more: Partial<PhotoRecord> = {}): PhotoRecord {
  return { ...composeRecord(null, { photo: NAME, files, edits: null }), ...more };
}

/** A developed photo of one file, with what a test cares for. */
export function photoRecordOf(more: Partial<PhotoRecord> = {}): PhotoRecord {
  const image = { ...IMAGE, type: null, camera: null, taken_at: null };
  return { ...recordOf([fileOf('a', 0, { image })]), taken_at: null, taken_at_source: null, ...more };
}

/** The row that a ticket leaves behind. */
export function arrivingRecord(more: Partial<PhotoRecord> = {}): PhotoRecord {
  return {
    ...formatPhotoRecordKey(NAME.jobId, NAME.photoId),
    ...{ job_id: NAME.jobId, photo_id: NAME.photoId, key: fileOf().key, part: null, state: 'arriving' },
    ...{ type: 'image/jpeg', title: null, stage: null, taken_at: null, taken_at_source: null, uploaded_at: null },
    ...{ uploaded_by: 'worker-1', uploaded_by_name: null, bytes: 1000, width: null, height: null, placeholder: null },
    ...{ sha256: null, verified: null, camera: null, location: null, version_id: null, images_of: null, files: [] },
    ...{ files_digest: '', revision: 0, expires_at: 1 },
    ...more,
  };
}
