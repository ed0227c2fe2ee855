/** What a stored photo is: its true type, when and by what it was taken. */
import type { PhotoType } from '../photo-key.ts';
import type { UnreadableReason } from '../records.ts';
import { BOUNDS, checkPixels } from './check-pixels.ts';
import { type ImageHead, type Renderer, UnreadableError } from './ports.ts';
import { type CameraFacts, readExif } from './read-exif.ts';
import { sniffPhotoType } from './sniff-photo-type.ts';

export interface Inspection {
  readonly type: PhotoType;
  readonly head: ImageHead;
  readonly camera: CameraFacts;
}

export interface PhotoDate {
  readonly at: string;
  readonly source: 'exif' | 'client' | 'arrival';
}

/** What is kept and called what it is, though nothing here draws it (docs/decisions/0075-receipts-and-what-is-not-drawn.md). */
const UNDRAWN: Readonly<Partial<Record<PhotoType, UnreadableReason>>> = {
  'image/jxl': 'jpeg-xl',
  'image/x-adobe-dng': 'raw-photo',
  'video/mp4': 'video',
  'video/quicktime': 'video',
};

/** A camera's clock a day ahead is believed to be wrong: the picture was there before it was taken. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * Looks at the bytes before anything is decoded.
 * @throws {UnreadableError} when they are too many, no image, of a kind that is not drawn, damaged, or an image of too many pixels
 */
export async function inspectPhoto(bytes: Uint8Array | null, renderer: Renderer): Promise<Inspection> {
  if (!bytes) throw new UnreadableError('too-large');
  const type = sniffPhotoType(bytes);
  if (!type) throw new UnreadableError('not-an-image');
  const undrawn = UNDRAWN[type];
  if (undrawn) throw new UnreadableError(undrawn);
  if (type === 'application/pdf' && bytes.length > BOUNDS.maxPdfBytes) throw new UnreadableError('too-large');
  const head = await renderer.inspect(bytes);
  checkPixels(head, type);
  return { type, head, camera: readExif(head.exif) };
}

/** When it was taken: as the camera wrote it with an offset, else as the client said, else when it arrived. */
export function datePhoto(camera: string | null, client: string | null, storedAt: string): PhotoDate {
  const latestMs = Date.parse(storedAt) + MAX_AHEAD_MS;
  const isPossible = (at: string) => Date.parse(at) <= latestMs;
  if (camera && isPossible(camera)) return { at: camera, source: 'exif' };
  if (client && isPossible(client)) return { at: client, source: 'client' };
  return { at: storedAt, source: 'arrival' };
}
