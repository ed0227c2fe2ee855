/**
 * The bucket as a PhotoStore. Needs s3:ListBucketVersions; on `jobs/*` s3:GetObject, GetObjectVersion, GetObjectVersionTagging,
 * PutObjectVersionTagging (GetObjectTagging and PutObjectTagging where no versions are kept), PutObject and PutObjectTagging for
 * copies; on `jobs/*` and `thumbs/*` s3:DeleteObject and DeleteObjectVersion; s3:GetObject and PutObject on `thumbs/*`, and on
 * `records/moves/*`.
 */
import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PhotoVersion } from '../core/photo-version.ts';
import type { PhotoStore, StoredPhoto, VersionFacts } from '../core/ports.ts';
import { isNamed } from '../core/to-photo-file.ts';
import { formatPhotoKey } from '../photo-key.ts';
import {
  addArrival,
  formatEditTags,
  formatTicketTags,
  parseEditTags,
  parseObjectMetadata,
  SCAN_TAG,
} from '../records.ts';
import { listVersions, toVersionId } from './list-versions.ts';
import { createS3DerivedImages } from './s3-derived-images.ts';
import { isRefused, orNull } from './s3-errors.ts';
import { createS3PhotoMoves, toCopyInput } from './s3-photo-moves.ts';

export interface S3PhotoStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Longer objects are hashed, not kept. */
  readonly maxBytes: number;
  /** The bucket keeps versions from being removed for a time (Object Lock): what should go stays until then. */
  readonly isLocked?: boolean;
}

export function createS3PhotoStore({ client, bucket, maxBytes, isLocked = false }: S3PhotoStoreOptions): PhotoStore {
  const locate = (version: PhotoVersion) => ({
    Bucket: bucket,
    Key: version.key,
    ...(version.versionId === null ? {} : { VersionId: version.versionId }),
  });

  const readFacts: PhotoStore['readFacts'] = async (version) =>
    toFacts(await orNull(client.send(new HeadObjectCommand(locate(version)))));

  const markers = createMarkers(client, bucket);
  return {
    readFacts,
    ...createS3DerivedImages(client, bucket),
    ...markers,
    ...createS3PhotoMoves(client, bucket, { readFacts, ...markers }),
    read: async (version) => {
      const object = await orNull(client.send(new GetObjectCommand(locate(version))));
      return object && readPhoto(object, version.versionId, maxBytes);
    },
    list: async (prefix) => (await listVersions(client, { bucket, prefix })).versions.filter(isNamed),
    readEdits: async (version) => {
      const tagging = await orNull(client.send(new GetObjectTaggingCommand(locate(version))));
      return parseEditTags(Object.fromEntries(tagging?.TagSet?.map(({ Key, Value }) => [Key, Value]) ?? []));
    },
    writeEdits: async (version, edits) => {
      const tagging = await orNull(client.send(new GetObjectTaggingCommand(locate(version))));
      const kept = (tagging?.TagSet ?? []).filter(({ Key }) => Key === SCAN_TAG);
      const TagSet = [...Object.entries(formatEditTags(edits)).map(([Key, Value]) => ({ Key, Value })), ...kept];
      await orNull(client.send(new PutObjectTaggingCommand({ ...locate(version), Tagging: { TagSet } })));
    },
    nameByBytes: (version, photo) => copyToHash(version, photo, { client, bucket }),
    remove: async (version) => {
      await client.send(new DeleteObjectCommand(locate(version))).catch((error: unknown) => {
        // The same bytes under the same key: whoever reads it gets them either way.
        if (!isLocked || !isRefused(error)) throw error;
      });
    },
  };
}

function toFacts(head: HeadObjectCommandOutput | null): VersionFacts | null {
  if (!head?.LastModified) return null;
  const { ContentLength: length = 0, LastModified, Metadata: metadata = {} } = head;
  return { length, storedAt: LastModified.toISOString(), metadata };
}

/** Delete markers: without a version, DeleteObject puts one; with a marker's, it takes that away. */
function createMarkers(client: S3Client, bucket: string): Pick<PhotoStore, 'hide' | 'show'> {
  return {
    async hide(keys) {
      for (const Key of keys) {
        const head = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
        if (head) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      }
    },
    async show(keys) {
      for (const key of keys) {
        const { markers } = await listVersions(client, { bucket, prefix: key });
        for (const { key: Key, versionId: VersionId } of markers) {
          if (Key === key) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
        }
      }
    },
  };
}

/**
 * All that the object says of itself goes with it, and when it arrived: by that it is compared with others. What came by an open PUT has
 * no tags yet: it gets those that its ticket would have given it.
 */
async function copyToHash(
  version: PhotoVersion,
  { sha256, storedAt, metadata }: StoredPhoto,
  { client, bucket }: Omit<S3PhotoStoreOptions, 'maxBytes'>,
): Promise<PhotoVersion> {
  const key = formatPhotoKey({ ...version, sha256 });
  const { VersionId } = await client.send(
    new CopyObjectCommand({
      ...toCopyInput(version, key, bucket),
      Metadata: addArrival(metadata, storedAt),
      ...(await chooseTags(version, metadata, { client, bucket })),
    }),
  );
  return { ...version, sha256, key, versionId: toVersionId(VersionId) };
}

async function chooseTags(
  { key: Key, versionId }: PhotoVersion,
  metadata: StoredPhoto['metadata'],
  { client, bucket }: Omit<S3PhotoStoreOptions, 'maxBytes'>,
): Promise<Pick<CopyObjectCommandInput, 'TaggingDirective' | 'Tagging'>> {
  const tags = formatTicketTags(parseObjectMetadata(metadata));
  if (Object.keys(tags).length === 0) return {};
  const location = { Bucket: bucket, Key, ...(versionId === null ? {} : { VersionId: versionId }) };
  const tagging = await orNull(client.send(new GetObjectTaggingCommand(location)));
  const isTagged = (tagging?.TagSet?.length ?? 0) > 0;
  return isTagged ? {} : { TaggingDirective: 'REPLACE', Tagging: new URLSearchParams(tags).toString() };
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
