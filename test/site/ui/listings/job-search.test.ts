import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobList } from '../../../../edge/api.ts';
import { AppError } from '../../../../edge/problem.ts';
import type { Api, JobsOptions } from '../../../../site/phone.ts';
import { changeFilter } from '../../../../site/ui/listings/job-filter.ts';
import { createJobSearcher } from '../../../../site/ui/listings/job-search.ts';
import type { AppState } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob } from '../make-photo.ts';

type Given = JobList | AppError | Promise<JobList>;

function createSearch(respond: (options: JobsOptions) => Given) {
  const asked: JobsOptions[] = [];
  const store = createAppStore({ query: '' } as unknown as AppState);
  const jobs: Api['jobs'] = async ({ signal: _signal, ...options } = {}) => {
    asked.push(options);
    const value = await respond(options);
    if (value instanceof AppError) throw value;
    return { changed: true, value, etag: null };
  };
  return { asked, store, searcher: createJobSearcher(store, { jobs }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createJobSearcher', () => {
  it('asks at once for what is chosen, together with what is typed, and for nothing when all is chosen again', async () => {
    const { asked, store, searcher } = createSearch(() => ({ jobs: [] }));
    searcher.filter(changeFilter(undefined, { status: 'closed', member: 'wes', sort: 'scheduled' }));
    await vi.advanceTimersByTimeAsync(0);
    searcher.search('garage');
    await vi.advanceTimersByTimeAsync(250);
    const filter = { status: 'closed', sort: 'scheduled', member: 'wes' };
    expect(asked).toEqual([filter, { q: 'garage', ...filter }]);
    searcher.search('');
    searcher.filter(changeFilter(store.get().filter, { status: null, member: null, sort: 'created' }));
    await vi.advanceTimersByTimeAsync(250);
    expect([asked.length, store.get().search, store.get().filter]).toEqual([2, undefined, undefined]);
  });

  it('asks for days from one midnight of this phone to another', async () => {
    const { asked, searcher } = createSearch(() => ({ jobs: [] }));
    const midnight = (day: number) => new Date(2026, 2, day).toISOString();
    vi.setSystemTime(new Date(2026, 2, 28, 23, 30));
    for (const days of ['today', 'tomorrow', 'week', 'past'] as const) {
      searcher.filter(changeFilter(undefined, { days }));
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(asked).toEqual([
      { from: midnight(28), until: midnight(29) },
      { from: midnight(29), until: midnight(30) },
      { from: midnight(28), until: midnight(35) },
      { until: midnight(28) },
    ]);
  });

  it('asks once, 250 ms after the last letter', async () => {
    const { asked, store, searcher } = createSearch(() => ({ jobs: [makeJob()] }));
    for (const query of ['c', 'ca', 'cafe']) searcher.search(query);
    expect(store.get()).toMatchObject({ query: 'cafe', search: { query: 'cafe', items: null } });
    await vi.advanceTimersByTimeAsync(249);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([{ q: 'cafe' }]);
    expect(store.get().search).toMatchObject({ items: [makeJob()], next: null, problem: null });
  });

  it('shows nothing of what was asked before', async () => {
    let respondSlowly: (list: JobList) => void = () => undefined;
    const slow = new Promise<JobList>((resolve) => {
      respondSlowly = resolve;
    });
    const { store, searcher } = createSearch(({ q }) => (q === 'old' ? slow : { jobs: [] }));
    searcher.search('old');
    await vi.advanceTimersByTimeAsync(250);
    searcher.search('new');
    await vi.advanceTimersByTimeAsync(250);
    respondSlowly({ jobs: [makeJob()] });
    await vi.advanceTimersByTimeAsync(0);
    expect(store.get().search).toMatchObject({ query: 'new', items: [] });
  });

  it('looks on while nothing is found and not all was looked at: until then it has found nothing yet, not none', async () => {
    const pages: Readonly<Record<string, JobList>> = {
      '': { jobs: [], next: 'a' },
      a: { jobs: [], next: 'b' },
      b: { jobs: [makeJob()], next: 'c' },
      c: { jobs: [makeJob(), makeJob({ job_id: 'j-2' })] },
    };
    const { asked, store, searcher } = createSearch(({ cursor = '' }) => pages[cursor] ?? { jobs: [] });
    const shown: unknown[] = [];
    store.subscribe(({ search }) => shown.push(search?.items?.length ?? null));
    searcher.search('x');
    await vi.advanceTimersByTimeAsync(250);
    expect([asked.length, shown, store.get().search?.next]).toEqual([3, [null, null, null, 1], 'c']);
    await searcher.more();
    expect(store.get().search).toMatchObject({ items: [{ job_id: 'j-1' }, { job_id: 'j-2' }], next: null });
  });

  it('says that it could not look', async () => {
    const { store, searcher } = createSearch(() => new AppError('unavailable'));
    searcher.search('x');
    await vi.advanceTimersByTimeAsync(250);
    expect(store.get().search).toMatchObject({ items: null, problem: 'unavailable' });
    searcher.search(' ');
    expect(store.get().search).toBeUndefined();
  });
});
