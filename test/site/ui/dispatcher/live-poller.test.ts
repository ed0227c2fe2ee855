import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, JobList } from '../../../../edge/api.ts';
import type { Fresh, Phone } from '../../../../site/phone.ts';
import { createLivePoller } from '../../../../site/ui/dispatcher/live-poller.ts';
import type { Listings } from '../../../../site/ui/listings/listings.ts';
import { createPollers } from '../../../../site/ui/listings/pollers.ts';
import { type AppState, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { createAppStore } from '../../../../site/ui/state/app-store.ts';
import { makeJob } from '../make-photo.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const CALM = { changed: false, busy: false, failed: false };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal('document', { hidden: false, addEventListener: () => undefined });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A dispatcher's page with Live on it, and what it asks for. */
function openLive(page: 'live' | 'jobs', jobs: readonly Job[]) {
  const calls = { live: 0, list: 0, albums: 0 };
  const news: Fresh<JobList>[] = [{ changed: true, value: { jobs: [...jobs] }, etag: '"1"' }];
  const store = createAppStore({
    route: { page },
    session: { state: 'active', user: { subject: 'd', roles: ['dispatcher'] }, busy: false },
    jobs: NOTHING_LISTED,
    albums: {},
  } as unknown as AppState);
  const listings = {
    async refreshJobs() {
      calls.list += 1;
      return CALM;
    },
    async refreshAlbum(jobId: string) {
      calls.albums += 1;
      store.update(({ albums }) => ({
        albums: { ...albums, [jobId]: { items: [], next: null, seenAtMs: Date.now(), problem: null, expiresAtMs: 0 } },
      }));
      return CALM;
    },
  } as unknown as Listings;
  const api = {
    now: () => Date.now(),
    async jobs() {
      calls.live += 1;
      return news.shift() ?? { changed: false };
    },
  } as unknown as Phone['api'];
  createPollers(store, listings).follow(store.get());
  createLivePoller({ store, api, listings, seen: { recallAlbum: async () => undefined } as never }).follow(store.get());
  return { calls, news };
}

describe('createLivePoller', () => {
  it.each(['live', 'jobs'] as const)(
    'makes 65 calls in an idle hour with the list of jobs, on /%s, beside one look at each of six albums',
    async (page) => {
      const jobs = ['1', '2', '3', '4', '5', '6', '7'].map((job_id) =>
        makeJob({ job_id, last_photo_at: new Date(NOW - HOUR_MS).toISOString() }),
      );
      const { calls } = openLive(page, jobs);
      await vi.advanceTimersByTimeAsync(HOUR_MS);
      expect(calls).toEqual({ live: 44, list: 21, albums: 6 });
    },
  );

  it('asks for the list as soon as Live has changed, which has it wait four minutes', async () => {
    const { calls, news } = openLive('jobs', []);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    const before = calls.list;
    news.push({ changed: true, value: { jobs: [makeJob()] }, etag: '"2"' });
    await vi.advanceTimersByTimeAsync(90_000);
    expect(calls.list).toBeGreaterThan(before);
  });
});
