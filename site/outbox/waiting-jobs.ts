/**
 * Jobs that were made or changed on this phone, which the edge has not confirmed: they wait here, and behind those that it does not
 * know their photos. All of them under one name: with an object store of their own, no older page of the site could keep a photo
 * any more.
 */
import type { Job, NewJob } from '../../edge/api.ts';
import type { ProblemCode } from '../../edge/problem.ts';
import type { WithDatabase } from './database.ts';
import type { StoredEntry } from './stored-entry.ts';

export interface WaitingJob {
  /** As it was typed last, under the id that it has once and for all. */
  readonly job: NewJob;
  /** Whose it is: only this person's sign-in makes it. */
  readonly subject: string;
  /** By the phone's clock. */
  readonly keptAtMs: number;
  /** What the edge was asked for; where no response came, it may have made just this. Of one that is made: what the edge has. */
  readonly asked?: NewJob;
  /** The edge has made it; what was typed since is still to follow. */
  readonly made?: Job;
  /** What the edge was asked to make of `made`; where no response came, it may have done so. */
  readonly asking?: NewJob | undefined;
  /** Why it is closed though a required stage shows on no photo. */
  readonly reason?: string | undefined;
  /** How often no response, or none that settles it, came. */
  readonly tries: number;
  /** Why it can't be made as it is. It is not asked for again until its owner has changed it, or wants it tried once more. */
  readonly problem?: ProblemCode;
  /** JSON pointers to what is wrong. */
  readonly wrong?: readonly string[];
  /** Somebody else was quicker: the job as the edge has it now. */
  readonly current?: Job | null;
}

/** Of two who use a phone, each may have changed the same job. */
export interface WaitingName {
  readonly jobId: string;
  readonly subject: string;
}

/** What a person's phone holds, as it is at one moment. */
export interface Waiting {
  readonly entries: readonly StoredEntry[];
  readonly jobs: readonly WaitingJob[];
}

/** Shared by all tabs and the service worker. */
export interface WaitingJobs {
  /** In the order in which they were kept. */
  list(subject: string): Promise<readonly WaitingJob[]>;
  /** With the entries, oldest first: no job is seen without the photos behind it. */
  listWithEntries(subject: string): Promise<Waiting>;
  /**
   * Changes a job as it stands now, in one durable transaction. `toNext` gets and gives undefined for none; what it gives back
   * unchanged is not written.
   * @throws {DOMException} when it cannot be kept
   */
  update(name: WaitingName, toNext: (before: WaitingJob | undefined) => WaitingJob | undefined): Promise<void>;
}

const NAME = 'waiting-jobs';

/** @param onChange is called after every change made here */
export function createWaitingJobs(withDatabase: WithDatabase, onChange: () => void): WaitingJobs {
  return {
    async list(subject) {
      const jobs = toList(await withDatabase((database) => database.read('key-values').get(NAME)));
      return jobs.filter((each) => each.subject === subject);
    },
    listWithEntries: (subject) =>
      withDatabase(async (database) => {
        const look = database.transaction(['entries', 'key-values'], 'readonly');
        // What fails in it is told by its requests.
        look.done.catch(() => undefined);
        const reads = [look.objectStore('entries').getAll(), look.objectStore('key-values').get(NAME)] as const;
        const [entries, jobs] = await Promise.all(reads);
        const isOwn = (each: { readonly subject: string }) => each.subject === subject;
        return {
          entries: entries.filter(isOwn).sort((a, b) => a.capturedAtMs - b.capturedAtMs),
          jobs: toList(jobs).filter(isOwn),
        };
      }),
    async update({ jobId, subject }, toNext) {
      const isChanged = await withDatabase(async (database) => {
        const change = database.transaction(['key-values'], 'readwrite', { durability: 'strict' });
        const store = change.objectStore('key-values');
        const jobs = toList(await store.get(NAME));
        const before = jobs.find((each) => each.job.job_id === jobId && each.subject === subject);
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

export interface Typed extends Pick<WaitingJob, 'job' | 'subject' | 'reason'> {
  /** The job that was changed, and all that can be changed of it; absent: it is a new one. */
  readonly base?: { readonly made: Job; readonly asked: NewJob };
  /** What typing began with: what stands otherwise in `job` was typed. Absent: all of it was. */
  readonly start?: NewJob;
  readonly nowMs: number;
}

/**
 * The job as it was typed; what was asked for before stands until it is answered. What waits already, typed elsewhere on this phone,
 * stays where nothing else was typed now.
 */
export function toWaiting(before: WaitingJob | undefined, { job, base, start, nowMs, ...typed }: Typed): WaitingJob {
  const { problem: _problem, wrong: _wrong, current: _current, ...kept } = before ?? { keptAtMs: nowMs };
  const isLater = base && base.made.revision > (before?.made?.revision ?? -1);
  const standing =
    before && isLater ? { ...base.asked, ...toTyped(before.asked ?? before.job, before.job) } : before?.job;
  const all = standing && start ? { ...standing, ...toTyped(start, job) } : job;
  return { ...kept, ...(isLater && { ...base, asking: undefined }), ...typed, job: all, tries: 0 };
}

/** What was typed and stands in `asked` otherwise: both say all of the job. */
export function toTyped(asked: NewJob, typed: NewJob): Partial<NewJob> {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => !isSame(value, Reflect.get(asked, name))));
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function putJob(jobs: readonly WaitingJob[], before: WaitingJob | undefined, after: WaitingJob | undefined) {
  const others = jobs.filter((each) => each !== before);
  return after === undefined ? others : [...others, after].sort((a, b) => a.keptAtMs - b.keptAtMs);
}

/** What stands under the name was written by a page of this site. */
function toList(value: unknown): readonly WaitingJob[] {
  return (value ?? []) as readonly WaitingJob[];
}
