/** Puts a job into the state as the edge has just answered it. */
import type { Job } from '../../../edge/api.ts';
import type { AppState, Listing } from '../state/app-state.ts';

/** A new one stands first: the list has the latest first. */
export function withJob(job: Job): (state: AppState) => Partial<AppState> {
  return ({ jobs, openJobs, live, search }) => ({
    jobs: put(jobs, job, true),
    openJobs: { ...openJobs, [job.job_id]: job },
    ...(live && { live: put(live, job) }),
    ...(search && { search: { ...search, ...put(search, job) } }),
  });
}

function put<List extends Pick<Listing<Job>, 'items'>>(list: List, job: Job, isAdded = false): List {
  const { items } = list;
  if (items === null) return list;
  const isThere = items.some(({ job_id }) => job_id === job.job_id);
  const replaced = items.map((each) => (each.job_id === job.job_id ? { ...job, cover_url: each.cover_url } : each));
  return { ...list, items: isThere || !isAdded ? replaced : [job, ...items] };
}
