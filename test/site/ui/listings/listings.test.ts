import { describe, expect, it } from 'vitest';
import type { Job, JobList } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { Fresh, Phone } from '../../../../site/phone.ts';
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
