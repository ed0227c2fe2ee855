import { describe, expect, it } from 'vitest';
import { searchJobs } from '../../../../site/ui/screens/search-jobs.ts';
import { makeJob } from '../make-photo.ts';

const JOBS = [
  makeJob({ job_id: 'j-1', title: 'Garage clean-out', address: '12 Maple Ave' }),
  makeJob({ job_id: 'j-2', title: 'Hot tub removal', address: '77 Calle Alegría' }),
];
const found = (query: string) => searchJobs(JOBS, query).map((job) => job.job_id);

describe('searchJobs', () => {
  it.each([
    ['', ['j-1', 'j-2']],
    ['  ', ['j-1', 'j-2']],
    ['GARAGE', ['j-1']],
    ['alegria', ['j-2']],
    ['tub 77', ['j-2']],
    ['j-1', ['j-1']],
    ['garage 77', []],
    ['arage', []],
    ['clean out maple', ['j-1']],
  ])('finds %j', (query, ids) => {
    expect(found(query)).toEqual(ids);
  });
});
