/**
 * Jobs that were made on this phone and that the edge has not confirmed: they wait here, and their photos behind them. All of them
 * under one name: with an object store of their own, no older page of the site could keep a photo any more.
 */
import type { Job, NewJob } from '../../edge/api.ts';
import type { ProblemCode } from '../../edge/problem.ts';
import type { WithDatabase } from './database.ts';

export interface WaitingJob {
  /** As it was typed last, under the id that it has once and for all. */
  readonly job: NewJob;
  /** Whose it is: only this person's sign-in makes it. */
  readonly subject: string;
  /** By the phone's clock. */
  readonly keptAtMs: number;
  /** What the edge was asked for; where no response came, it may have made just this. */
  readonly asked?: NewJob;
  /** The edge has made it; what was typed since is still to follow. */
  readonly made?: Job;
  /** How often no response, or none that settles it, came. */
  readonly tries: number;
  /** Why it can't be made as it is. It is not asked for again until its owner has changed it, or wants it tried once more. */
  readonly problem?: ProblemCode;
  /** JSON pointers to what is wrong. */
  readonly wrong?: readonly string[];
}

/** Shared by all tabs and the service worker. */
export interface WaitingJobs {
  /** In the order in which they were kept. */
  list(subject: string): Promise<readonly WaitingJob[]>;
  /**
   * Changes a job as it stands now, in one durable transaction. `toNext` gets and gives undefined for none; what it gives back
   * unchanged is not written.
   * @throws {DOMException} when it cannot be kept
   */
  update(jobId: string, toNext: (before: WaitingJob | undefined) => WaitingJob | undefined): Promise<void>;
}

const NAME = 'waiting-jobs';

/** @param onChange is called after every change made here */
export function createWaitingJobs(withDatabase: WithDatabase, onChange: () => void): WaitingJobs {
  return {
    async list(subject) {
      const jobs = toList(await withDatabase((database) => database.read('key-values').get(NAME)));
      return jobs.filter((each) => each.subject === subject);
    },
    async update(jobId, toNext) {
      const isChanged = await withDatabase(async (database) => {
        const change = database.transaction(['key-values'], 'readwrite', { durability: 'strict' });
        const store = change.objectStore('key-values');
        const jobs = toList(await store.get(NAME));
        const before = jobs.find(({ job }) => job.job_id === jobId);
        const after = toNext(before);
        if (after !== before) await store.put(putJob(jobs, before, after), NAME);
        await change.done;
        return after !== before;
      });
      if (isChanged) onChange();
    },
  };
}

/** Whether its photos have nowhere to go yet. */
export function isUnmade({ made }: WaitingJob): boolean {
  return made === undefined;
}

/** The job as it was typed; what was asked for before stands until it is answered. */
export function toWaiting(
  before: WaitingJob | undefined,
  { job, subject, nowMs }: { readonly job: NewJob; readonly subject: string; readonly nowMs: number },
): WaitingJob {
  const { problem: _problem, wrong: _wrong, ...kept } = before ?? { subject, keptAtMs: nowMs };
  return { ...kept, job, tries: 0 };
}

function putJob(jobs: readonly WaitingJob[], before: WaitingJob | undefined, after: WaitingJob | undefined) {
  const others = jobs.filter((each) => each !== before);
  return after === undefined ? others : [...others, after].sort((a, b) => a.keptAtMs - b.keptAtMs);
}

/** What stands under the name was written by a page of this site. */
function toList(value: unknown): readonly WaitingJob[] {
  return (value ?? []) as readonly WaitingJob[];
}
