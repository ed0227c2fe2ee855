/** Shrinks a picture where no page is: in the shrink worker, and in the service worker. */

import { type CopyCanvas, drawCopies, toCopyCanvas } from './draw-copies.ts';
import type { Shrunk } from './ports.ts';

/** `unsupported`: this browser cannot do it off the page; `undecodable`: it can, but not this picture. */
export type ShrinkResult = { readonly shrunk: Shrunk } | { readonly failed: 'unsupported' | 'undecodable' };

/** A JPEG of 2 × 1 gray px, EXIF orientation 6: upright it is 1 × 2. Old WebKits ignore the orientation off the page. */
const SIDEWAYS =
  '/9j/4QAiRXhpZgAASUkqAAgAAAABABIBAwABAAAABgAAAAAAAAD/2wBDAP/////////////////////////////////////////////' +
  '/////////////////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAA' +
  'AAAAAAAAAAAAD/2gAIAQEAAD8AP//Z';

export async function shrinkInWorker(original: ArrayBuffer): Promise<ShrinkResult> {
  if (!(await turnsUpright())) return { failed: 'unsupported' };
  let bitmap: ImageBitmap | undefined;
  try {
    bitmap = await createImageBitmap(new Blob([original]), { imageOrientation: 'from-image' });
    const shrunk = await drawCopies({ source: bitmap, width: bitmap.width, height: bitmap.height }, createCanvas);
    return shrunk ? { shrunk } : { failed: 'undecodable' };
  } catch {
    // Out of memory, a broken file, a type that this browser does not know: the original is what we have.
    return { failed: 'undecodable' };
  } finally {
    bitmap?.close();
  }
}

async function turnsUpright(): Promise<boolean> {
  try {
    const bytes = Uint8Array.from(atob(SIDEWAYS), (char) => char.charCodeAt(0));
    const { width, height } = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
    return width < height && new OffscreenCanvas(1, 1).getContext('2d') !== null;
  } catch {
    return false;
  }
}

function createCanvas(width: number, height: number): CopyCanvas {
  const canvas = new OffscreenCanvas(width, height);
  return toCopyCanvas(canvas, canvas.getContext('2d'), async (quality) =>
    (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer(),
  );
}
