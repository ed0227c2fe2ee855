/**
 * HEIC to an uncompressed TIFF: sharp's prebuilt libvips has no HEVC decoder, libheif-js (WebAssembly) has one. TIFF,
 * because it can carry the colour profile along with the pixels: an iPhone's are Display P3.
 */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableError } from '../core/ports.ts';
import { formatTiffHead, formatTiffTail, TIFF_HEAD_LENGTH, tiffTailLength } from './format-tiff.ts';
import type { HeicPixels, HeicTask } from './heic-worker.ts';

export interface HeicBounds {
  readonly maxPixels: number;
  readonly timeoutMs: number;
}

/** Lies beside this file, in the source as in the bundle. */
const WORKER = join(import.meta.dirname, `heic-worker${extname(import.meta.filename)}`);

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
  const { width, height, buffer } = await runWorker(task, bounds.timeoutMs);
  if (!buffer) throw new UnreadableError('damaged');
  const size = { width, height, channels: 4 };
  buffer.set(formatTiffHead(size), 0);
  buffer.set(formatTiffTail(size, icc), buffer.length - task.tailLength);
  return buffer;
}

function runWorker(task: HeicTask, timeoutMs: number): Promise<HeicPixels> {
  const worker = new Worker(WORKER, { workerData: task, stdout: true, env: {} });
  let timer: NodeJS.Timeout | undefined;
  const outcome = new Promise<HeicPixels>((resolve, reject) => {
    timer = setTimeout(() => reject(new UnreadableError('too-slow')), timeoutMs);
    worker.once('message', resolve);
    worker.once('error', (error) => reject(isOurFault(error) ? error : new UnreadableError('damaged', error)));
    worker.once('exit', () => reject(new UnreadableError('damaged')));
  });
  return outcome.finally(async () => {
    clearTimeout(timer);
    await worker.terminate();
  });
}

/** The decoder itself is missing: that says nothing about the picture. */
function isOurFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND');
}
