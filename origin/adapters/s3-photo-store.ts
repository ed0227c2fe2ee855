/**
 * The bucket as a PhotoStore. Needs s3:GetObject, GetObjectVersion, GetObjectVersionTagging and PutObjectVersionTagging
 * (GetObjectTagging and PutObjectTagging where no versions are kept) on `jobs/*`, s3:GetObject and PutObject on `thumbs/*`.
 */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { isLater, type PhotoVersion } from '../core/photo-version.ts';
import {
  ContentionError,
  type Derivation,
  type DerivedImage,
  type PhotoStore,
  type StoredPhoto,
} from '../core/ports.ts';
import { formatThumbKey, type PhotoName } from '../photo-key.ts';
import { formatEditTags, parseEditTags } from '../records.ts';

export interface S3PhotoStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Longer objects are hashed, not kept. */
  readonly maxBytes: number;
}

/** A year: what stands under one URL is replaced only when a new version of the photo arrives. */
const CACHE_FOR_EVER = 'private, max-age=31536000, immutable';
const MAX_WRITES = 8;
/** Metadata of a derived image: the version that it was made from. */
const MADE_FROM = { version: 'made-from', sequencer: 'sequencer' } as const;

export function createS3PhotoStore({ client, bucket, maxBytes }: S3PhotoStoreOptions): PhotoStore {
  const locate = (version: PhotoVersion) => ({
    Bucket: bucket,
    Key: version.key,
    ...(version.versionId === null ? {} : { VersionId: version.versionId }),
  });

  async function read(version: PhotoVersion): Promise<StoredPhoto | null> {
    const object = await orNull(client.send(new GetObjectCommand(locate(version))));
    if (!object?.Body || !object.LastModified) return null;
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
      versionId: version.versionId ?? toVersionId(object.VersionId),
      metadata: object.Metadata ?? {},
    };
  }

  /** Writes over `replaced` (an ETag; null: over nothing) and only so; false when something else stands there. */
  async function putDerived(image: DerivedImage, replaced: string | null): Promise<boolean> {
    const { versionId, sequencer } = image.madeFrom;
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: formatThumbKey(image.madeFrom, image.width),
      Body: image.bytes,
      ContentType: 'image/webp',
      CacheControl: CACHE_FOR_EVER,
      Metadata: {
        ...(versionId === null ? {} : { [MADE_FROM.version]: versionId }),
        ...(sequencer === null ? {} : { [MADE_FROM.sequencer]: sequencer }),
      },
      ...(replaced === null ? { IfNoneMatch: '*' } : { IfMatch: replaced }),
    });
    try {
      await client.send(put);
      return true;
    } catch (error) {
      if (isLostRace(error)) return false;
      throw error;
    }
  }

  async function findImage(photo: PhotoName, width: number) {
    const Key = formatThumbKey(photo, width);
    const found = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
    if (!found) return null;
    return { etag: found.ETag ?? null, ...readDerivation(found.Metadata) };
  }

  async function findReplaceable(image: DerivedImage): Promise<{ etag: string | null } | 'keep'> {
    const found = await findImage(image.madeFrom, image.width);
    if (!found) return { etag: null };
    const { versionId, sequencer } = image.madeFrom;
    const isSame = found.versionId === versionId && (sequencer === null || found.sequencer === sequencer);
    const isOlder = found.sequencer !== null && sequencer !== null && isLater(found.sequencer, sequencer);
    return isSame || isOlder ? 'keep' : { etag: found.etag };
  }

  async function writeDerived(image: DerivedImage): Promise<void> {
    if (await putDerived(image, null)) return;
    for (let writes = 1; writes < MAX_WRITES; writes += 1) {
      const found = await findReplaceable(image);
      if (found === 'keep' || (await putDerived(image, found.etag))) return;
    }
    throw new ContentionError('a derived image kept changing');
  }

  return {
    read,
    writeDerived,
    findDerived: findImage,
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

/** Reads of a derived image's metadata what it was made from. */
export function readDerivation(metadata: Readonly<Record<string, string>> = {}): Derivation {
  return { versionId: metadata[MADE_FROM.version] ?? null, sequencer: metadata[MADE_FROM.sequencer] ?? null };
}

/** Null for what is not there: no key, no such version, or a delete marker. All else is thrown: it may pass, or be our fault. */
async function orNull<T>(sent: Promise<T>): Promise<T | null> {
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.name === 'NoSuchBucket') throw error;
    const status = error.$metadata.httpStatusCode;
    if (status === 404 || status === 405 || error.name === 'NoSuchVersion') return null;
    throw error;
  }
}

/** Precondition Failed, or Conflict: another write of the same key was under way. */
function isLostRace(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409;
}

function toVersionId(value: string | undefined): string | null {
  return value && value !== 'null' ? value : null;
}
