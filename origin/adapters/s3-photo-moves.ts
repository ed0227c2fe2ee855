/** What the bucket does for photos that are given to another job: copies of their files, and what is written of the move. */
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PhotoVersion } from '../core/photo-version.ts';
import type { PhotoStore } from '../core/ports.ts';
import { isNamed, toPhotoFile } from '../core/to-photo-file.ts';
import { formatPhotoKey } from '../photo-key.ts';
import { formatMove, formatMoveKey, parseMove } from '../photo-move.ts';
import { addArrival, CACHE_FOR_EVER, formatEditTags } from '../records.ts';
import { listVersions } from './list-versions.ts';
import { isRefused, orNull } from './s3-errors.ts';

export function createS3PhotoMoves(
  client: S3Client,
  bucket: string,
  store: Pick<PhotoStore, 'readFacts' | 'show'>,
): Pick<PhotoStore, 'copyToJob' | 'removeOrHide' | 'readMove' | 'writeMove'> {
  return {
    async removeOrHide({ key: Key, versionId }) {
      const object = { Bucket: bucket, Key };
      const version = versionId === null ? object : { ...object, VersionId: versionId };
      await client.send(new DeleteObjectCommand(version)).catch(async (error: unknown) => {
        if (!isRefused(error)) throw error;
        await client.send(new DeleteObjectCommand(object));
      });
    },
    async copyToJob(version, jobId, edits) {
      const facts = isNamed(version) ? await store.readFacts(version) : null;
      if (!facts || !isNamed(version)) return;
      const copy = { ...version, jobId, key: formatPhotoKey({ ...version, jobId }) };
      const arrivedAt = toPhotoFile(version, facts).stored_at;
      const isThere = await hasArrival(copy, arrivedAt, { client, bucket, readFacts: store.readFacts });
      if (isThere) return store.show([copy.key]);
      await client.send(
        new CopyObjectCommand({
          ...toCopyInput(version, copy.key, bucket),
          Metadata: addArrival(facts.metadata, arrivedAt),
          TaggingDirective: 'REPLACE',
          Tagging: new URLSearchParams(formatEditTags(edits)).toString(),
        }),
      );
    },
    async readMove(photo) {
      const object = await orNull(client.send(new GetObjectCommand({ Bucket: bucket, Key: formatMoveKey(photo) })));
      return object?.Body ? parseMove(photo, await object.Body.transformToString()) : null;
    },
    async writeMove(move) {
      const input = { Bucket: bucket, Key: formatMoveKey(move), ContentType: 'application/json' };
      await client.send(new PutObjectCommand({ ...input, Body: formatMove(move) }));
    },
  };
}

interface ArrivalSearch {
  readonly client: S3Client;
  readonly bucket: string;
  readonly readFacts: PhotoStore['readFacts'];
}

async function hasArrival(
  { key, ...photo }: PhotoVersion,
  arrivedAt: string,
  { client, bucket, readFacts }: ArrivalSearch,
): Promise<boolean> {
  const note = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key: formatMoveKey(photo) })));
  const leftAt = note?.LastModified?.toISOString() ?? '';
  const { versions } = await listVersions(client, { bucket, prefix: key });
  for (const version of versions) {
    const facts = isNamed(version) ? await readFacts(version) : null;
    if (facts && facts.storedAt > leftAt && isNamed(version) && toPhotoFile(version, facts).stored_at === arrivedAt) {
      return true;
    }
  }
  return false;
}

/** Of a copy by which a version gets another key: nothing is taken over that is not said. */
export function toCopyInput(version: PhotoVersion, key: string, bucket: string) {
  const versionQuery = version.versionId === null ? '' : `?versionId=${encodeURIComponent(version.versionId)}`;
  return {
    Bucket: bucket,
    Key: key,
    CopySource: `${bucket}/${version.key}${versionQuery}`,
    MetadataDirective: 'REPLACE',
    ContentType: version.type,
    CacheControl: CACHE_FOR_EVER,
  } as const;
}
