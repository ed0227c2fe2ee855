/**
 * When to look again. While something moves, often. While nothing does, less and less often, up to once a minute, so that an
 * open page uses little data (an unchanged response is a 304 of a few hundred bytes).
 */
export const POLL = { busyMs: 3_000, calmMs: 10_000, slowestMs: 60_000, growth: 1.5, failedMs: 2_000 } as const;

export interface Look {
  /** The response differed from the one before. */
  readonly changed: boolean;
  /** Something will change soon: a photo is arriving, or a capture was delivered. */
  readonly busy: boolean;
  readonly failed: boolean;
}

/** The wait before the next look, ms, from the last wait (null: there was none) and what the last look found. */
export function nextPollDelayMs(lastDelayMs: number | null, look: Look): number {
  // A first failure is often over at once; while it lasts, waits get longer.
  if (look.failed) return Math.min(POLL.slowestMs, lastDelayMs === null ? POLL.failedMs : lastDelayMs * 2);
  if (look.busy) {
    const grown = look.changed || lastDelayMs === null ? POLL.busyMs : lastDelayMs * 1.2;
    return Math.min(Math.max(POLL.busyMs, grown), POLL.calmMs);
  }
  if (look.changed || lastDelayMs === null) return POLL.calmMs;
  return Math.min(POLL.slowestMs, Math.max(POLL.calmMs, lastDelayMs * POLL.growth));
}
