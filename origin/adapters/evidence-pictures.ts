/**
 * Pictures for a document: the preview that the pipeline has made of a photo, as a JPEG, for banks take no WebP. Needs s3:GetObject on
 * `thumbs/*`.
 */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import type { EvidencePicture, PictureReader } from '../dispute/ports.ts';
import { formatThumbKey, PREVIEW_WIDTH } from '../photo-key.ts';
import { orNull } from './s3-errors.ts';

export interface EvidencePicturesOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

/** px: on paper 12 cm wide, it is 200 dots an inch. */
const MAX_SIDE = 1000;
/** Tried from the left until one is small enough. */
const QUALITIES = [78, 64, 50, 36, 22] as const;

export function createEvidencePictures({ client, bucket }: EvidencePicturesOptions): PictureReader {
  return {
    async read({ job_id: jobId, photo_id: photoId, images_of }, maxBytes) {
      if (!images_of) return null;
      const Key = formatThumbKey({ jobId, photoId, sha256: images_of }, PREVIEW_WIDTH);
      const found = await orNull(client.send(new GetObjectCommand({ Bucket: bucket, Key })));
      const bytes = await found?.Body?.transformToByteArray();
      return bytes === undefined ? null : toPicture(bytes, maxBytes);
    },
  };
}

/** The best quality within the bound; null: none is. */
async function toPicture(bytes: Uint8Array, maxBytes: number): Promise<EvidencePicture | null> {
  const small = sharp(bytes).resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
  for (const quality of QUALITIES) {
    const { data, info } = await small
      .clone()
      .flatten({ background: '#fff' })
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true });
    if (data.byteLength <= maxBytes) return { bytes: data, width: info.width, height: info.height };
  }
  return null;
}
