/** Which version a request means, and whether its caller may touch it. Only a caller who may list is told that a key is missing. */
import { authorize, isAuthorized } from './authorize.ts';
import type { Bucket } from './bucket.ts';
import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-version.ts';
import { requireBucket, type S3Call } from './operation.ts';

const VERSION_ID = /^(?:null|[A-Za-z0-9._-]{32})$/;

export interface VersionQuery {
  readonly bucketName: string | null;
  readonly key: string;
  /** Null for the newest. */
  readonly versionId: string | null;
  /** IAM actions for the newest version and for a named one: `s3:GetObject`, `s3:GetObjectVersion`. */
  readonly action: string;
  readonly versionAction: string;
}

export interface FoundVersion {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
}

/** @throws {S3Error} when it does not look like a version id. */
export function checkVersionId(versionId: string): void {
  if (!VERSION_ID.test(versionId)) {
    throw new S3Error('InvalidArgument', 'Invalid version id specified', {
      ArgumentName: 'versionId',
      ArgumentValue: versionId,
    });
  }
}

function toMissingKey(
  call: S3Call,
  { bucket, key }: { readonly bucket: Bucket; readonly key: string },
  headers: Readonly<Record<string, string>> = {},
): S3Error {
  // S3 asks for the right to list as if the key were the prefix of a listing.
  const context = { 's3:prefix': key };
  return isAuthorized(call, { action: 's3:ListBucket', bucket, context })
    ? new S3Error('NoSuchKey', undefined, { Key: key }, { headers })
    : new S3Error('AccessDenied', undefined, {}, { headers });
}

/**
 * Finds what a request means, and checks that its caller may have it.
 * @throws {S3Error} when there is none (`NoSuchKey`, `NoSuchVersion`), the caller may not have it or know that there is none
 * (`AccessDenied`), or the request names a delete marker by its id (`MethodNotAllowed`)
 */
export function findVersion(call: S3Call, query: VersionQuery): FoundVersion {
  const bucket = requireBucket(call.environment, query.bucketName);
  const { key, versionId } = query;
  if (versionId !== null) checkVersionId(versionId);
  const version = versionId === null ? bucket.index.latest(key) : bucket.index.find(key, versionId);
  const tags = version?.tags ?? [];
  authorize(call, {
    action: versionId === null ? query.action : query.versionAction,
    bucket,
    key,
    context: {
      ...Object.fromEntries(tags.map((tag) => [`s3:existingobjecttag/${tag.key.toLowerCase()}`, tag.value])),
      's3:versionid': versionId ?? undefined,
    },
  });
  if (version === null) {
    throw versionId === null
      ? toMissingKey(call, { bucket, key })
      : new S3Error('NoSuchVersion', undefined, { Key: key, VersionId: versionId });
  }
  if (version.isDeleteMarker) {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
    throw versionId === null
      ? toMissingKey(call, { bucket, key }, headers)
      : new S3Error(
          'MethodNotAllowed',
          undefined,
          { Method: call.request.method, ResourceType: 'DeleteMarker' },
          { headers },
        );
  }
  return { bucket, version };
}
