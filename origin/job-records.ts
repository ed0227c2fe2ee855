/**
 * The rows of a job and of the people in it, and the indexes that answer which jobs somebody may see. Each index has the
 * partition key `member`: a subject, or `*` for those who see every job. What derives from photos stands on the job's row
 * too, and is none of a job's writer's business.
 *
 * | index       | sort key      | orders by                                                                    |
 * |-------------|---------------|------------------------------------------------------------------------------|
 * | by-member   | member_sort   | creation                                                                     |
 * | by-activity | activity_sort | the last photo, else creation; photos move it once in ACTIVITY_STEP_MS      |
 * | by-schedule | schedule_sort | the time that the job is scheduled for; jobs without one are not in it       |
 */
import type { Stage } from './object-facts.ts';
import { formatJobKey, type RecordKey } from './record-key.ts';

export const EVERY_JOB = '*';
export const MEMBER_INDEX = 'by-member';
export const ACTIVITY_INDEX = 'by-activity';
export const SCHEDULE_INDEX = 'by-schedule';

/** The sort key of each index. */
export const JOB_INDEXES = {
  [MEMBER_INDEX]: 'member_sort',
  [ACTIVITY_INDEX]: 'activity_sort',
  [SCHEDULE_INDEX]: 'schedule_sort',
} as const;

/** Photos go into an open one alone. */
export const JOB_STATUSES = ['pending', 'open', 'closed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Where a row stands in the indexes. */
export interface JobPlaces {
  readonly member_sort: string;
  readonly activity_sort: string;
  readonly schedule_sort?: string;
}

/** A job as its copy in the bucket has it (job-file.ts): all that people say of it. */
export interface JobFile {
  readonly job_id: string;
  /** 1–200 characters. */
  readonly title: string;
  /** Up to 300 characters. */
  readonly address: string;
  readonly status: JobStatus;
  /** Subjects of the workers, at most 100, each once. */
  readonly members: readonly string[];
  /** What these are called, by subject, as far as it is known. */
  readonly member_names: Readonly<Record<string, string>>;
  /** Subject of the customer. */
  readonly customer: string | null;
  /** Up to 200 characters. */
  readonly customer_name: string | null;
  /** Digits and what people write between them. */
  readonly customer_phone: string | null;
  readonly customer_email: string | null;
  /** ISO 8601, UTC. */
  readonly scheduled_for: string | null;
  /** Stages that must be shown before it is closed, in the order of the stages. */
  readonly required_stages: readonly Stage[];
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** ISO 8601, UTC: when it was last changed, its photos aside. */
  readonly updated_at: string;
  /** Grows by one with every change of the job: the precondition of the next. */
  readonly revision: number;
  /** SHA-256 of what it was asked to be made of, so that the same request is known again; null: nobody has asked. */
  readonly made_of: string | null;
}

/** Its row: the same, where it stands in the indexes, and what derives from its photos (job-album.ts). */
export interface JobRecord extends RecordKey, JobPlaces, JobFile {
  readonly member: typeof EVERY_JOB;
}

export interface MemberRecord extends RecordKey, JobPlaces {
  readonly job_id: string;
  readonly member: string;
  readonly status: JobStatus;
}

/** So often do photos move a job in `by-activity`, for each row of it is written then. */
export const ACTIVITY_STEP_MS = 5 * 60_000;

export function formatMemberKey(jobId: string, subject: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `MEMBER#${subject}` };
}

/** Places in by-member and by-schedule: the latest first when read backwards. */
export function formatMemberSort(time: string, jobId: string): string {
  return `${time}#${jobId}`;
}

/** Place in by-activity. @param lastPhotoAt ISO 8601; absent: no photo has come */
export function formatActivitySort(job: Pick<JobRecord, 'job_id' | 'created_at'>, lastPhotoAt?: string): string {
  const stepAt = Math.floor(Date.parse(lastPhotoAt ?? '') / ACTIVITY_STEP_MS) * ACTIVITY_STEP_MS;
  const photos = Number.isNaN(stepAt) ? '' : new Date(stepAt).toISOString();
  return formatMemberSort(photos > job.created_at ? photos : job.created_at, job.job_id);
}
