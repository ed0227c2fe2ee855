/** A clock that stands still while anything works, and jumps to the next timer when nothing does. */
import type { Clock } from '../../site/sender/ports.ts';
import { createRandom } from './create-random.ts';

export interface JumpingClock extends Clock {
  /** Runs until `work` is done; throws if the clock passes `limitMs` first. */
  run(work: Promise<void>, limitMs: number): Promise<void>;
  /** Stands still until `work` is done, which waits for the world outside. */
  during<T>(work: Promise<T>): Promise<T>;
}

export function createJumpingClock(seed: number, startMs: number): JumpingClock {
  let nowMs = startMs;
  const outside = new Set<Promise<unknown>>();
  let timers: { readonly atMs: number; readonly resolve: () => void }[] = [];
  return {
    now: () => nowMs,
    random: createRandom(seed),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = { atMs: nowMs + ms, resolve };
        timers.push(timer);
        signal?.addEventListener('abort', () => {
          timers = timers.filter((other) => other !== timer);
          resolve();
        });
      }),
    during(work) {
      outside.add(work);
      return work.finally(() => outside.delete(work));
    },
    async run(work, limitMs) {
      let isDone = false;
      void work.finally(() => {
        isDone = true;
      });
      for (;;) {
        await settle(outside);
        if (isDone) return work;
        timers.sort((a, b) => a.atMs - b.atMs);
        const timer = timers.shift();
        if (!timer) throw new Error('nothing is left that could wake the work');
        nowMs = Math.max(nowMs, timer.atMs);
        if (nowMs > limitMs) throw new Error(`not done by ${new Date(limitMs).toISOString()}`);
        timer.resolve();
      }
    },
  };
}

/** Lets all work go on until nothing is left of it but what waits for a timer of this clock. */
async function settle(outside: ReadonlySet<Promise<unknown>>): Promise<void> {
  do {
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.allSettled(outside);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } while (outside.size > 0);
}
