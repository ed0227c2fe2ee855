/**
 * The rule by which the photos of jobs that are over have had their time: so many days after the job was last changed and its last
 * photo came. They go for good, every version of them; the job stays, with what the audit log says of it. A job on hold keeps them.
 */
import type { JobRecord } from '../job-records.ts';

/** Of a job's row, what the rule looks at. */
export interface RetainedJob extends Pick<JobRecord, 'job_id' | 'status' | 'updated_at'> {
  readonly last_photo_at?: string;
  /** ISO 8601, UTC: when the rule was last done with it. */
  readonly photos_removed_at?: string;
}

export interface RetentionRule {
  readonly days: number;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

export interface RetentionPorts {
  /** Ids of jobs whose last photo came before, or that are as old and never had one. */
  listQuietJobs(before: string): AsyncIterable<string>;
  /** Null: there is none any more. */
  readJob(jobId: string): Promise<RetainedJob | null>;
  isHeld(jobId: string): Promise<boolean>;
  countPhotos(jobId: string): Promise<number>;
  /** Removes every version of the photos' files and images; tells how many stay because they are locked. */
  removeObjects(jobId: string): Promise<{ readonly removed: number; readonly locked: number }>;
  removeRecords(jobId: string): Promise<void>;
  /** Has the audit log say it. */
  tell(jobId: string, removal: { readonly at: string; readonly photos: number; readonly days: number }): Promise<void>;
  /** Has the job's row say that it has no photos any more. @param at ISO 8601, UTC */
  settle(jobId: string, at: string): Promise<void>;
  report(outcome: RetentionOutcome): void;
}

/** `due`: it would be removed (dry run); `locked`: the bucket does not let some go yet, so the rest of it waits for the next time. */
export interface RetentionOutcome {
  readonly kind: 'removed' | 'due' | 'held' | 'locked';
  readonly job_id: string;
  readonly photos: number;
  readonly objects: number;
}

export interface RetentionOptions extends RetentionRule {
  readonly isDryRun: boolean;
  /** Whether no other job may be begun. */
  isOver(): boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What happened last decides: who changes a job that is over has a use for it. */
export function isDue(job: RetainedJob, { days, nowMs }: RetentionRule): boolean {
  const isOver = job.status === 'closed' || job.status === 'cancelled';
  const last = Math.max(Date.parse(job.updated_at), Date.parse(job.last_photo_at ?? job.updated_at));
  if (!isOver || Number.isNaN(last) || last > nowMs - days * DAY_MS) return false;
  // A photo may have come after all: out of a table that was made again, or by hand.
  return job.photos_removed_at === undefined || job.photos_removed_at < (job.last_photo_at ?? '');
}

/** Removes what is due, job by job. What breaks off is done again, from the beginning of that job. */
export async function removeDuePhotos(
  ports: RetentionPorts,
  options: RetentionOptions,
): Promise<readonly RetentionOutcome[]> {
  const outcomes: RetentionOutcome[] = [];
  const before = new Date(options.nowMs - options.days * DAY_MS).toISOString();
  for await (const jobId of ports.listQuietJobs(before)) {
    if (options.isOver()) break;
    const job = await ports.readJob(jobId);
    if (!job || !isDue(job, options)) continue;
    const outcome = await removePhotos(jobId, ports, options);
    if (outcome.photos + outcome.objects === 0) continue;
    ports.report(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/**
 * The log first: nothing goes untold, though it may be told twice where it broke off. Then the files: a record without files tells of
 * something that is gone, and files without a record would be developed anew.
 */
async function removePhotos(
  jobId: string,
  ports: RetentionPorts,
  { days, nowMs, isDryRun }: RetentionOptions,
): Promise<RetentionOutcome> {
  const [isHeld, photos] = await Promise.all([ports.isHeld(jobId), ports.countPhotos(jobId)]);
  const found = { job_id: jobId, photos, objects: 0 };
  if (isHeld || isDryRun) return { kind: isHeld ? 'held' : 'due', ...found };
  const at = new Date(nowMs).toISOString();
  if (photos > 0) await ports.tell(jobId, { at, photos, days });
  const { removed: objects, locked } = await ports.removeObjects(jobId);
  if (locked > 0) return { kind: 'locked', ...found, objects };
  await ports.removeRecords(jobId);
  await ports.settle(jobId, at);
  return { kind: 'removed', ...found, objects };
}
