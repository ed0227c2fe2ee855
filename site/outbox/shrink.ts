/** Shrinks a picture off the page; on the page where the browser's worker has no canvas (Safari before 17). */
import type { DrawLook, Shrink } from './ports.ts';
import type { ShrinkMessage, ShrinkTask } from './shrink-messages.ts';
import { shrinkOnPage } from './shrink-on-page.ts';

/** A picture that takes longer has hung the worker, or run it out of memory: then the original goes. */
const LONGEST_MS = 60_000;

export interface ShrinkWorkers {
  readonly shrink: Shrink;
  readonly drawLook: DrawLook;
  /** Starts the next worker: it is ready by the time that its picture has been read. */
  warm(): void;
}

/** A new worker for each picture that is decoded whole: ended, it gives all of its memory back, whatever became of it. */
export function createShrinkWorkers(url: string): ShrinkWorkers {
  let next: StartedWorker | null = null;
  const ask = async (task: ShrinkTask, isLast: (message: ShrinkMessage) => boolean) => {
    const started = next ?? startWorker(url);
    next = null;
    const result = await askWorker(started, task, isLast);
    if (!next && 'look' in result && result.isLight) next = started;
    else started.worker.terminate();
    return result;
  };
  return {
    warm() {
      next ??= startWorker(url);
    },
    async shrink(original, onLook) {
      const task: ShrinkTask = { original: original.slice(0), wanted: onLook ? 'all' : 'copies' };
      const result = await ask(task, (message) => {
        if (!('look' in message)) return true;
        if (message.look) onLook?.(message.look);
        return false;
      });
      if ('shrunk' in result) return result.shrunk;
      return 'failed' in result && result.failed === 'unsupported' ? shrinkOnPage(original, onLook) : null;
    },
    async drawLook(original) {
      const result = await ask({ original, wanted: 'look' }, () => true);
      return 'look' in result ? result.look : null;
    },
  };
}

interface StartedWorker {
  readonly worker: Worker;
  /** Fulfils when it can do nothing; that may be before anybody asks it. */
  readonly failed: Promise<void>;
}

function startWorker(url: string): StartedWorker {
  const worker = new Worker(url, { type: 'module' });
  const failed = new Promise<void>((resolve) => {
    worker.onerror = () => resolve();
  });
  return { worker, failed };
}

function askWorker(
  { worker, failed }: StartedWorker,
  task: ShrinkTask,
  isLast: (message: ShrinkMessage) => boolean,
): Promise<ShrinkMessage> {
  return new Promise<ShrinkMessage>((resolve) => {
    const end = (result: ShrinkMessage) => {
      clearTimeout(timer);
      resolve(result);
    };
    const timer = setTimeout(() => end({ failed: 'undecodable' }), LONGEST_MS);
    worker.onmessage = ({ data }: MessageEvent<ShrinkMessage>) => isLast(data) && end(data);
    void failed.then(() => end({ failed: 'unsupported' }));
    worker.postMessage(task, [task.original]);
  });
}
