/** Shrinks a picture with the page's own image and canvas; loaded only where no worker can. */
import type { Shrink } from '../sender/ports.ts';
import { type CopyCanvas, drawCopies } from './draw-copies.ts';

export const shrinkOnPage: Shrink = async (original) => {
  const url = URL.createObjectURL(new Blob([original]));
  const image = new Image();
  try {
    image.src = url;
    await image.decode();
    return await drawCopies({ source: image, width: image.naturalWidth, height: image.naturalHeight }, createCanvas);
  } catch {
    return null;
  } finally {
    image.src = '';
    URL.revokeObjectURL(url);
  }
};

function createCanvas(width: number, height: number): CopyCanvas {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d context');
  return {
    canvas,
    context,
    toJpeg: (quality) =>
      new Promise((resolve, reject) => {
        canvas.toBlob(
          (blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new Error('no JPEG'))),
          'image/jpeg',
          quality,
        );
      }),
    free() {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
