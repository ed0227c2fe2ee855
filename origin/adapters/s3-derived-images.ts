/**
 * The derived images in the bucket. Each names in its metadata the version that it was made from, and every write is
 * conditional: an image of a later version is never replaced by one of an earlier.
 */
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isLater } from '../core/photo-version.ts';
import { ContentionError, type Derivation, type DerivedImage, type PhotoStore } from '../core/ports.ts';
import { formatThumbKey, type PhotoName } from '../photo-key.ts';
import { isLostRace, orNull } from './s3-errors.ts';

/** A year: what stands under one URL is replaced only when a new version of the photo arrives. */
const CACHE_FOR_EVER = 'private, max-age=31536000, immutable';
const MAX_WRITES = 8;
/** Metadata of a derived image: the version that it was made from. */
const MADE_FROM = { version: 'made-from', sequencer: 'sequencer' } as const;

interface Found extends Derivation {
  readonly etag: string | null;
}

export function createS3DerivedImages(
  client: S3Client,
  bucket: string,
): Pick<PhotoStore, 'findDerived' | 'writeDerived'> {
  const find = async (photo: PhotoName, width: number): Promise<Found | null> => {
    const Key = formatThumbKey(photo, width);
    const found = await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
    return found && { etag: found.ETag ?? null, ...readDerivation(found.Metadata) };
  };

  /** Writes over `replaced` (an ETag; null: over nothing) and only so; false when something else stands there. */
  const put = async (image: DerivedImage, replaced: string | null): Promise<boolean> => {
    try {
      await client.send(toPut(bucket, image, replaced));
      return true;
    } catch (error) {
      if (isLostRace(error)) return false;
      throw error;
    }
  };

  return {
    findDerived: find,
    async writeDerived(image) {
      if (await put(image, null)) return;
      for (let writes = 1; writes < MAX_WRITES; writes += 1) {
        const found = await find(image.madeFrom, image.width);
        if (found && isKept(found, image)) return;
        if (await put(image, found?.etag ?? null)) return;
      }
      throw new ContentionError('a derived image kept changing');
    },
  };
}

/** Reads of a derived image's metadata what it was made from. */
export function readDerivation(metadata: Readonly<Record<string, string>> = {}): Derivation {
  return { versionId: metadata[MADE_FROM.version] ?? null, sequencer: metadata[MADE_FROM.sequencer] ?? null };
}

function toPut(bucket: string, image: DerivedImage, replaced: string | null): PutObjectCommand {
  const { versionId, sequencer } = image.madeFrom;
  return new PutObjectCommand({
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
}

/** It is of the same version, or of a later one. */
function isKept(found: Derivation, { madeFrom: { versionId, sequencer } }: DerivedImage): boolean {
  const isSame = found.versionId === versionId && (sequencer === null || found.sequencer === sequencer);
  return isSame || (found.sequencer !== null && sequencer !== null && isLater(found.sequencer, sequencer));
}
