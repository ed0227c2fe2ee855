/** The derived images in the bucket. A key names the file that an image was made of: it is never another file's. */
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PhotoStore } from '../core/ports.ts';
import { CACHE_FOR_EVER } from '../records.ts';
import { isLostRace, orNull } from './s3-errors.ts';

export function createS3DerivedImages(
  client: S3Client,
  bucket: string,
): Pick<PhotoStore, 'hasDerived' | 'writeDerived'> {
  return {
    hasDerived: async (Key) => (await orNull(client.send(new HeadObjectCommand({ Bucket: bucket, Key })))) !== null,
    async writeDerived({ key, bytes }) {
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: 'image/webp',
        CacheControl: CACHE_FOR_EVER,
        // Another worker on the same event has made the same.
        IfNoneMatch: '*',
      });
      await client.send(put).catch((error: unknown) => {
        if (!isLostRace(error)) throw error;
      });
    },
  };
}
