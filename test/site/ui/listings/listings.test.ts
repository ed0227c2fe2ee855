import { describe, expect, it } from 'vitest';
import type { Job, JobList } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { Fresh, Phone } from '../../../../site/phone.ts';
import { joinPages } from '../../../../site/ui/listings/join-pages.ts';
import { createListings } from '../../../../site/ui/listings/listings.ts';
import { type AppState, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob } from '../make-photo.ts';

describe('createListings', () => {
  it('tells the outbox of each list that the edge has confirmed, changed or not, and of none that it has not', async () => {
    const responses: (Fresh<JobList> | AppError)[] = [
      { changed: true, value: { jobs: [makeJob()] }, etag: '"1"' },
      { changed: false },
      new AppError('unavailable'),
    ];
    const told: (readonly Job[])[] = [];
    const phone = {
      api: {
        now: () => 0,
        async jobs() {
          const response = responses.shift();
          if (!response || response instanceof AppError) throw response;
          return response;
        },
      },
      outbox: { noteJobs: (jobs: readonly Job[]) => told.push(jobs) },
    } as unknown as Phone;
    const listings = createListings(createAppStore({ jobs: NOTHING_LISTED } as unknown as AppState), phone);
    for (const expected of [1, 2, 2]) {
      await listings.refreshJobs();
      expect(told).toHaveLength(expected);
    }
    expect(told).toEqual([[makeJob()], [makeJob()]]);
  });
});

describe('joinPages', () => {
  const numbers = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => makeJob({ job_id: `j-${from - index}` }));
  const known = { ...NOTHING_LISTED, items: numbers(500, 1), next: 'after-1' };
  const join = (first: readonly Job[], next: string | undefined) => joinPages(first, next, known);

  it('keeps further pages without hole or double while 15 arrive in the middle of paging', () => {
    const { items, next } = join(numbers(515, 266), 'after-266');
    expect([items, next]).toEqual([numbers(515, 1), 'after-1']);
  });

  it('keeps no further page where more has come than a page holds, and goes on where the first one ends', () => {
    expect(join(numbers(760, 511), 'after-511')).toEqual({ items: numbers(760, 511), next: 'after-511' });
  });

  it('has only what the edge has told where that is all', () => {
    expect(join(numbers(3, 1), undefined)).toEqual({ items: numbers(3, 1), next: null });
  });
});
