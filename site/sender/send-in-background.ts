/**
 * Sends what waits when no page is open: for the service worker's `sync` event (Chromium; WebKit has none). It takes the
 * same lock as the pages, and while a page is sending it has the browser ask again later.
 */
import { createEditorApi } from '../api/editor-api.ts';
import { createDatabase } from '../outbox/database.ts';
import { createEntryStore } from '../outbox/entry-store.ts';
import { isRefusedByJob } from '../outbox/job-refusal.ts';
import { isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import { createWaitingJobs, isUnmade } from '../outbox/waiting-jobs.ts';
import type { Api } from '../phone.ts';
import { type BackgroundFetchRegistration, toBackgroundUploads } from './background-uploads.ts';
import { createHeartbeats } from './heartbeats.ts';
import { isLockWanted, takeLock } from './hold-lock.ts';
import { NewJobs } from './new-jobs.ts';
import { openBackground } from './open-background.ts';
import { phoneClock } from './phone-clock.ts';
import { Sender } from './sender.ts';
import { settleBackground, takeBackLost } from './settle-background.ts';
import { createTabChannel, type TabChannel } from './tab-channel.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * A connection that fails now may be better in some seconds, when the next sync comes in minutes; and an upload may be nearly
 * done when a page wants to send, which sees more of a connection than a service worker does.
 */
const IDLE_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 1000;

/** @throws {Error} when photos still wait, or their job refuses them, or somebody else is sending: the browser then repeats the sync later. */
export async function sendInBackground(configUrl = '/config.json'): Promise<void> {
  const channel = createTabChannel();
  await takeLock({ heartbeats: createHeartbeats(channel), work: (signal) => sendAll(configUrl, channel, signal) });
}

/** All of what the browser has sent by itself was answered, or it gives up; what is left is sent from here. */
export async function settleInBackground(registration: BackgroundFetchRegistration): Promise<void> {
  const channel = createTabChannel();
  const store = createEntryStore(createDatabase(), () => channel.post({ type: 'changed' }));
  await settleBackground(registration, store);
}

async function sendAll(configUrl: string, channel: TabChannel, signal: AbortSignal): Promise<void> {
  const deps = await openBackground(configUrl, channel, (askedMs) => sender.noteResponse(askedMs));
  const subject = deps.session.user?.subject;
  if (!subject) return;
  const browser = toBackgroundUploads(self.registration);
  await takeBackLost({ store: deps.store, browser, wait: phoneClock.sleep });
  const isAny = async (is: (entry: StoredEntry) => boolean) => (await deps.store.list(subject)).some(is);
  const waitingJobs = createWaitingJobs(deps.withDatabase, () => channel.post({ type: 'changed' }));
  const newJobs = new NewJobs({ ...deps, waitingJobs, jobMaker: (owner) => createEditorApi(deps.api(owner)) });
  const sender = new Sender({ ...deps, newJobs });
  if (await isAny(isRefused)) await freeRefused(sender, deps.api(subject));
  const doesAnyWait = async () => {
    const jobs = await waitingJobs.list(subject);
    // What waits behind a job that is refused waits for its owner.
    const refused = new Set(jobs.filter((each) => each.problem && isUnmade(each)).map(({ job }) => job.job_id));
    return jobs.some(({ problem }) => !problem) || isAny((entry) => isWaiting(entry) && !refused.has(entry.jobId));
  };
  await runUntilSent(sender, { doesAnyWait, signal });
  if ((await doesAnyWait()) || (await isAny(isRefused))) throw new Error('photos wait');
}

function isWaiting(entry: StoredEntry): boolean {
  return !entry.stuck && !entry.inBackground && !isDelivered(entry);
}

function isRefused({ stuck }: StoredEntry): boolean {
  return isRefusedByJob(stuck);
}

/** No page is there to read the list of jobs. */
async function freeRefused(sender: Sender, api: Pick<Api, 'jobs'>): Promise<void> {
  const list = await api.jobs().catch(() => null);
  if (list?.changed) await sender.noteJobs(list.value.jobs);
}

interface UntilSent {
  doesAnyWait(): Promise<boolean>;
  /** Aborts when the lock was taken away. */
  readonly signal: AbortSignal;
}

async function runUntilSent(sender: Sender, { doesAnyWait, signal }: UntilSent): Promise<void> {
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let busyMs = Date.now();
  const look = setInterval(async () => {
    const isWanted = await isLockWanted();
    const { isIdle } = sender;
    if (!isIdle && !isWanted) busyMs = Date.now();
    const isDone = isIdle && (isWanted || !(await doesAnyWait()));
    if (isDone || Date.now() - busyMs > IDLE_TIMEOUT_MS) stop();
  }, LOOK_EVERY_MS);
  await sender.run(end.signal).finally(() => clearInterval(look));
}
