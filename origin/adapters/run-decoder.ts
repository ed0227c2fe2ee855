/**
 * Runs a decoder in a thread of its own, so that it can be stopped and its memory goes with it: WebAssembly memory never shrinks, and a
 * hostile file may hang or break the module.
 */
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableError } from '../core/ports.ts';

/** Lie beside this file, in the source as in the bundle. */
export type DecoderFile = 'heic-worker' | 'pdf-worker';

/**
 * Gives a task to a worker and returns what it answers. What keeps the decoder from starting is thrown as it is.
 * @throws {UnreadableError} when the worker breaks on it (`damaged`) or takes too long
 */
export function runDecoder<T>(file: DecoderFile, task: object, timeoutMs: number): Promise<T> {
  const path = join(import.meta.dirname, `${file}${extname(import.meta.filename)}`);
  const worker = new Worker(path, { workerData: task, stdout: true, stderr: true, env: {} });
  let timer: NodeJS.Timeout | undefined;
  const outcome = new Promise<T>((resolve, reject) => {
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
