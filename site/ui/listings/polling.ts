/**
 * When to poll again. While something moves, often. While nothing does, less and less often, so that an open page uses little
 * data (an unchanged response is a 304 of a few hundred bytes): in an idle hour 44 calls for what is looked at, and 21 for the list beside it, an album or Live.
 */
export const POLL = { busyMs: 3_000, calmMs: 10_000, slowestMs: 90_000, growth: 1.5, failedMs: 2_000 } as const;

/** The wait between two polls of what is only beside what is looked at, ms, at most. */
export const SLOWEST_BESIDE_MS = 240_000;
const SLOWEST_FAILED_MS = 60_000;

export interface PollResult {
  /** The response differed from the one before. */
  readonly changed: boolean;
  /** Something will change soon: a photo is arriving, or a capture was delivered. */
  readonly busy: boolean;
  readonly failed: boolean;
}

/** The wait before the next poll, ms, from the wait before the last one (null: there was none) and what that one found. */
export function nextPollDelayMs(lastDelayMs: number | null, last: PollResult, slowestMs?: number | null): number {
  // A first failure is often over at once; while it lasts, waits get longer.
  if (last.failed) return Math.min(SLOWEST_FAILED_MS, lastDelayMs === null ? POLL.failedMs : lastDelayMs * 2);
  if (last.busy) {
    const grown = last.changed || lastDelayMs === null ? POLL.busyMs : lastDelayMs * 1.2;
    return Math.min(Math.max(POLL.busyMs, grown), POLL.calmMs);
  }
  if (last.changed || lastDelayMs === null) return POLL.calmMs;
  return Math.min(slowestMs ?? POLL.slowestMs, Math.max(POLL.calmMs, lastDelayMs * POLL.growth));
}
