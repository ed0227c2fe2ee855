import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../edge/api.ts';
import { followOnlyJob } from '../../../../site/ui/listings/only-job.ts';
import type { PageRoute } from '../../../../site/ui/navigation/page-route.ts';
import { type AppState, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob } from '../make-photo.ts';

function open({ roles = ['customer'], route = { page: 'jobs' } as PageRoute } = {}) {
  const store = createAppStore({ jobs: NOTHING_LISTED, route, session: { user: { roles } } } as unknown as AppState);
  const gone: PageRoute[] = [];
  followOnlyJob(store, { go: (to) => void gone.push(to) });
  const list = (items: readonly Job[], next: string | null = null) =>
    store.update({ jobs: { items, next, seenAtMs: 1, problem: null } });
  return { gone, list };
}

describe('followOnlyJob', () => {
  it('leads a customer who has one job into it, once', () => {
    const { gone, list } = open();
    list([makeJob()]);
    list([makeJob()]);
    expect(gone).toEqual([{ page: 'job', jobId: 'j-1', photoId: null }]);
  });

  it.each([
    ['a worker', { roles: ['worker'] }, [makeJob()]],
    ['a customer who has two', {}, [makeJob(), makeJob({ job_id: 'j-2' })]],
    ['a customer who has none', {}, []],
    ['a customer who is elsewhere already', { route: { page: 'live' } as PageRoute }, [makeJob()]],
  ])('leaves %s where they are', (_who, options, jobs) => {
    const { gone, list } = open(options);
    list(jobs);
    expect(gone).toEqual([]);
  });
});
