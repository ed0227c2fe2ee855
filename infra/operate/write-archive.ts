/**
 * A job's photos as a zip, streamed: each original byte-true, then `manifest.json` and `SHA256SUMS` with what was in fact
 * written. Nothing is held in memory but the photo's chunk under way. Photos are stored, not deflated: they are compressed.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import { EXTENSION_BY_TYPE } from '../../origin/photo-key.ts';
import { isTakenInFuture, type PhotoRecord } from '../../origin/records.ts';
import type { ListedPhoto } from './list-photos.ts';

export interface ArchivedPhoto {
  readonly photo: ListedPhoto;
  /** Null: the pipeline has not written one. */
  readonly record: PhotoRecord | null;
}

export interface ManifestEntry {
  readonly file: string;
  readonly key: string;
  readonly version_id: string | null;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the bytes are those that the pipeline saw; null: it saw none. */
  readonly matches_record: boolean | null;
  readonly record: Omit<PhotoRecord, 'pk' | 'sk'> | null;
}

export interface ArchiveOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly jobId: string;
  /** Path of the zip. */
  readonly file: string;
  readonly exportedAt: Date;
  /** Ends the writing with its reason. */
  readonly signal: AbortSignal;
  readonly onPhoto: (done: number, name: string) => void;
}

/**
 * Writes the archive. Returns the entries of its manifest.
 * @throws {Error} when a photo cannot be read, the file cannot be written, or `signal` is aborted.
 */
export async function writeArchive(
  photos: readonly ArchivedPhoto[],
  options: ArchiveOptions,
): Promise<ManifestEntry[]> {
  const zip = new ZipFile();
  const writing = pipeline(zip.outputStream as unknown as Readable, createWriteStream(options.file), {
    signal: options.signal,
  });
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  failed.catch(() => {});
  const entries: ManifestEntry[] = [];
  try {
    for (const photo of photos) {
      const entry = await Promise.race([addPhoto(zip, photo, options), failed, writing.then(() => undefined)]);
      if (!entry) throw new Error(`${options.file} was closed too early`);
      entries.push(entry);
      options.onPhoto(entries.length, entry.file);
    }
    const { jobId: job_id, exportedAt } = options;
    const manifest = { job_id, exported_at: exportedAt.toISOString(), photos: entries };
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'manifest.json');
    zip.addBuffer(Buffer.from(entries.map(({ sha256, file }) => `${sha256}  ${file}\n`).join('')), 'SHA256SUMS');
    zip.end();
    await writing;
    return entries;
  } catch (error) {
    (zip.outputStream as unknown as Readable).destroy();
    await writing.catch(() => {});
    throw error;
  }
}

/** One photo at a time: a connection that waits for its turn would time out. */
async function addPhoto(
  zip: ZipFile,
  { photo, record }: ArchivedPhoto,
  options: ArchiveOptions,
): Promise<ManifestEntry> {
  const { key, versionId, photoId } = photo.version;
  const file = `${formatTime(record)}${formatTitle(record)}${photoId}.${EXTENSION_BY_TYPE[record?.type ?? photo.version.type]}`;
  const object = await options.client.send(
    new GetObjectCommand({ Bucket: options.bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) }),
    { abortSignal: options.signal },
  );
  if (!(object.Body instanceof Readable)) throw new Error(`${key}: no body`);
  const hash = createHash('sha256');
  let bytes = 0;
  const tap = new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const read = pipeline(object.Body, tap, { signal: options.signal });
  zip.addReadStream(tap, file, { compress: false, mtime: object.LastModified ?? options.exportedAt });
  await read;
  const sha256 = hash.digest('hex');
  const { pk: _pk, sk: _sk, ...facts } = record ?? {};
  return {
    file,
    key,
    version_id: versionId,
    bytes,
    sha256,
    matches_record: record?.sha256 ? record.sha256 === sha256 : null,
    record: record && (facts as Omit<PhotoRecord, 'pk' | 'sk'>),
  };
}

/** `20261122T120000Z-`, so that the files of a folder stand in order: by when they arrived where their own time cannot be right. */
function formatTime(record: PhotoRecord | null): string {
  const at = record && !isTakenInFuture(record) ? (record.taken_at ?? record.uploaded_at) : record?.uploaded_at;
  return at ? `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-` : '';
}

/** What every file system takes of the title. */
function formatTitle(record: PhotoRecord | null): string {
  const words = (record?.title ?? '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '');
  return words ? `${words.slice(0, 40).replace(/-+$/, '')}-` : '';
}
