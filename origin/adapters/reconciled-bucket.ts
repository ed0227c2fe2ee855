/** The bucket as reconcile looks at it: names and times, never a photo. Needs s3:ListBucketVersions under `jobs/`. */
import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BucketPage, ListedObject } from '../core/compare-page.ts';
import type { ReconciledBucket } from '../core/reconcile.ts';
import { formatAlbumPrefix, parsePhotoKey } from '../photo-key.ts';
import { toVersionId } from './list-versions.ts';

export interface ReconciledBucketOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Versions and delete markers of one page, at most 1,000. */
  readonly pageSize?: number;
}

export function createReconciledBucket({
  client,
  bucket: Bucket,
  pageSize: MaxKeys = 1000,
}: ReconciledBucketOptions): ReconciledBucket {
  return {
    listPage: async (jobId, after): Promise<BucketPage> => {
      const Prefix = jobId === null ? 'jobs/' : formatAlbumPrefix(jobId);
      const input = { Bucket, Prefix, KeyMarker: after?.key, MaxKeys };
      const page = await client.send(new ListObjectVersionsCommand(input));
      const objects = (page.Versions ?? []).flatMap(({ Key: key = '', VersionId, IsLatest, LastModified }) => {
        const photo = parsePhotoKey(key);
        if (!photo || !LastModified) return [];
        const storedAt = LastModified.toISOString();
        return [{ ...photo, key, versionId: toVersionId(VersionId), storedAt, isCurrent: IsLatest === true }];
      });
      return {
        objects: objects satisfies ListedObject[],
        lastKey: page.IsTruncated === true ? (page.NextKeyMarker ?? '') : null,
      };
    },
    isThere: async (key) => {
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: key }));
      return Versions.some(({ Key, IsLatest }) => Key === key && IsLatest === true);
    },
    hasAny: async (jobId) => {
      const input = { Bucket, Prefix: formatAlbumPrefix(jobId), MaxKeys: 1 };
      const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand(input));
      return Versions.length + DeleteMarkers.length > 0;
    },
  };
}
