/** A job that waits on this phone, as the screens show jobs. */
import type { Job } from '../../../edge/api.ts';
import { isUnmade, type WaitingJob } from '../../outbox/waiting-jobs.ts';
import { UNKNOWN_JOB } from '../listings/unknown-job.ts';

/** The part of the state that has them. */
interface OfWaiting {
  readonly waitingJobs?: readonly WaitingJob[];
}

/** Photos can be taken for it, and its owner can change it; the rest needs the edge. */
export function toJobOf({ job, made }: WaitingJob): Job {
  return { ...UNKNOWN_JOB, address: '', can: ['upload', 'edit', 'manage'], ...made, ...job };
}

/** Undefined: it is none of those that wait to be made. */
export function findWaiting({ waitingJobs }: OfWaiting, jobId: string): WaitingJob | undefined {
  return waitingJobs?.find(({ job }) => job.job_id === jobId);
}

export function listUnmade({ waitingJobs = [] }: OfWaiting): readonly WaitingJob[] {
  return waitingJobs.filter(isUnmade);
}
