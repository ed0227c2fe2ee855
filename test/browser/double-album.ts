/** The albums of the edge double: what its bucket has stored, and what people have changed of it since. */
import { createHash } from 'node:crypto';
import type { Album, NamedFiles, Photo, PhotoEdit, Stage } from '../../edge/api.ts';
import { type FileFacts, toFacts } from '../../edge/core/album.ts';
import { AppError } from '../../edge/problem.ts';
import { formatThumbKey, PREVIEW_WIDTH, parsePhotoKey, THUMB_WIDTH } from '../../origin/photo-key.ts';
import type { FilePart, PhotoRecord } from '../../origin/records.ts';
import { type SentFile, toRecords } from '../support/shown-photo.ts';

/** A version as S3 gives it back. */
export interface StoredVersion {
  readonly key: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** ISO 8601. */
  readonly storedAt: string;
  /** What its ticket told of the photo. */
  readonly fields: {
    readonly title?: string | undefined;
    readonly stage?: Stage | undefined;
    readonly taken_at?: string | undefined;
    readonly part?: FilePart | undefined;
    readonly files?: NamedFiles | undefined;
  };
}

export interface DoubleAlbum {
  /** The album, and the ETag of its content. */
  read(jobId: string): { readonly album: Album; readonly etag: string };
  /** @throws {AppError} when the photo is not there or at another revision */
  edit(photoId: string, edit: PhotoEdit, revision: number): Photo;
  /** @throws {AppError} when the photo is not there */
  remove(photoId: string): void;
  /** @throws {AppError} when the photo is not there */
  restore(photoId: string): Photo;
  /** Forgets what people have changed. */
  reset(): void;
}

interface Change {
  readonly edit: PhotoEdit;
  readonly revision: number;
  readonly isDeleted: boolean;
}

const UNCHANGED: Change = { edit: {}, revision: 0, isDeleted: false };
const URL_LIFE_MS = 3_600_000;

/** @param listVersions all that was ever stored, in order */
export function createDoubleAlbum(listVersions: () => Iterable<StoredVersion>, now: () => number): DoubleAlbum {
  const changes = new Map<string, Change>();
  const changeOf = (photoId: string) => changes.get(photoId) ?? UNCHANGED;
  const list = () => toRecords([...listVersions()].map(toSent)).map((record) => toPhoto(record, changeOf));
  const find = (photoId: string) => {
    const photo = list().find(({ photo_id }) => photo_id === photoId);
    if (!photo) throw new AppError('not-found');
    return photo;
  };
  const change = (photoId: string, next: Partial<Change>) => {
    const revision = find(photoId).revision + 1;
    changes.set(photoId, { ...changeOf(photoId), ...next, revision });
    return find(photoId);
  };
  return {
    read(jobId) {
      const ofJob = list().filter(({ key }) => parsePhotoKey(key)?.jobId === jobId);
      const photos = ofJob.filter(({ photo_id }) => !changeOf(photo_id).isDeleted);
      const deleted = ofJob.flatMap(({ photo_id }) => (changeOf(photo_id).isDeleted ? [photo_id] : []));
      const etag = `"${createHash('sha256')
        .update(JSON.stringify([photos, deleted]))
        .digest('base64url')}"`;
      const expires_at = new Date(now() + URL_LIFE_MS).toISOString();
      return { album: { job_id: jobId, photos, expires_at, ...(deleted.length > 0 && { deleted }) }, etag };
    },
    edit(photoId, edit, revision) {
      const photo = find(photoId);
      const isDone =
        photo.revision === revision + 1 &&
        Object.entries(edit).every(([name, value]) => photo[name as keyof PhotoEdit] === value);
      if (isDone) return photo;
      if (photo.revision !== revision) throw new AppError('edited-meanwhile');
      return change(photoId, { edit: { ...changeOf(photoId).edit, ...edit } });
    },
    remove: (photoId) => void change(photoId, { isDeleted: true }),
    restore: (photoId) => change(photoId, { isDeleted: false }),
    reset: () => changes.clear(),
  };
}

function toSent({ key, bytes, sha256, storedAt, fields }: StoredVersion): SentFile {
  return { ...fields, key, sha256, storedAt, bytes: bytes.length };
}

/** As developed as the pipeline would have it, but for what only a decoded image tells. */
function toPhoto(record: PhotoRecord, changeOf: (photoId: string) => Change): Photo {
  const { images_of: images, original, laterUploads, hasMoreUploads: _more, ...facts } = toFacts(record);
  const { edit, revision } = changeOf(facts.photo_id);
  const toThumb = (width: number) =>
    images && `/${formatThumbKey({ jobId: record.job_id, photoId: facts.photo_id, sha256: images }, width)}`;
  const toFile = (file: FileFacts) => ({ ...file, url: `/${file.key}` });
  return {
    ...facts,
    ...edit,
    ...(original ? { original: toFile(original) } : {}),
    ...(laterUploads.length > 0 ? { later_uploads: laterUploads.map(toFile) } : {}),
    taken_at_source: facts.taken_at_source === 'arrival' ? null : facts.taken_at_source,
    taken_at: facts.taken_at_source === 'arrival' ? null : facts.taken_at,
    url: `/${facts.key}`,
    thumb_url: toThumb(THUMB_WIDTH),
    preview_url: toThumb(PREVIEW_WIDTH),
    revision,
  };
}
