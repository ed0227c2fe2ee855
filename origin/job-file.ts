/**
 * A job as a file: what somebody hands in, and the copy that stands in the uploads bucket, so that the table can be
 * rebuilt from the bucket alone. Copies lie at `records/jobs/{job_id}.json`: neither under `jobs/`, whose objects raise
 * events, nor anywhere that a path of the distribution leads to.
 */
import { JOB_MEMBER_NAMES, JobFileError, parseJobMember } from './job-members.ts';
import {
  EVERY_JOB,
  formatActivitySort,
  formatMemberKey,
  formatMemberSort,
  type JobFile,
  type JobRecord,
  type MemberRecord,
} from './job-records.ts';
import { isJobId } from './photo-key.ts';
import { formatJobKey } from './record-key.ts';

export { JobFileError } from './job-members.ts';
export type { JobFile } from './job-records.ts';

/** What is said of a job; what is not said stays as it is. */
export type JobDraft = Pick<JobFile, 'job_id'> & Partial<JobFile>;

export interface JobRows {
  readonly job: JobRecord;
  /** One for each worker and the customer. */
  readonly members: readonly MemberRecord[];
}

export const JOB_FILES_PREFIX = 'records/jobs/';
const JOB_FILE_KEY = /^records\/jobs\/([^/.]+)\.json$/;

export function formatJobFileKey(jobId: string): string {
  return `${JOB_FILES_PREFIX}${jobId}.json`;
}

/** Reads the key of a copy: the job's id, or null for a key that is none. */
export function parseJobFileKey(key: string): string | null {
  const [, jobId = ''] = JOB_FILE_KEY.exec(key) ?? [];
  return isJobId(jobId) ? jobId : null;
}

/** The same job gives the same text. */
export function formatJobFile(job: JobFile): string {
  return `${JSON.stringify(Object.fromEntries(JOB_MEMBER_NAMES.map((name) => [name, job[name]])), null, 2)}\n`;
}

/**
 * Reads the text of a copy, also one that was written before jobs had all of their members.
 * @throws {JobFileError} when it is no JSON, or a member is missing or wrong
 */
export function parseJobFile(text: string): JobFile {
  const draft = parseJobDraft(parseJson(text));
  if (draft.created_at === undefined) throw new JobFileError('created_at is missing');
  return completeJob(draft, null, draft.updated_at ?? draft.created_at);
}

/**
 * Reads what is said of a job.
 * @throws {JobFileError} when a member is wrong, or not known: it may be a slip
 */
export function parseJobDraft(value: unknown): JobDraft {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new JobFileError('not an object');
  const said: Readonly<Record<string, unknown>> = { ...value };
  const stranger = Object.keys(said).find((name) => !JOB_MEMBER_NAMES.some((known) => known === name));
  if (stranger !== undefined) throw new JobFileError(`${stranger} is no member of a job`);
  const members = JOB_MEMBER_NAMES.filter((name) => said[name] !== undefined).map((name) => [
    name,
    parseJobMember(name, said[name]),
  ]);
  return { job_id: parseJobMember('job_id', said.job_id), ...Object.fromEntries(members) };
}

/**
 * Merges a draft into the job that stands. A new job needs a title and an address; it is open and created `now`
 * (ISO 8601, UTC) unless the draft says otherwise. What changes it is of now, and makes the next revision.
 * @throws {JobFileError} when a new job lacks one of these
 */
export function completeJob(draft: JobDraft, standing: JobFile | null, now: string): JobFile {
  const { title, address, ...rest } = { ...standing, ...draft };
  if (title === undefined) throw new JobFileError('title is missing');
  if (address === undefined) throw new JobFileError('address is missing');
  const members = rest.members ?? [];
  const names = { ...standing?.member_names, ...draft.member_names };
  const job = {
    job_id: draft.job_id,
    title,
    address,
    status: rest.status ?? 'open',
    members,
    member_names: Object.fromEntries(
      members.flatMap((subject) => (Object.hasOwn(names, subject) ? [[subject, names[subject] ?? '']] : [])),
    ),
    customer: rest.customer ?? null,
    customer_name: rest.customer_name ?? null,
    customer_phone: rest.customer_phone ?? null,
    customer_email: rest.customer_email ?? null,
    scheduled_for: rest.scheduled_for ?? null,
    required_stages: rest.required_stages ?? [],
    created_at: rest.created_at ?? now,
    updated_at: rest.updated_at ?? now,
    revision: standing?.revision ?? draft.revision ?? 1,
    made_of: (standing ?? draft).made_of ?? null,
  };
  if (standing === null || formatJobFile(job) === formatJobFile(standing)) return job;
  const isTold = draft.updated_at !== undefined && draft.updated_at !== standing.updated_at;
  return { ...job, revision: standing.revision + 1, ...(isTold ? {} : { updated_at: now }) };
}

/** Makes the rows of a job: its own, and one for every worker and the customer. */
export function toJobRows(file: JobFile): JobRows {
  const { job_id, status, scheduled_for } = file;
  const places = {
    member_sort: formatMemberSort(file.created_at, job_id),
    activity_sort: formatActivitySort(file),
    ...(scheduled_for === null ? {} : { schedule_sort: formatMemberSort(scheduled_for, job_id) }),
  };
  const people = new Set([...file.members, ...(file.customer === null ? [] : [file.customer])]);
  return {
    job: { ...formatJobKey(job_id), ...file, member: EVERY_JOB, ...places },
    members: [...people].map((member) => ({ ...formatMemberKey(job_id, member), job_id, member, status, ...places })),
  };
}

/** Reads a job back from its own row. */
export function toJobFile(job: JobRecord): JobFile {
  const said = JOB_MEMBER_NAMES.flatMap((name) => (job[name] === undefined ? [] : [[name, job[name]]]));
  return completeJob(Object.fromEntries(said) as JobFile, null, job.created_at);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JobFileError('not JSON');
  }
}
