import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobList } from '../../../../edge/api.ts';
import type { Api, JobsOptions } from '../../../../site/phone.ts';
import { createJobFinder } from '../../../../site/ui/photo-tools/job-finder.ts';
import { makeJob } from '../make-photo.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createFinder(pages: readonly JobList[]) {
  const asked: JobsOptions[] = [];
  const jobs: Api['jobs'] = async ({ signal: _signal, ...options } = {}) => {
    asked.push(options);
    return { changed: true, value: pages[asked.length - 1] ?? { jobs: [] }, etag: null };
  };
  return { asked, finder: createJobFinder({ jobs }, () => undefined) };
}

it('says of no job that there is none while the edge has not looked everywhere', async () => {
  const { asked, finder } = createFinder([{ jobs: [], next: 'b' }, { jobs: [], next: 'c' }, { jobs: [makeJob()] }]);
  finder.look('harbor');
  await vi.advanceTimersByTimeAsync(250);
  expect(finder.found()).toMatchObject({ query: 'harbor', jobs: [makeJob()], isBusy: false });
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'b', 'c']);
});

it('says that there is none once it has', async () => {
  const { asked, finder } = createFinder([{ jobs: [], next: 'b' }, { jobs: [] }]);
  finder.look('harbor');
  await vi.advanceTimersByTimeAsync(250);
  expect([finder.found().jobs, asked.length]).toEqual([[], 2]);
});
