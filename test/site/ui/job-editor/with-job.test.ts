import { describe, expect, it } from 'vitest';
import { withTyped } from '../../../../site/ui/job-editor/with-job.ts';
import { NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { makeJob } from '../make-photo.ts';

const JOB = makeJob({ job_id: 'j-1', title: 'Garage', address: '12 Maple', revision: 3 });
const OTHER = makeJob({ job_id: 'j-2' });
const WAITING = { made: JOB, asked: { job_id: 'j-1', title: 'Garage' }, job: { job_id: 'j-1', title: 'Attic' } };
const list = (...items: readonly (typeof JOB)[]) => ({ ...NOTHING_LISTED, items });
const STATE = { jobs: list(OTHER, { ...JOB, address: '1 Elm' }), openJobs: { 'j-1': JOB }, live: list(JOB) };

describe('withTyped', () => {
  it('shows what was typed wherever the job stands, with all else as the edge has it, and once', () => {
    const typed = withTyped(STATE, [WAITING]);
    expect(typed).toMatchObject({
      jobs: { items: [OTHER, { title: 'Attic', address: '1 Elm' }] },
      openJobs: { 'j-1': { title: 'Attic', revision: 3 } },
      live: { items: [{ title: 'Attic' }] },
    });
    expect(withTyped({ ...STATE, ...typed }, [WAITING])).toBeNull();
  });

  it('leaves jobs alone of which nothing waits, or which the edge does not have', () => {
    expect(withTyped(STATE, [])).toBeNull();
    expect(withTyped(STATE, [{ job: WAITING.job, asked: WAITING.asked }])).toBeNull();
  });

  it('takes it back with both sides exchanged', () => {
    const typed = { ...STATE, ...withTyped(STATE, [WAITING]) };
    expect(withTyped(typed, [{ ...WAITING, job: WAITING.asked, asked: WAITING.job }])).toMatchObject({
      openJobs: { 'j-1': { title: 'Garage' } },
    });
  });
});
