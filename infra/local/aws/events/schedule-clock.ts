/** The time that schedules go by. */
import { setTimeout as wait } from 'node:timers/promises';

export interface ScheduleClock {
  /** Unix milliseconds. */
  now(): number;
  /** Fulfils at that time, or at once when the signal is aborted. */
  sleepUntil(atMs: number, signal: AbortSignal): Promise<void>;
}

/** So soon is it noticed that the clock was set, or that the machine slept. */
const LONGEST_SLEEP_MS = 60_000;

/** This machine's. */
export const SYSTEM_CLOCK: ScheduleClock = {
  now: Date.now,
  async sleepUntil(atMs, signal) {
    for (let leftMs = atMs - Date.now(); leftMs > 0 && !signal.aborted; leftMs = atMs - Date.now()) {
      await wait(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal, ref: false }).catch(() => undefined);
    }
  },
};
