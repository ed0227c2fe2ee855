/**
 * HEIC to an uncompressed TIFF: sharp's prebuilt libvips has no HEVC decoder, libheif-js (WebAssembly) has one. TIFF,
 * because it can carry the colour profile along with the pixels: an iPhone's are Display P3.
 */
import { UnreadableError } from '../core/ports.ts';
import { formatTiffHead, formatTiffTail, TIFF_HEAD_LENGTH, tiffTailLength } from './format-tiff.ts';
import type { HeicPixels, HeicTask } from './heic-worker.ts';
import { runDecoder } from './run-decoder.ts';

export interface HeicBounds {
  readonly maxPixels: number;
  readonly timeoutMs: number;
}

/**
 * Decodes a picture; 12 megapixels take about 1.5 s and 220 MB. What keeps the decoder from starting is thrown as it is.
 * @throws {UnreadableError} when it is damaged, has too many pixels or takes too long
 */
export async function decodeHeic(bytes: Uint8Array, icc: Uint8Array | null, bounds: HeicBounds): Promise<Uint8Array> {
  const task: HeicTask = {
    bytes,
    maxPixels: bounds.maxPixels,
    headLength: TIFF_HEAD_LENGTH,
    tailLength: tiffTailLength(icc),
  };
  const { width, height, buffer } = await runDecoder<HeicPixels>('heic-worker', task, bounds.timeoutMs);
  if (!buffer) throw new UnreadableError('damaged');
  const size = { width, height, channels: 4 };
  buffer.set(formatTiffHead(size), 0);
  buffer.set(formatTiffTail(size, icc), buffer.length - task.tailLength);
  return buffer;
}
