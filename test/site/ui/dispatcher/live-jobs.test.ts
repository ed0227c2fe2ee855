import { describe, expect, it } from 'vitest';
import { toLiveJobs } from '../../../../site/ui/dispatcher/live-jobs.ts';
import type { AlbumListing } from '../../../../site/ui/state/app-state.ts';
import { makeJob, makePhoto } from '../make-photo.ts';

const album = (...items: AlbumListing['items'] & object): AlbumListing => ({
  items,
  next: null,
  seenAtMs: 0,
  problem: null,
  expiresAtMs: 0,
});

describe('toLiveJobs', () => {
  const jobs = ['j-1', 'j-2', 'j-3', 'j-4'].map((job_id) => makeJob({ job_id }));

  it('puts jobs where photos arrive first, then the last photo first', () => {
    const live = toLiveJobs(jobs, {
      'j-1': album(makePhoto({ uploaded_at: '2026-11-22T10:00:00Z' })),
      'j-2': album(makePhoto({ uploaded_at: '2026-11-22T11:00:00Z' })),
      'j-3': album(
        makePhoto({ photo_id: 'old', uploaded_at: '2026-11-20T11:00:00Z' }),
        makePhoto({ state: 'arriving', uploaded_at: null }),
      ),
    });
    expect(live.map(({ job }) => job.job_id)).toEqual(['j-3', 'j-2', 'j-1']);
    expect(live[0]).toMatchObject({ arriving: 1, lastAtMs: Date.UTC(2026, 10, 20, 11) });
    expect(live[0]?.photos.map(({ state }) => state)).toEqual(['arriving', 'ready']);
  });

  it('leaves out closed jobs and albums that were not looked at', () => {
    const closed = [makeJob({ job_id: 'j-1', status: 'closed' }), makeJob({ job_id: 'j-2' })];
    expect(toLiveJobs(closed, { 'j-1': album(makePhoto()) })).toEqual([]);
  });

  it('has no last time where there is no photo', () => {
    expect(toLiveJobs([makeJob()], { 'j-1': album() })[0]?.lastAtMs).toBeNull();
  });
});
