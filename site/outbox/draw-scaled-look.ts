/**
 * Draws the first look of a JPEG without decoding it whole, where the browser has WebCodecs' ImageDecoder (Chromium): asked for a
 * small picture it reads a JPEG at an eighth of its size, in a third of the time and with a sixtieth of the memory.
 */
import { detectPhotoType } from './detect-photo-type.ts';
import { drawLook } from './draw-copies.ts';
import { createOffscreenCanvas } from './offscreen-canvas.ts';
import { readOrientation } from './read-exif.ts';

/** Twice what a look has. The decoder chooses the eighth that has no more pixels than a square of this. */
const WANTED_PX = 480;
/** A JPEG's EXIF stands before its picture. */
const HEAD_BYTES = 131_072;

/** Null: it has none this way. */
export async function drawScaledLook(original: ArrayBuffer): Promise<ArrayBuffer | null> {
  const frame = await decodeScaled(original).catch(() => null);
  if (!frame) return null;
  try {
    const { displayWidth: width, displayHeight: height } = frame;
    return isUpright(frame, original) ? await drawLook({ source: frame, width, height }, createOffscreenCanvas) : null;
  } catch {
    return null;
  } finally {
    frame.close();
  }
}

async function decodeScaled(original: ArrayBuffer): Promise<VideoFrame | null> {
  const type = detectPhotoType(new Uint8Array(original));
  if (type !== 'image/jpeg' || !('ImageDecoder' in globalThis)) return null;
  const decoder = new ImageDecoder({ data: original, type, desiredWidth: WANTED_PX, desiredHeight: WANTED_PX });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}

/** Whether this browser has turned the picture as its EXIF says, told by its sides; one that is only mirrored, or square, does not tell. */
function isUpright({ codedWidth, displayWidth, displayHeight }: VideoFrame, original: ArrayBuffer): boolean {
  const head = new Uint8Array(original, 0, Math.min(HEAD_BYTES, original.byteLength));
  const orientation = readOrientation(head);
  if (orientation < 2) return true;
  return orientation > 4 && displayWidth !== displayHeight && displayWidth !== codedWidth;
}
