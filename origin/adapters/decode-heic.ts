/**
 * HEIC to an uncompressed TIFF: sharp's prebuilt libvips has no HEVC decoder, libheif-js (WebAssembly) has one. TIFF,
 * because it can carry the colour profile along with the pixels: an iPhone's are Display P3.
 */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableError } from '../core/renderer.ts';
import { formatTiffHead, formatTiffTail, TIFF_HEAD_LENGTH, tiffTailLength } from './format-tiff.ts';
import type { HeicPixels, HeicTask } from './heic-worker.ts';

export interface HeicBounds {
  readonly maxPixels: number;
  readonly timeoutMs: number;
}

/** Lies beside this file, in the source as in the bundle. */
const WORKER = join(import.meta.dirname, `heic-worker${extname(import.meta.filename)}`);

/** Throws UnreadableError. 12 megapixels take about 1.5 s and 220 MB. */
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
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: task, stdout: true, env: {} });
    const timer = setTimeout(() => fail(new UnreadableError('too-slow')), timeoutMs);
    const fail = (error: UnreadableError) => {
      clearTimeout(timer);
      worker.terminate().then(() => reject(error), reject);
    };
    worker.once('error', (error) => fail(new UnreadableError('damaged', error)));
    worker.once('exit', () => fail(new UnreadableError('damaged')));
    worker.once('message', (pixels: HeicPixels) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      worker.terminate().then(() => resolve(pixels), reject);
    });
  });
}
