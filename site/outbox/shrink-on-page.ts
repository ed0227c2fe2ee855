/** Shrinks a picture with the page's own image and canvas; loaded only where no worker can. */

import { type CopyCanvas, drawCopies, toCopyCanvas } from './draw-copies.ts';
import type { Shrink } from './ports.ts';

export const shrinkOnPage: Shrink = async (original, onLook) => {
  const url = URL.createObjectURL(new Blob([original]));
  const image = new Image();
  try {
    image.src = url;
    await image.decode();
    const picture = { source: image, width: image.naturalWidth, height: image.naturalHeight };
    return await drawCopies(picture, createCanvas, onLook);
  } catch {
    return null;
  } finally {
    image.src = '';
    URL.revokeObjectURL(url);
  }
};

function createCanvas(width: number, height: number): CopyCanvas {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const toJpeg = (quality: number) =>
    new Promise<ArrayBuffer>((resolve, reject) => {
      const take = (blob: Blob | null) => (blob ? resolve(blob.arrayBuffer()) : reject(new Error('no JPEG')));
      canvas.toBlob(take, 'image/jpeg', quality);
    });
  return toCopyCanvas(canvas, canvas.getContext('2d'), toJpeg);
}
