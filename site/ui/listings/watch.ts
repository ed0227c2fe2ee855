/** Looks at something again and again, at a pace that depends on what it finds; not while the page is hidden. */
import { type Look, nextPollDelayMs } from './polling.ts';

export interface Watch {
  /** Looks now, and starts over with short waits. */
  refresh(): void;
  stop(): void;
}

export interface WatchOptions {
  readonly look: () => Promise<Look>;
  readonly isHidden: () => boolean;
}

export function createWatch({ look, isHidden }: WatchOptions): Watch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastDelayMs: number | null = null;
  let isLooking = false;
  let isStopped = false;
  let askedMeanwhile = false;

  const run = async (): Promise<void> => {
    if (isLooking) {
      askedMeanwhile = true;
      return;
    }
    clearTimeout(timer);
    if (isStopped || isHidden()) return;
    isLooking = true;
    const found = await look();
    isLooking = false;
    if (isStopped) return;
    if (askedMeanwhile) {
      askedMeanwhile = false;
      return run();
    }
    lastDelayMs = nextPollDelayMs(lastDelayMs, found);
    timer = setTimeout(() => void run(), lastDelayMs);
  };

  void run();
  return {
    refresh() {
      lastDelayMs = null;
      void run();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
