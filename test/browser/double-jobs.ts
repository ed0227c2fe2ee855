/** The jobs of the edge double: those that a test has put there, and what a dispatcher makes and changes of them. */
import type { Job } from '../../edge/api.ts';
import { type EdgeResponse, toJsonResponse } from '../../edge/core/exchange.ts';
import { parseRevision } from '../../edge/core/parse-edit.ts';
import { hashDraft, parseJobChange, parseNewJob } from '../../edge/core/parse-job-facts.ts';
import { AppError } from '../../edge/problem.ts';
import type { JobDraft } from '../../origin/job-file.ts';

/** Where the double keeps them. */
export interface JobShelf {
  jobs: readonly Job[];
}

/** How each was asked for. */
const madeOf = new WeakMap<Job, string>();

const DISPATCHER = ['view', 'upload', 'edit', 'delete', 'share', 'audit', 'manage'] as const;

/** @throws {AppError} when the edge would refuse it */
export function addDoubleJob(shelf: JobShelf, body: unknown, now: Date): EdgeResponse {
  const draft = parseNewJob(body);
  const standing = shelf.jobs.find(({ job_id }) => job_id === draft.job_id);
  const asked = hashDraft(draft);
  if (standing !== undefined && madeOf.get(standing) !== asked) throw new AppError('job-exists');
  if (standing !== undefined) return toJobResponse(standing);
  const at = now.toISOString();
  const job = merge({ ...EMPTY, created_at: at, updated_at: at, job_id: draft.job_id }, draft);
  madeOf.set(job, asked);
  shelf.jobs = [job, ...shelf.jobs];
  return { ...toJobResponse(job), status: 201 };
}

/** @throws {AppError} when the edge would refuse it */
export function changeDoubleJob(
  shelf: JobShelf,
  jobId: string,
  { ifMatch, body }: { readonly ifMatch: string | null; readonly body: unknown },
): EdgeResponse {
  const standing = shelf.jobs.find(({ job_id }) => job_id === jobId);
  if (standing === undefined) throw new AppError('access-denied');
  const revision = parseRevision(ifMatch);
  const { draft, reason } = parseJobChange(jobId, body);
  const job = merge(standing, draft);
  const isSame = JSON.stringify(job) === JSON.stringify(standing);
  if (isSame && [0, 1].includes(standing.revision - revision)) return toJobResponse(standing);
  if (standing.revision !== revision) throw new AppError('edited-meanwhile', { current: standing });
  const missing = job.required_stages.filter((stage) => job.stages[stage] === 0);
  if (draft.status === 'closed' && standing.status !== 'closed' && missing.length > 0 && reason === null) {
    throw new AppError('stages-missing', { errors: [{ pointer: '/reason', detail: `Missing: ${missing}.` }] });
  }
  const changed = { ...job, revision: revision + 1 };
  madeOf.set(changed, madeOf.get(standing) ?? '');
  shelf.jobs = shelf.jobs.map((each) => (each === standing ? changed : each));
  return toJobResponse(changed);
}

const EMPTY: Job = {
  job_id: '',
  title: '',
  address: '',
  status: 'open',
  customer_name: null,
  customer_phone: null,
  customer_email: null,
  customer: null,
  scheduled_for: null,
  required_stages: [],
  created_at: '',
  updated_at: '',
  revision: 1,
  photo_count: 0,
  stages: { before: 0, load: 0, after: 0, receipt: 0, damage: 0 },
  last_photo_at: null,
  cover_url: null,
  crew: [],
  can: DISPATCHER,
};

function merge(job: Job, { members, member_names = {}, made_of: _made, ...facts }: JobDraft): Job {
  const crew = members?.map((subject) => ({ subject, name: member_names[subject] ?? null }));
  return { ...job, ...facts, ...(crew === undefined ? {} : { crew }) };
}

function toJobResponse(job: Job): EdgeResponse {
  return toJsonResponse(job, { etag: `"${job.revision}"` });
}
