import { describe, expect, it } from 'vitest';
import type { LazyView } from '../../../../site/ui/context.ts';
import { listRead } from '../../../../site/ui/screens/found-jobs.ts';

const view = {
  jobs: { items: [] },
  query: '',
  albums: {},
  nowMs: 1_800_000_000_000,
  albumWindow: { jobId: 'j-1', from: 0, to: 20, columns: 3, pitch: 100, gap: 4, heading: 0 },
} as unknown as LazyView;

describe('the list of jobs', () => {
  it('is not drawn anew for an album that is scrolled, nor within a minute', () => {
    const scrolled = { ...view, albumWindow: undefined, keptTile: 'p-1', nowMs: view.nowMs + 59_999 };
    expect(listRead(scrolled)).toEqual(listRead(view));
  });

  it.each([
    { change: { nowMs: view.nowMs + 60_000 } },
    { change: { query: 'roof' } },
    { change: { jobs: { items: [] } } },
    { change: { announcement: 'Saved' } },
  ])('is drawn anew after $change', ({ change }) => {
    const [before, after] = [listRead(view), listRead({ ...view, ...change } as LazyView)];
    expect(after.length === before.length && after.every((part, index) => part === before[index])).toBe(false);
  });
});
