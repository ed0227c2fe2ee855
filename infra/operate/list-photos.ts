/** Lists the photos of the bucket, and which of them were deleted, from its listing of versions. */
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PhotoVersion } from '../../origin/core/photo-version.ts';
import { formatAlbumPrefix, parsePhotoKey } from '../../origin/photo-key.ts';

export interface ListedPhoto {
  /** The latest version that has bytes. */
  readonly version: PhotoVersion;
  readonly bytes: number;
  /** ISO 8601: when a delete marker came to stand over it; null: it is there. */
  readonly deletedAt: string | null;
}

export interface ListOptions {
  readonly bucket: string;
  /** Null: every job. */
  readonly jobId: string | null;
}

/** S3 lists the versions of a key newest first, but versions and markers each on their own. */
export async function listPhotos(client: S3Client, options: ListOptions): Promise<ListedPhoto[]> {
  const found = new Map<string, ListedPhoto>();
  const deleted = new Map<string, string>();
  for await (const { Versions = [], DeleteMarkers = [] } of listPages(client, options)) {
    for (const version of Versions.map(toListed)) {
      if (version && !found.has(version.version.key)) found.set(version.version.key, version);
    }
    for (const { Key = '', IsLatest, LastModified } of DeleteMarkers) {
      if (IsLatest && LastModified) deleted.set(Key, LastModified.toISOString());
    }
  }
  return [...found.values()].map((photo) => ({ ...photo, deletedAt: deleted.get(photo.version.key) ?? null }));
}

async function* listPages(
  client: S3Client,
  { bucket, jobId }: ListOptions,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  const Prefix = jobId === null ? 'jobs/' : formatAlbumPrefix(jobId);
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page ?? {};
    page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix, KeyMarker, VersionIdMarker }));
    yield page;
  } while (page.IsTruncated);
}

function toListed({ Key = '', VersionId, Size = 0 }: ObjectVersion): ListedPhoto | null {
  const photo = parsePhotoKey(Key);
  if (!photo) return null;
  const versionId = VersionId && VersionId !== 'null' ? VersionId : null;
  return { version: { ...photo, key: Key, versionId, sequencer: null }, bytes: Size, deletedAt: null };
}
