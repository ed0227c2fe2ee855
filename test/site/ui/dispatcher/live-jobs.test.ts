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

  it('shows jobs by their last photo, whether their album was looked at or not, closed ones too', () => {
    const live = toLiveJobs(
      [
        makeJob({ job_id: 'j-1', status: 'closed', last_photo_at: '2026-11-22T12:00:00Z' }),
        makeJob({ job_id: 'j-2', last_photo_at: '2026-11-22T11:00:00Z' }),
      ],
      { 'j-2': album(makePhoto({ uploaded_at: '2026-11-22T11:30:00Z' })) },
    );
    expect(live.map(({ job, photos }) => [job.job_id, photos.length])).toEqual([
      ['j-1', 0],
      ['j-2', 1],
    ]);
  });

  it('tells who is sending, and where nothing arrives, who sent the last photo', () => {
    const arriving = { state: 'arriving', uploaded_at: null } as const;
    const of = (...photos: Parameters<typeof makePhoto>[0][]) =>
      toLiveJobs([makeJob()], { 'j-1': album(...photos.map(makePhoto)) })[0]?.senders;
    expect(of({ ...arriving, uploaded_by_name: 'Wes' }, { ...arriving, uploaded_by_name: 'Nadia' }, {})).toEqual([
      'Wes',
      'Nadia',
    ]);
    expect(of({ uploaded_by_name: 'Wes' }, { uploaded_by_name: 'Nadia' })).toEqual(['Wes']);
    expect(of({ uploaded_by_name: null })).toEqual([]);
  });

  it('leaves out a job in which nothing has happened', () => {
    expect(toLiveJobs([makeJob()], { 'j-1': album() })).toEqual([]);
  });
});
