import { describe, expect, it } from 'vitest';
import { type AppState, findJob, mayCapture, NO_ALBUM, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { makeJob } from '../make-photo.ts';

function toState(facts: Partial<AppState>, roles: readonly string[] = ['worker']): AppState {
  const session = { user: { roles } };
  return { jobs: NOTHING_LISTED, albums: {}, session, ...facts } as unknown as AppState;
}
const LISTED = { ...NOTHING_LISTED, items: [makeJob({ job_id: 'j-other' })] };

describe('mayCapture', () => {
  it('holds in an open job that is on no page of the list that was loaded', () => {
    expect(mayCapture(toState({ jobs: LISTED }), 'j-1')).toBe(true);
    expect(mayCapture(toState({ jobs: LISTED, openJobs: { 'j-1': makeJob() } }), 'j-1')).toBe(true);
  });

  it('holds before anything is known, and without signal; of customers never', () => {
    const offline = { albums: { 'j-1': { ...NO_ALBUM, problem: 'unavailable' as const } } };
    expect(mayCapture(toState({}), 'j-1')).toBe(true);
    expect(mayCapture(toState({ ...offline }), 'j-1')).toBe(true);
    expect(mayCapture(toState({}, []), 'j-1')).toBe(true);
    expect(mayCapture(toState({}, ['customer']), 'j-1')).toBe(false);
  });

  it('ends where the edge has refused the job, or it is closed', () => {
    const albums = { 'j-1': { ...NO_ALBUM, problem: 'access-denied' as const } };
    expect(mayCapture(toState({ albums, openJobs: { 'j-1': makeJob() } }), 'j-1')).toBe(false);
    expect(mayCapture(toState({ openJobs: { 'j-1': makeJob({ status: 'closed' }) } }), 'j-1')).toBe(false);
  });
});

describe('findJob', () => {
  it('knows what the edge has told beside the list', () => {
    const told = makeJob({ title: 'Told' });
    expect(findJob(toState({ jobs: LISTED, openJobs: { 'j-1': told } }), 'j-1')).toBe(told);
    expect(findJob(toState({ jobs: LISTED }), 'j-1')).toBeUndefined();
  });
});
