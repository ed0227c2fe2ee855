/** Puts a job into the state as the edge has just answered it, or as it was typed. */
import type { Job } from '../../../edge/api.ts';
import { isSame, toTyped, type WaitingJob } from '../../outbox/waiting-jobs.ts';
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

/** What waits of jobs that are there is shown of them wherever they stand, whatever the edge says. Null where it is already. */
export function withTyped(
  { jobs, openJobs = {}, live, search }: Pick<AppState, 'jobs' | 'openJobs' | 'live' | 'search'>,
  waitingJobs: readonly Pick<WaitingJob, 'job' | 'asked' | 'made'>[],
): Partial<AppState> | null {
  const edits = waitingJobs.filter(({ made }) => made);
  if (edits.length === 0) return null;
  const before = { jobs, openJobs, ...(live && { live }), ...(search && { search }) };
  const toShown = (shown: Job) => {
    const { asked, job } = edits.find((each) => each.job.job_id === shown.job_id) ?? {};
    const typed = asked && job ? { ...shown, ...toTyped(asked, job) } : shown;
    return isSame(typed, shown) ? shown : typed;
  };
  const inList = <List extends Pick<Listing<Job>, 'items'>>(list: List): List => ({
    ...list,
    items: list.items?.map(toShown) ?? null,
  });
  const after = {
    jobs: inList(jobs),
    openJobs: Object.fromEntries(Object.entries(openJobs).map(([id, job]) => [id, toShown(job)])),
    ...(live && { live: inList(live) }),
    ...(search && { search: inList(search) }),
  };
  return isSame(before, after) ? null : after;
}
