import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSlots,
  mayUpload,
  NEW_CONNECTION,
  toBackoffMs,
  withFailure,
  withLostUpload,
  withOtherResponse,
  withReconnectHint,
  withSuccess,
} from '../../../site/sender/connection.ts';

const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('toBackoffMs', () => {
  it.each([
    [1, 2000],
    [2, 4000],
    [4, 15_000],
    [10, 15_000],
    [11, 60_000],
    [1000, 60_000],
  ])('after %i failures is at most %i ms', (failures, ceilingMs) => {
    expect(toBackoffMs(failures, 0.999_999)).toBeCloseTo(ceilingMs, -1);
    expect(toBackoffMs(failures, 0)).toBe(0);
  });

  it('stays between 0 and 1 min for any number of failures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), below1, (failures, random) => {
        const ms = toBackoffMs(failures, random);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThan(60_000.001);
      }),
    );
  });
});

describe('withFailure', () => {
  it('closes the connection for at least what the server asked', () => {
    const connection = withFailure(NEW_CONNECTION, { nowMs: 1000, random: 0, retryAfterSeconds: 30 });
    expect(connection.retryAtMs).toBe(31_000);
  });

  it('keeps the quiet that the server asked for when nothing is answered meanwhile', () => {
    const refused = withFailure(NEW_CONNECTION, { nowMs: 0, random: 0, retryAfterSeconds: 30, isRefused: true });
    expect(withFailure(refused, { nowMs: 10_000, random: 0 }).retryAtMs).toBe(30_000);
  });

  it('stops the phone for 10 min at most, whatever a server asks', () => {
    const refused = withFailure(NEW_CONNECTION, { nowMs: 0, random: 0.5, retryAfterSeconds: 86_400 });
    expect(refused.retryAtMs).toBe(600_000);
  });
});

describe('withLostUpload', () => {
  it('lets something small be asked before a photo is sent again, and photos when their own time has come', () => {
    const lost = withLostUpload(NEW_CONNECTION, { nowMs: 0, random: 0.5 });
    expect(lost.retryAtMs).toBe(1000);
    expect(mayUpload(lost, 100_000)).toBe(false);
    expect(mayUpload(withOtherResponse(lost, 1), 999)).toBe(false);
    expect(mayUpload(withOtherResponse(lost, 1), 1000)).toBe(true);
  });
});

describe('withReconnectHint', () => {
  const failed = withFailure({ ...NEW_CONNECTION, failures: 9 }, { nowMs: 100_000, random: 0.9 });

  it('opens the connection at once 2 s after the last failure', () => {
    expect(withReconnectHint(failed, 102_000).retryAtMs).toBe(102_000);
  });

  it('keeps it closed up to 2 s after the last failure: a flapping radio must not hammer', () => {
    expect(withReconnectHint(failed, 101_999).retryAtMs).toBe(102_000);
  });

  it('never closes it for longer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (nowMs) => {
        expect(withReconnectHint(failed, nowMs).retryAtMs).toBeLessThanOrEqual(failed.retryAtMs);
      }),
    );
  });
});

describe('withOtherResponse', () => {
  const failed = { ...NEW_CONNECTION, failures: 9, failedAtMs: 1000, retryAtMs: 301_000 };

  it('ends the wait, unless what was answered had been asked before the last failure', () => {
    expect(withOtherResponse(failed, 1000)).toMatchObject({ failures: 0, retryAtMs: 0 });
    expect(withOtherResponse(failed, 999)).toBe(failed);
  });

  it('says nothing of what the server refuses', () => {
    const refused = withFailure(NEW_CONNECTION, { nowMs: 0, random: 0.5, isRefused: true });
    expect(withOtherResponse(refused, 100_000)).toBe(refused);
  });

  it('is no reason, nor is a hint, to break the quiet that the server asked for', () => {
    const refused = withFailure(NEW_CONNECTION, { nowMs: 0, random: 0, retryAfterSeconds: 120 });
    expect(withOtherResponse(refused, 1000).retryAtMs).toBe(120_000);
    expect(withReconnectHint(refused, 1000).retryAtMs).toBe(120_000);
  });
});

describe('countSlots', () => {
  it('is one before anything was measured', () => {
    expect(countSlots(NEW_CONNECTION)).toBe(1);
  });

  it('is one at 1 Mbit/s and three above', () => {
    expect(countSlots(withSuccess(NEW_CONNECTION, { bytes: 125_000, tookMs: 1000, atOnce: 1 }))).toBe(1);
    expect(countSlots(withSuccess(NEW_CONNECTION, { bytes: 125_001, tookMs: 1000, atOnce: 1 }))).toBe(3);
  });

  it('leaves out what is under way, and gives the place of what is silent to others, three in all at most', () => {
    const fast = withSuccess(NEW_CONNECTION, { bytes: 1_000_000, tookMs: 1000, atOnce: 1 });
    expect([countSlots(NEW_CONNECTION, 1), countSlots(NEW_CONNECTION, 0, 1), countSlots(NEW_CONNECTION, 0, 3)]).toEqual(
      [0, 1, 0],
    );
    expect([countSlots(NEW_CONNECTION, 1, 1), countSlots(fast, 1, 1), countSlots(fast, 3)]).toEqual([0, 1, 0]);
  });

  it('is one again after a failure', () => {
    const fast = withSuccess(NEW_CONNECTION, { bytes: 1_000_000, tookMs: 1000, atOnce: 1 });
    expect(countSlots(withFailure(fast, { nowMs: 0, random: 0.5 }))).toBe(1);
  });
});
