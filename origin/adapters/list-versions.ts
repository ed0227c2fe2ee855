/** All versions and delete markers under a prefix of the uploads bucket, in the order of their arrival key by key. */
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { PhotoVersion } from '../core/photo-version.ts';
import { parsePhotoKey } from '../photo-key.ts';

export interface ListedMarker {
  readonly key: string;
  readonly versionId: string | undefined;
  /** ISO 8601. */
  readonly at: string;
  readonly isLatest: boolean;
}

export interface ListedVersions {
  /** Of photos' files, named by their bytes or not. */
  readonly versions: readonly (PhotoVersion & { readonly bytes: number })[];
  readonly markers: readonly ListedMarker[];
}

/** S3 lists the versions of a key newest first, but versions and markers each on their own. */
export async function listVersions(
  client: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<ListedVersions> {
  const byKey = new Map<string, ListedVersions['versions']>();
  const markers: ListedMarker[] = [];
  for await (const { Versions = [], DeleteMarkers = [] } of listPages(client, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = '', VersionId, Size: bytes = 0 } of Versions) {
      const photo = parsePhotoKey(key);
      const version = photo && { ...photo, key, versionId: toVersionId(VersionId), bytes };
      if (version) byKey.set(key, [version, ...(byKey.get(key) ?? [])]);
    }
    for (const { Key: key = '', VersionId: versionId, LastModified, IsLatest: isLatest = false } of DeleteMarkers) {
      markers.push({ key, versionId, at: LastModified?.toISOString() ?? '', isLatest });
    }
  }
  return { versions: [...byKey.values()].flat(), markers };
}

/** `null` is what S3 calls the version of a bucket that keeps none. */
export function toVersionId(value: string | undefined): string | null {
  return value && value !== 'null' ? value : null;
}

async function* listPages(
  client: S3Client,
  input: { readonly Bucket: string; readonly Prefix: string },
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page ?? {};
    page = await client.send(new ListObjectVersionsCommand({ ...input, KeyMarker, VersionIdMarker }));
    yield page;
  } while (page.IsTruncated);
}
