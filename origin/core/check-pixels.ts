/** What is too big to be decoded. */
import type { PhotoType } from '../photo-key.ts';
import { type ImageHead, UnreadableError } from './ports.ts';

/**
 * What is decoded at most. HEIC and AVIF are decoded as a whole, up to 19 bytes of memory a pixel: hence the lower bound. A JPEG is
 * shrunk while it is decoded, row by row, unless it is progressive: 200 megapixels take half a second and 150 MB.
 */
export const BOUNDS = {
  maxBytes: 50 * 1024 * 1024,
  maxPdfBytes: 20 * 1024 * 1024,
  maxPixels: 100_000_000,
  maxHeifPixels: 64_000_000,
  maxJpegPixels: 2 ** 28,
} as const;

/** @throws {UnreadableError} when the picture would cost too much to decode, or has no pixel */
export function checkPixels(head: ImageHead, type: PhotoType): void {
  const pixels = head.width * head.height;
  if (pixels > findMaxPixels(head, type)) throw new UnreadableError('too-many-pixels');
  if (!(pixels > 0)) throw new UnreadableError('damaged');
}

function findMaxPixels({ isProgressive }: ImageHead, type: PhotoType): number {
  if (type === 'image/heic' || type === 'image/heif' || type === 'image/avif') return BOUNDS.maxHeifPixels;
  return type === 'image/jpeg' && isProgressive === false ? BOUNDS.maxJpegPixels : BOUNDS.maxPixels;
}
