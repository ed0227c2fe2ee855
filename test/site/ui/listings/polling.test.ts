import { describe, expect, it } from 'vitest';
import { nextPollDelayMs, POLL, SLOWEST_BESIDE_MS } from '../../../../site/ui/listings/polling.ts';

const CALM = { changed: false, busy: false, failed: false };

describe('nextPollDelayMs', () => {
  it('looks again after 3 s while something arrives and changes', () => {
    expect(nextPollDelayMs(null, { ...CALM, busy: true })).toBe(POLL.busyMs);
    expect(nextPollDelayMs(60_000, { ...CALM, busy: true, changed: true })).toBe(POLL.busyMs);
  });

  it('slows down to 10 s while what arrives does not move: a lost phone must not keep the dispatcher polling', () => {
    let delayMs = nextPollDelayMs(null, { ...CALM, busy: true });
    for (let i = 0; i < 20; i++) delayMs = nextPollDelayMs(delayMs, { ...CALM, busy: true });
    expect(delayMs).toBe(POLL.calmMs);
  });

  it('makes 70 calls at most in an idle hour for an album and the list beside it', () => {
    const calls = [undefined, SLOWEST_BESIDE_MS].map((slowestMs) => {
      let count = 0;
      let delayMs: number | null = null;
      for (let atMs = 0; atMs < 3_600_000; atMs += delayMs) {
        count += 1;
        delayMs = nextPollDelayMs(delayMs, CALM, slowestMs);
      }
      return count;
    });
    expect(calls).toEqual([44, 21]);
  });

  it('backs off from 10 s to 90 s while nothing changes', () => {
    let delayMs = nextPollDelayMs(null, CALM);
    expect(delayMs).toBe(POLL.calmMs);
    delayMs = nextPollDelayMs(delayMs, CALM);
    expect(delayMs).toBe(15_000);
    for (let i = 0; i < 20; i++) delayMs = nextPollDelayMs(delayMs, CALM);
    expect(delayMs).toBe(POLL.slowestMs);
  });

  it('tries again 2 s after a first failure and doubles from then on, also while something arrives', () => {
    const failed = { changed: false, busy: true, failed: true };
    expect(nextPollDelayMs(null, failed)).toBe(POLL.failedMs);
    expect(nextPollDelayMs(POLL.failedMs, failed)).toBe(4_000);
    expect(nextPollDelayMs(40_000, failed)).toBe(60_000);
  });
});
