/** A canvas where no page is. */
import { type CopyCanvas, toCopyCanvas } from './draw-copies.ts';

/** @throws {Error} when the browser gives no context: then it cannot draw. */
export function createOffscreenCanvas(width: number, height: number): CopyCanvas {
  const canvas = new OffscreenCanvas(width, height);
  return toCopyCanvas(canvas, canvas.getContext('2d'), async (quality) =>
    (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer(),
  );
}
