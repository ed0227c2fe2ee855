/** A clock that stands still while anything works, and jumps to the next timer when nothing does. */
import type { Clock } from '../../site/sender/send-state.ts';

export interface JumpingClock extends Clock {
  /** Runs until `work` is done; throws if the clock passes `limitMs` first. */
  run(work: Promise<void>, limitMs: number): Promise<void>;
}

export function createJumpingClock(seed: number, startMs: number): JumpingClock {
  let nowMs = startMs;
  let state = seed;
  let timers: { readonly atMs: number; readonly resolve: () => void }[] = [];
  return {
    now: () => nowMs,
    // mulberry32, by Tommy Ettinger (public domain).
    random() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = { atMs: nowMs + ms, resolve };
        timers.push(timer);
        signal?.addEventListener('abort', () => {
          timers = timers.filter((other) => other !== timer);
          resolve();
        });
      }),
    async run(work, limitMs) {
      let isDone = false;
      void work.finally(() => {
        isDone = true;
      });
      for (;;) {
        for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
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
