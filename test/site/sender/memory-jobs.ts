/** Jobs that wait on a phone, and the edge that makes them, in memory: the same promises as the database's and the edge's. */
import type { Job, JobChange, NewJob } from '../../../edge/api.ts';
import { AppError } from '../../../edge/problem.ts';
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { WaitingJob, WaitingJobs } from '../../../site/outbox/waiting-jobs.ts';
import type { NewJobDependencies } from '../../../site/sender/new-jobs.ts';
import { makeJob } from '../ui/make-photo.ts';
import { type Fate, type MemoryNetwork, pass, toSilence } from './memory-network.ts';

/** @param store of the same phone; absent: it holds no photos */
export function createMemoryWaitingJobs(onChange: () => void, store?: EntryStore): WaitingJobs {
  let jobs: readonly WaitingJob[] = [];
  const list = async (subject: string) => jobs.filter((each) => each.subject === subject);
  return {
    list,
    listWithEntries: async (subject) => ({ entries: (await store?.list(subject)) ?? [], jobs: await list(subject) }),
    async update({ jobId, subject }, toNext) {
      const before = jobs.find((each) => each.job.job_id === jobId && each.subject === subject);
      const after = toNext(before);
      if (after === before) return;
      jobs = [...jobs.filter((each) => each !== before), ...(after ? [after] : [])];
      onChange();
    },
  };
}

export interface MemoryMaker {
  readonly jobMaker: NewJobDependencies['jobMaker'];
  find(jobId: string): Job | undefined;
  /** Somebody else has made a job under this id. */
  take(jobId: string): void;
  /** Somebody else changes it. */
  edit(jobId: string, facts: Partial<Job>): void;
  /** With whose token each was made. */
  readonly makers: Readonly<Record<string, string>>;
}

interface Made {
  readonly job: Job;
  readonly madeOf: string;
}

export function createMemoryMaker(network: MemoryNetwork, next: () => Fate): MemoryMaker {
  const jobs = new Map<string, Made>();
  const makers: Record<string, string> = {};
  const ask = async (jobId: string, handle: (standing: Made | undefined) => Made) => {
    const fate = next();
    await pass(network, { ms: network.roundTripMs });
    if (fate === 'cut') throw toSilence('cut');
    if (typeof fate === 'object') throw toProblem(fate);
    const made = handle(jobs.get(jobId));
    jobs.set(jobId, made);
    if (fate !== 'pass') throw toSilence(fate);
    return made.job;
  };
  return {
    makers,
    find: (jobId) => jobs.get(jobId)?.job,
    take: (job_id) => void jobs.set(job_id, { job: makeJob({ job_id, title: 'Another' }), madeOf: 'another' }),
    edit(jobId, facts) {
      const standing = jobs.get(jobId);
      if (!standing) return;
      const { job, madeOf } = standing;
      jobs.set(jobId, { job: { ...job, ...facts, revision: job.revision + 1 }, madeOf });
    },
    jobMaker: (subject) => ({
      addJob: (asked) =>
        ask(asked.job_id, (standing) => {
          makers[asked.job_id] ??= subject;
          return make(asked, standing);
        }),
      changeJob: ({ job_id, revision }, asked) => ask(job_id, (standing) => change(standing, revision, asked)),
    }),
  };
}

function make({ job_id, title, ...rest }: NewJob, standing: Made | undefined): Made {
  const madeOf = JSON.stringify({ job_id, title, ...rest });
  if (standing && standing.madeOf !== madeOf) throw new AppError('job-exists');
  return standing ?? { job: makeJob({ job_id, title, revision: 1, can: ['view', 'upload'] }), madeOf };
}

function change(standing: Made | undefined, revision: number, asked: JobChange): Made {
  if (!standing) throw new AppError('not-found');
  const { job, madeOf } = standing;
  const { reason: _, ...facts } = asked;
  const next = { ...job, ...facts } as Job;
  if (JSON.stringify(next) === JSON.stringify(job) && [revision, revision + 1].includes(job.revision)) return standing;
  if (job.revision !== revision) throw new AppError('edited-meanwhile', { current: job });
  return { job: { ...next, revision: revision + 1 }, madeOf };
}

function toProblem(fate: Extract<Fate, object>): AppError {
  if ('status' in fate) return new AppError('internal');
  const { problem, retryAfterSeconds } = fate;
  return new AppError(problem, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(problem === 'bad-request' ? { errors: [{ pointer: '/customer_email', detail: '' }] } : {}),
  });
}
