/** Takes objects out of a bucket for good. */
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';

/** DeleteObjects takes as many at once. */
const MAX_DELETED = 1000;

/** @throws {Error} when S3 does not remove one: with the first that it names. */
export async function removeObjects(s3: S3Client, bucket: string, objects: readonly ObjectIdentifier[]): Promise<void> {
  for (let from = 0; from < objects.length; from += MAX_DELETED) {
    const Delete = { Objects: objects.slice(from, from + MAX_DELETED), Quiet: true };
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const [failed] = Errors;
    if (failed) throw new Error(`${bucket}/${failed.Key}: ${failed.Code} ${failed.Message}`);
  }
}

export interface VersionRange {
  readonly bucket: string;
  /** Absent: everything. */
  readonly prefix?: string;
  readonly signal?: AbortSignal;
}

/**
 * Removes every version and every delete marker. False where the signal has stopped it.
 * @throws {Error} when S3 does not remove one.
 */
export async function removeVersions(s3: S3Client, { bucket, prefix, signal }: VersionRange): Promise<boolean> {
  while (!signal?.aborted) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length === 0) return true;
    await removeObjects(
      s3,
      bucket,
      found.map(({ Key = '', VersionId }) => ({ Key, VersionId })),
    );
  }
  return false;
}
