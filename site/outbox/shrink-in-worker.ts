/** Shrinks a picture where no page is: in the shrink worker, and in the service worker. */

import { detectPhotoType } from './detect-photo-type.ts';
import { drawCopies, drawLook, type Picture } from './draw-copies.ts';
import { createOffscreenCanvas } from './offscreen-canvas.ts';
import type { DrawLook } from './ports.ts';
import { readOrientation } from './read-exif.ts';
import type { LookMessage, ShrinkResult } from './shrink-messages.ts';

/** A JPEG of 2 × 1 gray px, EXIF orientation 6: upright it is 1 × 2. Old WebKits ignore the orientation off the page. */
const SIDEWAYS =
  '/9j/4QAiRXhpZgAASUkqAAgAAAABABIBAwABAAAABgAAAAAAAAD/2wBDAP/////////////////////////////////////////////' +
  '/////////////////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAA' +
  'AAAAAAAAAAAAD/2gAIAQEAAD8AP//Z';

/** The same as WebP: Chromium leaves such a picture on its side. */
const SIDEWAYS_WEBP =
  'UklGRlYAAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4IBYAAAAwAQCdASoCAAEADMDOJaQAA3AAzQAARVhJRhoAAABJSSoACAAAAAEAEgEDAAEA' +
  'AAAGAAAAAAAAAA==';

const END_OF_IMAGE = new Uint8Array([0xff, 0xd9]);

let ability: Promise<boolean> | undefined;

/** Asked before there is a picture, it is known by then. */
export function canShrink(): Promise<boolean> {
  ability ??= turnsUpright(SIDEWAYS);
  return ability;
}

/** @param drawFast draws the first look ahead of all else, where it can */
export async function shrinkInWorker(
  original: ArrayBuffer,
  onLook?: (jpeg: ArrayBuffer) => void,
  drawFast?: DrawLook,
): Promise<ShrinkResult> {
  if (!(await canShrink())) return { failed: 'unsupported' };
  const look = onLook && drawFast ? await drawFast(original) : null;
  if (look) onLook?.(look);
  const decoded = await decode(original);
  // Out of memory, a broken file, a type that this browser does not know: the original is what we have.
  if (!decoded) return { failed: 'undecodable' };
  const { bitmap, isCutOff } = decoded;
  try {
    const picture = await toPicture(bitmap, new Uint8Array(original));
    const shrunk = await drawCopies(picture, createOffscreenCanvas, look ? undefined : onLook);
    return shrunk ? { shrunk: isCutOff ? { ...shrunk, isCutOff } : shrunk } : { failed: 'undecodable' };
  } catch {
    return { failed: 'undecodable' };
  } finally {
    bitmap.close();
  }
}

/** Without a look, for whatever reason, a shrink will tell. */
export async function drawLookInWorker(original: ArrayBuffer, drawFast: DrawLook): Promise<LookMessage> {
  if (!(await canShrink())) return { look: null };
  const scaled = await drawFast(original);
  return scaled ? { look: scaled, isLight: true } : { look: await drawWholeLook(original) };
}

async function drawWholeLook(original: ArrayBuffer): Promise<ArrayBuffer | null> {
  const decoded = await decode(original);
  try {
    if (!decoded) return null;
    return await drawLook(await toPicture(decoded.bitmap, new Uint8Array(original)), createOffscreenCanvas);
  } catch {
    return null;
  } finally {
    decoded?.bitmap.close();
  }
}

/** A JPEG without its end is refused here, although a page shows what there is of it: with an end put behind it, it is drawn. */
async function decode(original: ArrayBuffer) {
  const isJpeg = detectPhotoType(new Uint8Array(original)) === 'image/jpeg';
  const tries = isJpeg ? [[original], [original, END_OF_IMAGE]] : [[original]];
  for (const parts of tries) {
    try {
      const bitmap = await createImageBitmap(new Blob(parts), { imageOrientation: 'from-image' });
      return { bitmap, isCutOff: parts.length > 1 };
    } catch {
      // Then the next, or none.
    }
  }
  return null;
}

async function toPicture(bitmap: ImageBitmap, bytes: Uint8Array): Promise<Picture> {
  const { width, height } = bitmap;
  const turn = detectPhotoType(bytes) === 'image/webp' ? readOrientation(bytes) : 1;
  if (turn < 2 || (await turnsUpright(SIDEWAYS_WEBP))) return { source: bitmap, width, height };
  return turn < 5 ? { source: bitmap, width, height, turn } : { source: bitmap, width: height, height: width, turn };
}

async function turnsUpright(sideways: string): Promise<boolean> {
  try {
    const bytes = Uint8Array.from(atob(sideways), (char) => char.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
    return width < height && new OffscreenCanvas(1, 1).getContext('2d') !== null;
  } catch {
    return false;
  }
}
