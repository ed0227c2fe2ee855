/** Lists the photos of the bucket with all their files, and what lies under delete markers, from its listing of versions. */
import type { S3Client } from '@aws-sdk/client-s3';
import { listVersions } from '../../origin/adapters/list-versions.ts';
import type { PhotoVersion } from '../../origin/core/photo-version.ts';
import { isNamed, type NamedVersion } from '../../origin/core/to-photo-file.ts';
import { formatAlbumPrefix, type PhotoName } from '../../origin/photo-key.ts';

export interface ListedFile {
  /** The version that came first under its key. */
  readonly version: NamedVersion;
  readonly bytes: number;
  /** ISO 8601: when a delete marker came over it last; null: none has. */
  readonly hiddenAt: string | null;
}

export interface ListedPhoto extends PhotoName {
  /** In the order of their keys. */
  readonly files: readonly ListedFile[];
  /** What has not got the name of its bytes yet. */
  readonly unnamed: readonly PhotoVersion[];
  /** Versions of the same bytes that came later. */
  readonly repeats: readonly NamedVersion[];
}

export interface ListOptions {
  readonly bucket: string;
  /** Null: every job. */
  readonly jobId: string | null;
}

export async function listPhotos(client: S3Client, { bucket, jobId }: ListOptions): Promise<ListedPhoto[]> {
  const prefix = jobId === null ? 'jobs/' : formatAlbumPrefix(jobId);
  const { versions, markers } = await listVersions(client, { bucket, prefix });
  const hidden = new Map<string, string>();
  for (const { key, at } of markers) hidden.set(key, max(hidden.get(key) ?? '', at));
  const photos = new Map<
    string,
    { files: ListedFile[]; unnamed: PhotoVersion[]; repeats: NamedVersion[] } & PhotoName
  >();
  for (const { bytes, ...version } of versions) {
    const { jobId, photoId, key } = version;
    const id = `${jobId}/${photoId}`;
    const photo = photos.get(id) ?? { jobId, photoId, files: [], unnamed: [], repeats: [] };
    photos.set(id, photo);
    if (!isNamed(version)) photo.unnamed.push(version);
    else if (photo.files.some((file) => file.version.key === key)) photo.repeats.push(version);
    else photo.files.push({ version, bytes, hiddenAt: hidden.get(key) ?? null });
  }
  return [...photos.values()];
}

function max(left: string, right: string): string {
  return left > right ? left : right;
}
