/** Decides what to do with a version that was reported, and what is too big to be decoded. */
import type { PhotoType } from '../photo-key.ts';
import type { PhotoRecord } from '../records.ts';
import { isLater, type PhotoVersion } from './photo-version.ts';
import { type ImageHead, UnreadableError } from './ports.ts';

/**
 * What is decoded at most. HEIC and AVIF are decoded as a whole, up to 19 bytes of memory a pixel: hence the lower bound. A JPEG is
 * shrunk while it is decoded, row by row, unless it is progressive: 200 megapixels take half a second and 150 MB.
 */
export const BOUNDS = {
  maxBytes: 50 * 1024 * 1024,
  maxPixels: 100_000_000,
  maxHeifPixels: 64_000_000,
  maxJpegPixels: 2 ** 28,
} as const;

/**
 * `develop`: make images and record; `complete`: that is done, but its audit events may be missing;
 * `superseded`: a later version has taken its place, so only the audit log gets it; `ask`: only the bucket knows the order.
 */
export type DevelopmentPlan = 'develop' | 'complete' | 'superseded' | 'ask';

/**
 * Plans by what the record says. Duplicate, late and disordered events all end in the same record. A record without a
 * sequencer (unreadable, or rebuilt without its images) leaves it to the bucket which version is the later.
 */
export function planDevelopment(version: PhotoVersion, record: PhotoRecord | null): DevelopmentPlan {
  if (!record || (record.version_id === null && record.sequencer === null)) return 'develop';
  const isDone = record.state === 'ready' || record.state === 'unreadable';
  if (version.versionId !== null && record.version_id === version.versionId) return isDone ? 'complete' : 'develop';
  if (!version.sequencer || !record.sequencer) return 'ask';
  if (version.sequencer === record.sequencer) return isDone ? 'complete' : 'develop';
  return isLater(record.sequencer, version.sequencer) ? 'superseded' : 'develop';
}

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
