import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../edge/api.ts';
import type { EntryView } from '../../../../site/outbox/entry.ts';
import { isMovable, listHeldJobs, listMovable, listOtherJobs } from '../../../../site/ui/listings/held-jobs.ts';
import { type AppState, NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { makeEntry, makeJob } from '../make-photo.ts';

const HERE = makeJob({ job_id: 'j-here' });
const GONE = { title: 'Garage clean-out', address: '12 Maple Ave' };

function toState(entries: readonly EntryView[], jobs: readonly Job[] | null, listing: object = {}): AppState {
  return { outbox: { entries }, jobs: { ...NOTHING_LISTED, items: jobs, ...listing } } as unknown as AppState;
}

describe('listHeldJobs', () => {
  it('names jobs that hold photos here and are not in the list, each once, as the phone remembers them', () => {
    const entries = [
      makeEntry({ id: 'a', jobId: 'j-gone' }),
      makeEntry({ id: 'b', jobId: 'j-gone', job: GONE, state: 'stuck' }),
      makeEntry({ id: 'c', jobId: 'j-here' }),
      makeEntry({ id: 'd', jobId: 'j-nameless' }),
      makeEntry({ id: 'e', jobId: 'j-delivered', state: 'delivered' }),
      makeEntry({ id: 'f', jobId: 'j-over', state: 'in-job' }),
    ];
    const held = listHeldJobs(toState(entries, [HERE]));
    expect(held.map(({ job_id, title, address, can }) => [job_id, title, address, can])).toEqual([
      ['j-gone', GONE.title, GONE.address, []],
      ['j-nameless', 'j-nameless', '', []],
      ['j-delivered', 'j-delivered', '', []],
    ]);
  });

  it('names none while the list is being loaded, and all where it cannot be', () => {
    const entries = [makeEntry()];
    expect(listHeldJobs(toState(entries, null))).toEqual([]);
    expect(listHeldJobs(toState(entries, null, { problem: 'unavailable' }))).toHaveLength(1);
  });
});

describe('isMovable', () => {
  const entry = (facts: Partial<EntryView>) => makeEntry({ jobId: 'j-1', ...facts });

  it.each([
    ['access-denied', true],
    ['job-closed', true],
    ['not-found', true],
    ['unsupported-type', false],
    ['photo-lost', false],
  ] as const)('asks of a photo that was refused why: %s', (problem, isSo) => {
    expect(isMovable(entry({ state: 'stuck', problem }), toState([], [makeJob()]))).toBe(isSo);
  });

  it('holds for a photo that waits for a job that does not take it, as far as the list is known', () => {
    const isSo = (jobs: readonly Job[] | null, listing = {}) => isMovable(entry({}), toState([], jobs, listing));
    expect(isSo([HERE])).toBe(true);
    expect(isSo([makeJob({ status: 'closed', can: ['view'] })])).toBe(true);
    expect(isSo([makeJob()])).toBe(false);
    expect(isSo([HERE], { next: 'more' })).toBe(false);
    expect(isSo(null)).toBe(false);
  });

  it('leaves alone what is on its way or has arrived', () => {
    for (const state of ['sending', 'delivered', 'in-job'] as const)
      expect(isMovable(entry({ state }), toState([], [HERE]))).toBe(false);
  });
});

describe('listMovable and listOtherJobs', () => {
  it('name the photos of one job, and the jobs to which they may go', () => {
    const entries = [
      makeEntry({ id: 'a', jobId: 'j-gone', state: 'stuck', problem: 'access-denied' }),
      makeEntry({ id: 'b', jobId: 'j-gone', state: 'stuck', problem: 'photo-lost' }),
      makeEntry({ id: 'c', jobId: 'j-other', state: 'stuck', problem: 'access-denied' }),
    ];
    const closed = makeJob({ job_id: 'j-closed', status: 'closed' });
    const seen = makeJob({ job_id: 'j-seen', can: ['view'] });
    const state = toState(entries, [makeJob({ job_id: 'j-gone' }), HERE, closed, seen]);
    expect(listMovable(state, 'j-gone').map(({ id }) => id)).toEqual(['a']);
    expect(listOtherJobs(state, 'j-gone')).toEqual([HERE]);
  });
});
