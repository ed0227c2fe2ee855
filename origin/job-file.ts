/**
 * A job as a file: what an operator hands in, and the copy that stands in the uploads bucket, so that the table can be
 * rebuilt from the bucket alone. Copies lie at `records/jobs/{job_id}.json`: neither under `jobs/`, whose objects raise
 * events, nor anywhere that a path of the distribution leads to.
 */
import {
  EVERY_JOB,
  formatActivitySort,
  formatMemberKey,
  formatMemberSort,
  JOB_STATUSES,
  type JobRecord,
  type JobStatus,
  type MemberRecord,
} from './job-records.ts';
import { isJobId } from './photo-key.ts';
import { formatJobKey } from './record-key.ts';
import { countCharacters, hasUnprintable } from './title.ts';

export interface JobFile {
  readonly job_id: string;
  /** 1–200 characters. */
  readonly title: string;
  /** Up to 300 characters. */
  readonly address: string;
  readonly status: JobStatus;
  /** Subjects of the workers, at most 100, each once. */
  readonly members: readonly string[];
  /** What members are called, by subject, as far as it is known. */
  readonly member_names: Readonly<Record<string, string>>;
  /** Subject of the customer. */
  readonly customer: string | null;
  /** Up to 200 characters. */
  readonly customer_name: string | null;
  /** ISO 8601, UTC. */
  readonly scheduled_for: string | null;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** ISO 8601, UTC: when it was last changed. */
  readonly updated_at: string;
}

/** What is said of a job; what is not said stays as it is. */
export type JobDraft = Pick<JobFile, 'job_id'> & Partial<JobFile>;

export interface JobRows {
  readonly job: JobRecord;
  /** One for each worker and the customer. */
  readonly members: readonly MemberRecord[];
}

/** A job that cannot be taken; the message names the member. */
export class JobFileError extends Error {
  override readonly name = 'JobFileError';
}

export const JOB_FILES_PREFIX = 'records/jobs/';
const JOB_FILE_KEY = /^records\/jobs\/([^/.]+)\.json$/;
const MAX_TITLE_LENGTH = 200;
const MAX_ADDRESS_LENGTH = 300;
const MAX_NAME_LENGTH = 100;
const MAX_MEMBERS = 100;
/** Percent-encoded: no token has a longer subject. */
const MAX_ENCODED_SUBJECT_LENGTH = 512;
const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const MEMBERS = [
  'job_id',
  'title',
  'address',
  'status',
  'members',
  'member_names',
  'customer',
  'customer_name',
  'scheduled_for',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof JobFile)[];

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
  return `${JSON.stringify(Object.fromEntries(MEMBERS.map((name) => [name, job[name]])), null, 2)}\n`;
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
  const stranger = Object.keys(said).find((name) => !MEMBERS.some((known) => known === name));
  if (stranger !== undefined) throw new JobFileError(`${stranger} is no member of a job`);
  const { job_id, title, address, status, members, member_names, customer, customer_name } = said;
  if (typeof job_id !== 'string' || !isJobId(job_id)) throw new JobFileError(`job_id: ${job_id} is no job id`);
  const times = ['created_at', 'updated_at'] as const;
  return {
    job_id,
    ...(title === undefined ? {} : { title: parseText('title', title, { min: 1, max: MAX_TITLE_LENGTH }) }),
    ...(address === undefined ? {} : { address: parseText('address', address, { min: 0, max: MAX_ADDRESS_LENGTH }) }),
    ...(status === undefined ? {} : { status: parseStatus(status) }),
    ...(members === undefined ? {} : { members: parseMembers(members) }),
    ...(member_names === undefined ? {} : { member_names: parseNames(member_names) }),
    ...(customer === undefined ? {} : { customer: customer === null ? null : parseSubject('customer', customer) }),
    ...(customer_name === undefined ? {} : { customer_name: parseCustomerName(customer_name) }),
    ...(said.scheduled_for === undefined ? {} : { scheduled_for: parseSchedule(said.scheduled_for) }),
    ...Object.fromEntries(
      times.flatMap((name) => (said[name] === undefined ? [] : [[name, parseTime(name, said[name])]])),
    ),
  };
}

/**
 * Merges a draft into the job that stands. A new job needs a title and an address; it is open and created `now`
 * (ISO 8601, UTC) unless the draft says otherwise. What changes it is of now.
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
    scheduled_for: rest.scheduled_for ?? null,
    created_at: rest.created_at ?? now,
    updated_at: rest.updated_at ?? now,
  };
  const isChanged = standing === null || formatJobFile(job) !== formatJobFile(standing);
  const isTold = draft.updated_at !== undefined && draft.updated_at !== standing?.updated_at;
  return isChanged && !isTold ? { ...job, updated_at: now } : job;
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
  const said = MEMBERS.flatMap((name) => (job[name] === undefined ? [] : [[name, job[name]]]));
  return completeJob(Object.fromEntries(said) as JobFile, null, job.created_at);
}

function parseText(name: string, value: unknown, { min, max }: { readonly min: number; readonly max: number }): string {
  if (typeof value !== 'string') throw new JobFileError(`${name} is no text`);
  const text = value.normalize('NFC').trim();
  const length = countCharacters(text);
  if (length < min || length > max) throw new JobFileError(`${name} must have ${min} to ${max} characters`);
  if (hasUnprintable(text) || !text.isWellFormed()) throw new JobFileError(`${name} has control characters`);
  return text;
}

function parseStatus(value: unknown): JobStatus {
  const status = JOB_STATUSES.find((known) => known === value);
  if (status !== undefined) return status;
  throw new JobFileError('status must be open or closed');
}

function parseCustomerName(value: unknown): string | null {
  return value === null ? null : parseText('customer_name', value, { min: 1, max: MAX_TITLE_LENGTH });
}

function parseSchedule(value: unknown): string | null {
  return value === null ? null : parseTime('scheduled_for', value);
}

function parseNames(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new JobFileError('member_names is no object');
  }
  const names = Object.entries(value).map(([subject, name]) => [
    parseSubject('member_names', subject),
    parseText('member_names', name, { min: 1, max: MAX_NAME_LENGTH }),
  ]);
  return Object.fromEntries(names);
}

function parseMembers(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new JobFileError('members is no list');
  const subjects = [...new Set(value.map((each) => parseSubject('members', each)))];
  if (subjects.length > MAX_MEMBERS) throw new JobFileError(`members are more than ${MAX_MEMBERS}`);
  return subjects;
}

function parseSubject(name: string, value: unknown): string {
  if (typeof value === 'string' && isSubject(value)) return value;
  throw new JobFileError(`${name}: ${JSON.stringify(value)} is no subject`);
}

function isSubject(value: string): boolean {
  const isText = value !== '' && value.isWellFormed() && !hasUnprintable(value);
  return isText && value !== EVERY_JOB && encodeURIComponent(value).length <= MAX_ENCODED_SUBJECT_LENGTH;
}

function parseTime(name: string, value: unknown): string {
  const isTime = typeof value === 'string' && ISO_WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value));
  if (!isTime) throw new JobFileError(`${name} must be a time with its offset (ISO 8601)`);
  return new Date(value).toISOString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JobFileError('not JSON');
  }
}
