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
  readonly cursor: string | null;
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

/** What a cursor is refused with. */
export function refuseCursor(): AppError {
  return wrong('cursor', 'Must be the `next` of the page before.');
}

function wrong(parameter: string, detail: string): AppError {
  return new AppError('bad-request', { errors: [{ pointer: `?${parameter}`, detail }] });
}
