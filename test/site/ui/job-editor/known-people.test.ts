import { expect, it } from 'vitest';
import { listKnownPeople } from '../../../../site/ui/job-editor/known-people.ts';
import { NOTHING_LISTED } from '../../../../site/ui/state/app-state.ts';
import { makeJob } from '../make-photo.ts';

it('lists everybody of the jobs that were seen once, by name, with the name that is known', () => {
  const jobs = {
    ...NOTHING_LISTED,
    items: [
      makeJob({
        crew: [
          { subject: 'w-2', name: null },
          { subject: 'w-1', name: 'Wes' },
        ],
      }),
    ],
  };
  const openJobs = { 'j-2': makeJob({ crew: [{ subject: 'w-2', name: 'Nadia' }] }) };
  const people = listKnownPeople({ jobs, openJobs, live: undefined, search: undefined }, [
    { subject: 'w-9', name: null },
  ]);
  expect(people.map(({ subject, name }) => [subject, name])).toEqual([
    ['w-2', 'Nadia'],
    ['w-9', null],
    ['w-1', 'Wes'],
  ]);
});
