/** Shrinks a picture off the page; on the page where the browser's worker has no canvas (Safari before 17). */
import type { Shrink } from './ports.ts';
import type { ShrinkResult } from './shrink-in-worker.ts';
import { shrinkOnPage } from './shrink-on-page.ts';

/** A picture that takes longer has hung the worker, or run it out of memory: then the original goes. */
const LONGEST_MS = 60_000;

export function createShrink(workerUrl: string): Shrink {
  return async (original) => {
    const result = await askWorker(workerUrl, original.slice(0));
    if ('shrunk' in result) return result.shrunk;
    if (result.failed === 'undecodable') return null;
    return shrinkOnPage(original);
  };
}

/** A new worker each time: it gives all of a decoded picture's memory back, whatever became of it. */
function askWorker(url: string, original: ArrayBuffer): Promise<ShrinkResult> {
  return new Promise<ShrinkResult>((resolve) => {
    const worker = new Worker(url, { type: 'module' });
    const end = (result: ShrinkResult) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(result);
    };
    const timer = setTimeout(() => end({ failed: 'undecodable' }), LONGEST_MS);
    worker.onmessage = ({ data }: MessageEvent<ShrinkResult>) => end(data);
    worker.onerror = () => end({ failed: 'unsupported' });
    worker.postMessage(original, [original]);
  });
}
