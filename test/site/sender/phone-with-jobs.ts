/** A phone of Dana's on which jobs wait, with photos behind them, by a clock that jumps. What must never be is told in `wrongs`. */
import type { Job, NewJob } from '../../../edge/api.ts';
import type { EntryStore } from '../../../site/outbox/ports.ts';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { isUnmade, toWaiting, type WaitingJobs } from '../../../site/outbox/waiting-jobs.ts';
import { NewJobs } from '../../../site/sender/new-jobs.ts';
import type { Sender } from '../../../site/sender/sender.ts';
import { createJumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { createMemoryBucket } from '../../support/memory-bucket.ts';
import { NOW_MS } from '../outbox/some-entry.ts';
import { createMemoryEdge } from './memory-edge.ts';
import { createMemoryMaker, createMemoryWaitingJobs } from './memory-jobs.ts';
import type { Fate } from './memory-network.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSender, keepCaptures } from './sender-rig.ts';
import { createSharedSession, type SharedSession } from './shared-session.ts';

const HOUR_MS = 3_600_000;

export interface JobStorm {
  readonly seed?: number;
  /** What befalls the requests for jobs; then all pass. */
  readonly fates?: readonly Fate[];
}

interface PhoneWithJobs {
  readonly clock: JumpingClock;
  readonly store: EntryStore;
  readonly waitingJobs: WaitingJobs;
  readonly session: SharedSession;
  readonly sender: Sender;
}

export function createPhoneWithJobs({ seed = 1, fates = [] }: JobStorm = {}) {
  const clock = createJumpingClock(seed, NOW_MS);
  const left = [...fates];
  const network = { clock, bytesPerMs: 1000, roundTripMs: 100 };
  const maker = createMemoryMaker(network, () => left.shift() ?? 'pass');
  const wrongs = new Set<string>();
  const session = createSharedSession();
  session.change({ kind: 'sign-in', subject: 'dana' }, true);
  const store = createMemoryStore(() => sender.notify());
  const waitingJobs = createMemoryWaitingJobs(() => sender.notify(), store);
  const jobMaker = (subject: string) => {
    if (!session.isSignedIn(subject)) wrongs.add(`a job of ${subject} with the token of ${session.subject()}`);
    return maker.jobMaker(subject);
  };
  const requireJob = (jobId: string) => {
    const job = maker.find(jobId);
    if (!job) wrongs.add(`a photo of ${jobId}, which is not made`);
    if (job && job.status !== 'open') wrongs.add(`a photo of ${jobId}, which is ${job.status}`);
  };
  const bucket = createMemoryBucket(clock.now);
  const edge = createMemoryEdge({ ...network, bucket, lagsMs: [500], fate: () => 'pass' });
  const sender: Sender = createSender({
    ...{ clock, store, session: session.tab, sendForm: edge.sendForm },
    api: session.holdToOwner((subject, signal) => {
      const routes = edge.routes(subject, signal);
      const tickets: typeof routes.tickets = (request) => {
        requireJob(request.job_id);
        return routes.tickets(request);
      };
      return { ...routes, tickets };
    }),
    announce: async (_, { job_id }) => void requireJob(job_id),
    drawLook: async () => new ArrayBuffer(100),
    newJobs: new NewJobs({ clock, waitingJobs, session: session.tab, jobMaker }),
  });
  return { clock, store, waitingJobs, session, sender, maker, wrongs, ...createKeeping({ clock, store, waitingJobs }) };
}

function createKeeping({ clock, store, waitingJobs }: Pick<PhoneWithJobs, 'clock' | 'store' | 'waitingJobs'>) {
  return {
    keep(title: string, { jobId = 'j-new', subject = 'dana' } = {}) {
      const job = { job_id: jobId, title };
      return waitingJobs.update({ jobId, subject }, (before) =>
        toWaiting(before, { job, subject, nowMs: clock.now() }),
      );
    },
    /** An edit of a job that its person has seen as `seen`. */
    edit(seen: Job, typed: Partial<NewJob>, subject = 'dana') {
      const { job_id: jobId, title, status, address } = seen;
      const asked = { job_id: jobId, title, status, address };
      const change = { base: { made: seen, asked }, start: asked, job: { ...asked, ...typed } };
      return waitingJobs.update({ jobId, subject }, (before) =>
        toWaiting(before, { ...change, subject, nowMs: clock.now() }),
      );
    },
    keepPhotos(n: number, { jobId = 'j-new', subject = 'dana', ...other }: Partial<StoredEntry> = {}) {
      const captures = Array.from({ length: n }, (_, index) => ({ ...other, id: `${jobId}-${index}`, jobId, subject }));
      return keepCaptures(store, captures);
    },
  };
}

/** Lives until nothing waits but what is refused, an hour at most, with what the test does meanwhile; returns what waits then. */
export async function liveOn(phone: PhoneWithJobs, act: () => Promise<unknown> = async () => undefined) {
  const { clock, sender, waitingJobs, store, session } = phone;
  const end = new AbortController();
  const isOver = async () => {
    const subject = session.subject() ?? '';
    const jobs = await waitingJobs.list(subject);
    const unmade = new Set(jobs.filter(isUnmade).map(({ job }) => job.job_id));
    return jobs.every(({ problem }) => problem) && (await store.list(subject)).every(({ jobId }) => unmade.has(jobId));
  };
  const watch = async () => {
    await act();
    for (let waitedMs = 0; waitedMs < HOUR_MS && !(await isOver()); waitedMs += 1000) await clock.sleep(1000);
    end.abort();
  };
  await clock.run(
    Promise.all([sender.run(end.signal), watch()]).then(() => undefined),
    clock.now() + 2 * HOUR_MS,
  );
  return { jobs: await waitingJobs.list('dana'), entries: await store.list('dana') };
}
