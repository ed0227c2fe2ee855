import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isCaptureExpected, noteWhoCaptures, takeEarlyPicks } from '../../../../site/ui/capture/early-pick.ts';

const user = (...roles: string[]) => ({ subject: 's-1', name: 'Wes', roles });

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('noteWhoCaptures', () => {
  it.each([
    [user('worker'), true],
    [user('dispatcher'), true],
    [user('customer'), false],
    [user(), false],
    [null, false],
  ])('%j: the first capture bar is expected, %s', (who, expected) => {
    noteWhoCaptures(who);
    expect(isCaptureExpected()).toBe(expected);
  });

  it('forgets at sign-out', () => {
    noteWhoCaptures(user('worker'));
    noteWhoCaptures(null);
    expect(isCaptureExpected()).toBe(false);
  });
});

describe('takeEarlyPicks', () => {
  it('gives each pick once, and none where no first capture bar has run', () => {
    expect(takeEarlyPicks()).toEqual([]);
    const pick = { jobId: 'j-1', files: [] };
    vi.stubGlobal('earlyPicks', [pick]);
    expect(takeEarlyPicks()).toEqual([pick]);
    expect(takeEarlyPicks()).toEqual([]);
  });
});
