import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteWhoCaptures, takeEarlyPicks, whoCaptures } from '../../../../site/ui/capture/early-pick.ts';

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
    [user('worker'), 's-1'],
    [user('dispatcher'), 's-1'],
    [user('customer'), null],
    [user(), null],
    [null, null],
  ])('%j: the first capture bar is expected for %s', (who, expected) => {
    noteWhoCaptures(who);
    expect(whoCaptures()).toBe(expected);
  });

  it('forgets at sign-out', () => {
    noteWhoCaptures(user('worker'));
    noteWhoCaptures(null);
    expect(whoCaptures()).toBeNull();
  });
});

describe('takeEarlyPicks', () => {
  it('gives each pick once, and none where no first capture bar has run', () => {
    expect(takeEarlyPicks()).toEqual([]);
    const pick = { jobId: 'j-1', files: [], subject: 's-1' };
    vi.stubGlobal('earlyPicks', [pick]);
    expect(takeEarlyPicks()).toEqual([pick]);
    expect(takeEarlyPicks()).toEqual([]);
  });
});
