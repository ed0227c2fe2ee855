/** Polls something at a pace that depends on what it finds; not while the page is hidden. */
import { nextPollDelayMs, type PollResult } from './polling.ts';

export interface Poller {
  /** Polls now, and begins again with short waits. */
  refresh(): void;
  stop(): void;
}

export interface PollerOptions {
  readonly poll: () => Promise<PollResult>;
  readonly isHidden: () => boolean;
  /** The longest wait, ms; absent or null: that of what is looked at. */
  readonly slowestMs?: () => number | null;
}

export function createPoller({ poll, isHidden, slowestMs }: PollerOptions): Poller {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastDelayMs: number | null = null;
  let isPolling = false;
  let isStopped = false;
  let askedMeanwhile = false;

  const run = async (): Promise<void> => {
    if (isPolling) {
      askedMeanwhile = true;
      return;
    }
    clearTimeout(timer);
    if (isStopped || isHidden()) return;
    isPolling = true;
    const found = await poll();
    isPolling = false;
    if (isStopped) return;
    if (askedMeanwhile) {
      askedMeanwhile = false;
      return run();
    }
    lastDelayMs = nextPollDelayMs(lastDelayMs, found, slowestMs?.());
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
