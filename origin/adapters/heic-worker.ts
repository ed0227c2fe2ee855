/**
 * Decodes one HEIC picture in a thread of its own, so that it can be stopped and its memory goes with it: WebAssembly
 * memory never shrinks, and a hostile file may hang or break the module. libheif turns and crops as the file says.
 */
import { parentPort, workerData } from 'node:worker_threads';
import libheif from 'libheif-js/wasm-bundle.js';

export interface HeicTask {
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
  /** Bytes left free before and after the pixels. */
  readonly headLength: number;
  readonly tailLength: number;
}

export interface HeicPixels {
  readonly width: number;
  readonly height: number;
  /** `headLength` bytes, then RGBA row by row, then `tailLength` bytes. Null: it cannot be decoded. */
  readonly buffer: Uint8Array<ArrayBuffer> | null;
}

function decode({ bytes, maxPixels, headLength, tailLength }: HeicTask, done: (pixels: HeicPixels) => void): void {
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0];
  const width = image?.get_width() ?? 0;
  const height = image?.get_height() ?? 0;
  if (!image || width * height === 0 || width * height > maxPixels) {
    done({ width, height, buffer: null });
    return;
  }
  const length = width * height * 4;
  const buffer = new Uint8Array(headLength + length + tailLength);
  image.display({ data: buffer.subarray(headLength, headLength + length) }, (target) => {
    done({ width, height, buffer: target && buffer });
  });
}

decode(workerData as HeicTask, (pixels) => {
  parentPort?.postMessage(pixels, pixels.buffer ? [pixels.buffer.buffer] : []);
});
