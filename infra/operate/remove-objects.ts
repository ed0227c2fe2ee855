/** Takes objects out of a bucket for good. */
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';

/** S3 did not remove something. */
export class RemovalError extends Error {
  override readonly name = 'RemovalError';
  /** S3's own: `AccessDenied` also for what is locked. */
  readonly code: string;

  constructor(message: string, code = '') {
    super(message);
    this.code = code;
  }
}

/** DeleteObjects takes as many at once. */
const MAX_DELETED = 1000;

/** @throws {RemovalError} when S3 does not remove one: with the first that it names. */
export async function removeObjects(s3: S3Client, bucket: string, objects: readonly ObjectIdentifier[]): Promise<void> {
  for (let from = 0; from < objects.length; from += MAX_DELETED) {
    const Delete = { Objects: objects.slice(from, from + MAX_DELETED), Quiet: true };
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const [failed] = Errors;
    if (failed) throw new RemovalError(`${bucket}/${failed.Key}: ${failed.Code} ${failed.Message}`, failed.Code);
  }
}

/** Puts delete markers over what a reader would get: what is locked lets nothing else be done to it. */
export async function hideObjects(s3: S3Client, { bucket, prefix }: VersionRange): Promise<void> {
  for (let KeyMarker: string | undefined, isMore = true; isMore; ) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker }),
    );
    const shown = (page.Versions ?? []).filter(({ IsLatest }) => IsLatest);
    await removeObjects(
      s3,
      bucket,
      shown.map(({ Key = '' }) => ({ Key })),
    );
    KeyMarker = page.NextKeyMarker;
    isMore = page.IsTruncated === true;
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
 * @throws {RemovalError} when S3 does not remove one.
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
