/**
 * A job as a file: what an operator hands in, and the copy that stands in the uploads bucket, so that the table can be
 * rebuilt from the bucket alone. Copies lie at `records/jobs/{job_id}.json`: neither under `jobs/`, whose objects raise
 * events, nor anywhere that a path of the distribution leads to.
 */
import { isJobId } from './photo-key.ts';
import {
  EVERY_JOB,
  formatJobKey,
  formatMemberKey,
  formatMemberSort,
  type JobRecord,
  type MemberRecord,
} from './records.ts';
import { countCharacters, hasUnprintable } from './title.ts';

export interface JobFile {
  readonly job_id: string;
  /** 1–200 characters. */
  readonly title: string;
  /** Up to 300 characters. */
  readonly address: string;
  readonly status: JobRecord['status'];
  /** Subjects of the workers, at most 100, each once. */
  readonly members: readonly string[];
  /** Subject of the customer. */
  readonly customer: string | null;
  /** ISO 8601, UTC. */
  readonly created_at: string;
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
const MAX_MEMBERS = 100;
/** Percent-encoded: no token has a longer subject. */
const MAX_ENCODED_SUBJECT_LENGTH = 512;
const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const MEMBERS = ['job_id', 'title', 'address', 'status', 'members', 'customer', 'created_at'] as const;

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
 * Reads the text of a copy.
 * @throws {JobFileError} when it is no JSON, or a member is missing or wrong
 */
export function parseJobFile(text: string): JobFile {
  const draft = parseJobDraft(parseJson(text));
  if (draft.created_at === undefined) throw new JobFileError('created_at is missing');
  return completeJob(draft, null, draft.created_at);
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
  const { job_id, title, address, status, members, customer, created_at } = said;
  if (typeof job_id !== 'string' || !isJobId(job_id)) throw new JobFileError(`job_id: ${job_id} is no job id`);
  return {
    job_id,
    ...(title === undefined ? {} : { title: parseText('title', title, { min: 1, max: MAX_TITLE_LENGTH }) }),
    ...(address === undefined ? {} : { address: parseText('address', address, { min: 0, max: MAX_ADDRESS_LENGTH }) }),
    ...(status === undefined ? {} : { status: parseStatus(status) }),
    ...(members === undefined ? {} : { members: parseMembers(members) }),
    ...(customer === undefined ? {} : { customer: customer === null ? null : parseSubject('customer', customer) }),
    ...(created_at === undefined ? {} : { created_at: parseTime(created_at) }),
  };
}

/**
 * Merges a draft into the job that stands. A new job needs a title and an address; it is open and created `now`
 * (ISO 8601, UTC) unless the draft says otherwise.
 * @throws {JobFileError} when a new job lacks one of these
 */
export function completeJob(draft: JobDraft, standing: JobFile | null, now: string): JobFile {
  const { title, address, ...rest } = { ...standing, ...draft };
  if (title === undefined) throw new JobFileError('title is missing');
  if (address === undefined) throw new JobFileError('address is missing');
  return {
    job_id: draft.job_id,
    title,
    address,
    status: rest.status ?? 'open',
    members: rest.members ?? [],
    customer: rest.customer ?? null,
    created_at: rest.created_at ?? now,
  };
}

/** Makes the rows of a job: its own, and one for every worker and the customer. */
export function toJobRows(file: JobFile): JobRows {
  const member_sort = formatMemberSort(file.created_at, file.job_id);
  const people = new Set([...file.members, ...(file.customer === null ? [] : [file.customer])]);
  return {
    job: { ...formatJobKey(file.job_id), ...file, member: EVERY_JOB, member_sort },
    members: [...people].map((member) => ({
      ...formatMemberKey(file.job_id, member),
      job_id: file.job_id,
      member,
      member_sort,
    })),
  };
}

/** Reads a job back from its own row. */
export function toJobFile({ job_id, title, address, status, members, customer, created_at }: JobRecord): JobFile {
  return { job_id, title, address, status, members, customer, created_at };
}

function parseText(name: string, value: unknown, { min, max }: { readonly min: number; readonly max: number }): string {
  if (typeof value !== 'string') throw new JobFileError(`${name} is no text`);
  const text = value.normalize('NFC').trim();
  const length = countCharacters(text);
  if (length < min || length > max) throw new JobFileError(`${name} must have ${min} to ${max} characters`);
  if (hasUnprintable(text) || !text.isWellFormed()) throw new JobFileError(`${name} has control characters`);
  return text;
}

function parseStatus(value: unknown): JobFile['status'] {
  if (value === 'open' || value === 'closed') return value;
  throw new JobFileError('status must be open or closed');
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

function parseTime(value: unknown): string {
  const isTime = typeof value === 'string' && ISO_WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value));
  if (!isTime) throw new JobFileError('created_at must be a time with its offset (ISO 8601)');
  return new Date(value).toISOString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JobFileError('not JSON');
  }
}
