/**
 * A job's photos as a zip, streamed: each file byte-true, then `manifest.json` and `SHA256SUMS` with what was in fact
 * written. Nothing is held in memory but the photo's chunk under way. Photos are stored, not deflated: they are compressed.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import type { PhotoFile, PhotoRecord } from '../../origin/records.ts';
import type { ArchivedFile, ArchivedRole } from './list-archived.ts';

export interface ManifestEntry {
  readonly file: string;
  readonly photo_id: string;
  readonly role: ArchivedRole;
  readonly key: string;
  readonly version_id: string | null;
  readonly bytes: number;
  /** Of what was written into the archive. */
  readonly sha256: string;
  /** ISO 8601, and by whom; null of what the pipeline has not read yet. */
  readonly uploaded_at: string | null;
  readonly uploaded_by: string | null;
  readonly uploaded_by_name: string | null;
  /** Whether these are the bytes that were stored first under their name, as the pipeline saw them; null: it saw none. */
  readonly matches_record: boolean | null;
  /** Only beside the photo itself. */
  readonly record: Omit<PhotoRecord, 'pk' | 'sk' | 'files' | 'files_digest' | 'images_of'> | null;
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
  readonly onFile: (done: number, name: string) => void;
}

/**
 * Writes the archive. Returns the entries of its manifest.
 * @throws {Error} when a file cannot be read, the archive cannot be written, or `signal` is aborted.
 */
export async function writeArchive(files: readonly ArchivedFile[], options: ArchiveOptions): Promise<ManifestEntry[]> {
  const zip = new ZipFile();
  const writing = pipeline(zip.outputStream as unknown as Readable, createWriteStream(options.file), {
    signal: options.signal,
  });
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  failed.catch(() => {});
  const entries: ManifestEntry[] = [];
  try {
    for (const file of files) {
      const entry = await Promise.race([addFileTo(zip, file, options), failed, writing.then(() => undefined)]);
      if (!entry) throw new Error(`${options.file} was closed too early`);
      entries.push(entry);
      options.onFile(entries.length, entry.file);
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

/** One file at a time: a connection that waits for its turn would time out. */
async function addFileTo(zip: ZipFile, archived: ArchivedFile, options: ArchiveOptions): Promise<ManifestEntry> {
  const { key, versionId } = archived.version;
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
  zip.addReadStream(tap, archived.path, { compress: false, mtime: object.LastModified ?? options.exportedAt });
  await read;
  return toEntry(archived, { bytes, sha256: hash.digest('hex') });
}

function toEntry(
  { role, path, version, file, record }: ArchivedFile,
  { bytes, sha256 }: Pick<PhotoFile, 'bytes' | 'sha256'>,
): ManifestEntry {
  const shown = record?.key === version.key ? record : null;
  const recorded = record?.files.find(({ key }) => key === version.key);
  return {
    file: path,
    photo_id: version.photoId,
    role,
    key: version.key,
    version_id: version.versionId,
    bytes,
    sha256,
    uploaded_at: file?.stored_at ?? null,
    uploaded_by: file?.uploaded_by ?? null,
    uploaded_by_name: file?.uploaded_by_name ?? null,
    matches_record: recorded
      ? [recorded.sha256, shown?.sha256 ?? sha256, version.sha256].every((one) => one === sha256)
      : null,
    record: shown && toManifestRecord(shown),
  };
}

function toManifestRecord(record: PhotoRecord): NonNullable<ManifestEntry['record']> {
  const { pk: _pk, sk: _sk, files: _files, files_digest: _digest, images_of: _images, ...facts } = record;
  return facts;
}
