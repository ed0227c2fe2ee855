import { describe, expect, it } from 'vitest';
import {
  chooseStaleReleases,
  findEarlierRelease,
  type KeyValueUpdate,
  parseReleaseState,
  planEndOfPreviews,
  planPreview,
  planPromotion,
} from '../../../infra/operate/release-state.ts';

const [A, B, C] = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'];
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 30);

/** The store after each of the updates. */
function apply(values: Map<string, string>, { puts, deletes }: KeyValueUpdate): Map<string, string> {
  const next = new Map([...values, ...Object.entries(puts)]);
  for (const key of deletes) next.delete(key);
  return next;
}

function promoteAll(...promotions: readonly (readonly [release: string, daysAgo: number])[]) {
  return promotions.reduce((values, [release, daysAgo]) => {
    const atMs = NOW_MS - daysAgo * DAY_MS;
    return apply(values, planPromotion(parseReleaseState(values), { release, atMs }));
  }, new Map<string, string>());
}

describe('planPromotion', () => {
  it('makes a release live, ends its preview, and keeps what was live before', () => {
    const before = apply(promoteAll([A, 2]), planPreview(B));
    expect(parseReleaseState(before)).toMatchObject({ live: A, staging: B, previews: [B] });
    const state = parseReleaseState(
      apply(before, planPromotion(parseReleaseState(before), { release: B, atMs: NOW_MS })),
    );
    expect(state).toMatchObject({ live: B, staging: null, previews: [] });
    expect(state.promotions.map(({ release }) => release)).toEqual([B, A]);
    expect(findEarlierRelease(state)).toBe(A);
  });

  it('keeps within a value of 1,024 bytes, however often', () => {
    const many = promoteAll(...Array.from({ length: 100 }, (_, index) => [index % 2 ? A : B, 100 - index] as const));
    expect(Buffer.byteLength(many.get('history') ?? '')).toBeLessThanOrEqual(1024);
    expect(parseReleaseState(many).promotions).toHaveLength(40);
  });

  it('leaves other previews as they are', () => {
    const values = apply(apply(promoteAll([A, 2]), planPreview(B)), planPreview(C));
    expect(planPromotion(parseReleaseState(values), { release: B, atMs: NOW_MS }).deletes).toEqual([`preview/${B}`]);
    expect(planEndOfPreviews(parseReleaseState(values), [C]).deletes).toEqual([`preview/${C}`, 'staging']);
  });
});

describe('findEarlierRelease', () => {
  it('is nothing at first, and after a roll-back what was rolled back', () => {
    expect(findEarlierRelease(parseReleaseState(new Map()))).toBeNull();
    expect(findEarlierRelease(parseReleaseState(promoteAll([A, 1])))).toBeNull();
    expect(findEarlierRelease(parseReleaseState(promoteAll([A, 3], [B, 2], [A, 1])))).toBe(B);
  });
});

describe('chooseStaleReleases', () => {
  const staged = (release: string, daysAgo: number) => ({ release, stagedMs: NOW_MS - daysAgo * DAY_MS });

  it('is what was replaced 30 days ago, and not what a roll-back would bring', () => {
    const state = parseReleaseState(promoteAll([A, 60], [B, 30], [C, 1]));
    const all = [staged(A, 61), staged(B, 31), staged(C, 2)];
    expect(chooseStaleReleases(state, all, NOW_MS)).toEqual([A]);
    expect(chooseStaleReleases(state, all, NOW_MS - 1)).toEqual([]);
  });

  it('is what was staged 30 days ago and never promoted, unless it is a preview', () => {
    const values = promoteAll([A, 1]);
    const all = [staged(A, 1), staged(B, 30), staged(C, 29)];
    expect(chooseStaleReleases(parseReleaseState(values), all, NOW_MS)).toEqual([B]);
    expect(chooseStaleReleases(parseReleaseState(apply(values, planPreview(B))), all, NOW_MS)).toEqual([]);
  });

  it('is nothing where the history is full and young: what was replaced when is not known', () => {
    const state = parseReleaseState(
      promoteAll(...Array.from({ length: 41 }, (_, n) => [n % 2 ? A : B, 20 - n / 10] as const)),
    );
    expect(chooseStaleReleases(state, [staged(C, 90)], NOW_MS)).toEqual([]);
  });
});
