/**
 * The bucket as a PhotoStore. Needs s3:GetObject, GetObjectVersion, GetObjectVersionTagging and PutObjectVersionTagging
 * (GetObjectTagging and PutObjectTagging where no versions are kept) on `jobs/*`, s3:GetObject and PutObject on `thumbs/*`.
 */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PhotoVersion } from '../core/photo-version.ts';
import type { PhotoStore, StoredPhoto } from '../core/ports.ts';
import { formatEditTags, parseEditTags } from '../records.ts';
import { createS3DerivedImages } from './s3-derived-images.ts';
import { orNull } from './s3-errors.ts';

export interface S3PhotoStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Longer objects are hashed, not kept. */
  readonly maxBytes: number;
}

export function createS3PhotoStore({ client, bucket, maxBytes }: S3PhotoStoreOptions): PhotoStore {
  const locate = (version: PhotoVersion) => ({
    Bucket: bucket,
    Key: version.key,
    ...(version.versionId === null ? {} : { VersionId: version.versionId }),
  });

  return {
    ...createS3DerivedImages(client, bucket),
    read: async (version) => {
      const object = await orNull(client.send(new GetObjectCommand(locate(version))));
      return object && readPhoto(object, version.versionId, maxBytes);
    },
    readEdits: async (version) => {
      const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(locate(version)));
      return parseEditTags(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])));
    },
    writeEdits: async (version, edits) => {
      const TagSet = Object.entries(formatEditTags(edits)).map(([Key, Value]) => ({ Key, Value }));
      await client.send(new PutObjectTaggingCommand({ ...locate(version), Tagging: { TagSet } }));
    },
    isCurrent: async ({ key, versionId }) => {
      const head = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      return toVersionId(head?.VersionId) === versionId;
    },
  };
}

async function readPhoto(
  object: GetObjectCommandOutput,
  versionId: string | null,
  maxBytes: number,
): Promise<StoredPhoto | null> {
  if (!object.Body || !object.LastModified) return null;
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of object.Body as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return {
    bytes: length > maxBytes ? null : Buffer.concat(chunks),
    length,
    sha256: hash.digest('hex'),
    storedAt: object.LastModified.toISOString(),
    versionId: versionId ?? toVersionId(object.VersionId),
    metadata: object.Metadata ?? {},
  };
}

function toVersionId(value: string | undefined): string | null {
  return value && value !== 'null' ? value : null;
}
