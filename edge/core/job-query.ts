/** What GET /jobs is asked for. */

import { JOB_STATUSES, type JobStatus } from '../../origin/job-records.ts';
import { listWords } from '../../origin/job-words.ts';
import { isJobId } from '../../origin/photo-key.ts';
import { AppError } from '../problem.ts';

export const JOB_SORTS = ['created', 'activity', 'scheduled'] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export interface JobQuery {
  /** Only this one. */
  readonly jobId: string | null;
  /** Words, each of which one of the job's words begins with; empty: any job. */
  readonly words: readonly string[];
  readonly status: JobStatus | null;
  readonly sort: JobSort;
  /** Only jobs of this person. */
  readonly member: string | null;
  /** When they are scheduled for; null: any time, or none. */
  readonly scheduled: TimeRange | null;
  readonly cursor: string | null;
}

/** ISO 8601 in UTC with milliseconds, as records have times. */
export interface TimeRange {
  readonly from: string;
  /** The first moment after it. */
  readonly until: string;
}

const MAX_QUERY_LENGTH = 200;
/** So many are asked for at once; more words find nothing else. */
const MAX_WORDS = 6;
const MAX_SUBJECT_LENGTH = 512;

/** @throws {AppError} when a parameter is not what it can be: `bad-request`, naming it */
export function parseJobListQuery(query: URLSearchParams): JobQuery {
  const text = query.get('q') ?? '';
  if (text.length > MAX_QUERY_LENGTH) throw wrong('q', `Must have up to ${MAX_QUERY_LENGTH} characters.`);
  const jobId = query.get('job_id');
  if (jobId !== null && !isJobId(jobId)) throw wrong('job_id', 'Must be a job id.');
  const member = query.get('member');
  if (member !== null && (member === '' || member.length > MAX_SUBJECT_LENGTH || !member.isWellFormed())) {
    throw wrong('member', 'Must be a subject.');
  }
  return {
    jobId,
    words: [...listWords(text)].sort((a, b) => b.length - a.length).slice(0, MAX_WORDS),
    status: choose(query, 'status', JOB_STATUSES),
    sort: choose(query, 'sort', JOB_SORTS) ?? 'created',
    member,
    scheduled: parseRange(query),
    cursor: query.get('cursor'),
  };
}

function choose<const Value extends string>(query: URLSearchParams, name: string, values: readonly Value[]) {
  const said = query.get(name);
  if (said === null) return null;
  const value = values.find((known) => known === said);
  if (value === undefined) throw wrong(name, `Must be one of ${values.join(', ')}.`);
  return value;
}

/** From the beginning of time where only the end is said, and to its end where only the beginning is. */
function parseRange(query: URLSearchParams): TimeRange | null {
  if (!query.has('from') && !query.has('until')) return null;
  return {
    from: parseMoment(query, 'from') ?? '0000',
    until: parseMoment(query, 'until') ?? '9999-12-31T23:59:59.999Z',
  };
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

function parseMoment(query: URLSearchParams, name: 'from' | 'until'): string | null {
  const said = query.get(name);
  if (said === null) return null;
  const ms = MOMENT.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(ms)) throw wrong(name, 'Must be a time with its offset (ISO 8601).');
  return new Date(ms).toISOString();
}

/** Whether a job is scheduled for then. */
export function isScheduledIn(range: TimeRange | null, scheduledFor: string | null): boolean {
  if (range === null) return true;
  return scheduledFor !== null && scheduledFor >= range.from && scheduledFor < range.until;
}

/** What a cursor is refused with. */
export function refuseCursor(): AppError {
  return wrong('cursor', 'Must be the `next` of the page before.');
}

function wrong(parameter: string, detail: string): AppError {
  return new AppError('bad-request', { errors: [{ pointer: `?${parameter}`, detail }] });
}
