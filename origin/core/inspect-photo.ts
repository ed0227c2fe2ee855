/** What a stored photo is: its true type, whether its bytes are the promised ones, when and by what it was taken. */
import type { PhotoType } from '../photo-key.ts';
import { type ObjectFacts, parseObjectMetadata } from '../records.ts';
import { checkPixels } from './plan-development.ts';
import { type ImageHead, type Renderer, type StoredPhoto, UnreadableError } from './ports.ts';
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

/** A camera's clock a day ahead is believed to be wrong: the picture was there before it was taken. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * Looks at the bytes before anything is decoded.
 * @throws {UnreadableError} when they are too many, no image, damaged, or an image of too many pixels
 */
export async function inspectPhoto(bytes: Uint8Array | null, renderer: Renderer): Promise<Inspection> {
  if (!bytes) throw new UnreadableError('too-large');
  const type = sniffPhotoType(bytes);
  if (!type) throw new UnreadableError('not-an-image');
  const head = await renderer.inspect(bytes);
  checkPixels(head, type);
  return { type, head, camera: readExif(head.exif) };
}

/** Whether the stored bytes are those that the ticket promised; null when it promised none. */
export function verifyHash(photo: StoredPhoto): boolean | null {
  const { sha256 } = parseObjectMetadata(photo.metadata);
  return sha256 === undefined ? null : sha256 === photo.sha256;
}

/** When it was taken: as the camera wrote it with an offset, else as the client said, else when it arrived. */
export function datePhoto(camera: CameraFacts | null, facts: Partial<ObjectFacts>, storedAt: string): PhotoDate {
  const latestMs = Date.parse(storedAt) + MAX_AHEAD_MS;
  const isPossible = (at: string) => Date.parse(at) <= latestMs;
  if (camera?.takenAt && isPossible(camera.takenAt)) return { at: camera.takenAt, source: 'exif' };
  if (facts.takenAt && isPossible(facts.takenAt)) return { at: facts.takenAt, source: 'client' };
  return { at: storedAt, source: 'arrival' };
}
