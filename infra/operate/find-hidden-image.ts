/** Finds the derived image of a deleted photo under its delete marker; its metadata says what it was made from. */
import { HeadObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { readDerivation } from '../../origin/adapters/s3-derived-images.ts';
import type { Derivation } from '../../origin/core/ports.ts';
import { formatThumbKey, type PhotoName } from '../../origin/photo-key.ts';
import type { Target } from './target.ts';

/** The latest that has bytes; null where there is none. */
export async function findHiddenImage(
  { s3, bucket }: Pick<Target, 's3' | 'bucket'>,
  photo: PhotoName,
  width: number,
): Promise<Derivation | null> {
  const Key = formatThumbKey(photo, width);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: Key }));
  const VersionId = Versions.find((version) => version.Key === Key)?.VersionId;
  if (VersionId === undefined) return null;
  const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key, VersionId }));
  return readDerivation(Metadata);
}
