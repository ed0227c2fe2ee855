/** Photos on this phone whose job does not take them: it is not in the list any more, or is closed. */
import type { Job } from '../../../edge/api.ts';
import type { EntryView } from '../../outbox/entry.ts';
import { isRefusedByJob } from '../../outbox/job-refusal.ts';
import { isUnmade } from '../../outbox/waiting-jobs.ts';
import { isOnPhone } from '../album/album-tiles.ts';
import { type AppState, findJob, mayAddPhotos, nameJob } from '../state/app-state.ts';
import { UNKNOWN_JOB } from './unknown-job.ts';

/**
 * The jobs that hold photos here and are not in the list, by the name that this phone remembers. What may be done there is
 * not known, unless the edge has told of the job beside the list. None while the list is being loaded.
 */
export function listHeldJobs(state: AppState): readonly Job[] {
  if (state.jobs.items === null && state.jobs.problem === null) return [];
  const onPhone = state.outbox.entries.filter(({ state: reached }) => reached !== 'in-job');
  const waiting = state.waitingJobs?.filter(isUnmade).map(({ job }) => job) ?? [];
  const listed = new Set([...(state.jobs.items ?? []), ...waiting].map(({ job_id }) => job_id));
  const jobIds = [...new Set(onPhone.map(({ jobId }) => jobId))].filter((jobId) => !listed.has(jobId));
  return jobIds.map((job_id) => {
    const { title = job_id, address = '' } = nameJob(state, job_id) ?? {};
    return findJob(state, job_id) ?? { ...UNKNOWN_JOB, job_id, title, address };
  });
}

/** Those of a job that wait here because of the job alone, and could go to another one. */
export function listMovable(state: AppState, jobId: string): readonly EntryView[] {
  return state.outbox.entries.filter((entry) => entry.jobId === jobId && isMovable(entry, state));
}

/** One that is on its way to its job now is left alone, and a drawing, which belongs to its photo. */
export function isMovable(entry: EntryView, state: AppState): boolean {
  if (entry.drawnOn) return false;
  if (entry.state === 'stuck') return isRefusedByJob(entry.problem);
  const isBehindRefused = state.waitingJobs?.some(
    (each) => each.problem && isUnmade(each) && each.job.job_id === entry.jobId,
  );
  return isOnPhone(entry) && entry.state !== 'sending' && (isBehindRefused || isKnownToRefuse(entry.jobId, state));
}

/** The jobs to which a photo of `jobId` could go instead. */
export function listOtherJobs({ jobs }: AppState, jobId: string | undefined): readonly Job[] {
  return (jobs.items ?? []).filter((job) => job.job_id !== jobId && mayAddPhotos(job));
}

/** By the list, as far as it has been loaded. */
function isKnownToRefuse(jobId: string, state: AppState): boolean {
  const job = findJob(state, jobId);
  if (job) return !mayAddPhotos(job);
  return state.jobs.items !== null && state.jobs.next === null;
}
