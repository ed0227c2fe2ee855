/** What the pipeline would make of files, for doubles of the album: the record of their photo, as if every image were made. */
import { composeRecord } from '../../origin/core/compose-record.ts';
import { parsePhotoKey } from '../../origin/photo-key.ts';
import type { FilePart, NamedFiles, PhotoFile, PhotoRecord, Stage } from '../../origin/records.ts';

export interface SentFile {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601. */
  readonly storedAt: string;
  readonly part?: FilePart | undefined;
  readonly files?: NamedFiles | undefined;
  readonly title?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly taken_at?: string | undefined;
}

/**
 * Of each photo one record, in the order in which their first files came; of a key the first version counts.
 * @throws {TypeError} when a key is none of a photo
 */
export function toRecords(sent: Iterable<SentFile>): readonly PhotoRecord[] {
  const photos = new Map<string, Map<string, SentFile>>();
  for (const file of sent) {
    const name = parsePhotoKey(file.key);
    if (!name) throw new TypeError(`${file.key} is no photo`);
    const id = `${name.jobId}/${name.photoId}`;
    const files = photos.get(id) ?? new Map<string, SentFile>();
    photos.set(id, files);
    if (!files.has(file.key)) files.set(file.key, file);
  }
  return [...photos.entries()].map(([id, files]) => {
    const [jobId = '', photoId = ''] = id.split('/');
    return composeRecord(null, { photo: { jobId, photoId }, files: [...files.values()].map(toFile), edits: null });
  });
}

function toFile({ key, bytes, sha256, storedAt, part, files, title, stage, taken_at }: SentFile): PhotoFile {
  return {
    part: part ?? 'photo',
    ...{ key, version_id: null, sha256, bytes, type: parsePhotoKey(key)?.type ?? 'image/jpeg', stored_at: storedAt },
    ...{ is_declared: true, named: files ?? {}, uploaded_by: 'worker', uploaded_by_name: 'worker' },
    ...{ title: title ?? null, stage: stage ?? null, taken_at: taken_at ?? null, location: null, image: IMAGE },
  };
}

const IMAGE = {
  unreadable_reason: null,
  ...{ type: null, width: null, height: null, placeholder: null, camera: null, taken_at: null },
} as const;
