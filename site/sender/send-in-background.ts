/**
 * Sends what waits when no page is open: for the service worker's `sync` event (Chromium; WebKit has none). It takes the
 * same lock as the pages, and while a page is sending it has the browser ask again later.
 */
import { createApi, type EdgeDependencies } from '../api/call-edge.ts';
import { createConfig } from '../api/config.ts';
import { readFailure } from '../api/read-failure.ts';
import { type ClockSkew, createClockSkew } from '../outbox/clock-skew.ts';
import { createDatabase } from '../outbox/database.ts';
import { createEntryStore } from '../outbox/entry-store.ts';
import { hash } from '../outbox/hash.ts';
import { isRefusedByJob } from '../outbox/job-refusal.ts';
import { createKeyValueStore } from '../outbox/key-value-store.ts';
import type { EntryStore } from '../outbox/ports.ts';
import { openSettings } from '../outbox/settings.ts';
import { shrinkInWorker } from '../outbox/shrink-in-worker.ts';
import { isDelivered, type StoredEntry } from '../outbox/stored-entry.ts';
import { openUsage } from '../outbox/usage.ts';
import type { Api } from '../phone.ts';
import { createSession } from '../session/session.ts';
import { type BackgroundFetchRegistration, toBackgroundUploads } from './background-uploads.ts';
import { announceOnly } from './first-looks.ts';
import { createHeartbeats } from './heartbeats.ts';
import { isLockWanted, takeLock } from './hold-lock.ts';
import { phoneClock } from './phone-clock.ts';
import type { SenderDependencies } from './ports.ts';
import { sendFormByFetch } from './send-form.ts';
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
  const sender = new Sender(deps);
  if (await isAny(isRefused)) await freeRefused(sender, deps.api(subject));
  await runUntilSent(sender, { doPhotosWait: () => isAny(isWaiting), signal });
  if (await isAny((entry) => isWaiting(entry) || isRefused(entry))) throw new Error('photos wait');
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

export interface SyncDependencies extends SenderDependencies {
  api(subject: string, signal?: AbortSignal): Api;
}

/** What a sender needs without the dashboard around it: of the service worker, and of the page of a customer's link. */
export async function openBackground(
  configUrl: string,
  channel: TabChannel,
  onResponse: (askedMs: number) => void,
): Promise<SyncDependencies> {
  const withDatabase = createDatabase();
  const store = createEntryStore(withDatabase, () => channel.post({ type: 'changed' }));
  const keyValues = createKeyValueStore(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ keyValues, config: createConfig(configUrl), announce });
  const skew = createClockSkew();
  const usage = await openUsage(keyValues);
  const settings = await openSettings(keyValues);
  const api = createApi(toEdge({ session, store, skew, onResponse })).of;
  return {
    store,
    api,
    hash,
    sendForm: sendFormByFetch,
    announce: (subject, request) => announceOnly(api(subject), request),
    async shrink(original, onLook) {
      const result = await shrinkInWorker(original, onLook);
      return 'shrunk' in result ? result.shrunk : null;
    },
    clock: phoneClock,
    session,
    isVisible: () => false,
    settings: settings.current,
    isOnWifi: () => false,
    skewMs: skew.ms,
    onStatus: (status) => channel.post({ type: 'status', status, dataUsedBytes: usage.bytes() }),
    onInJob: () => undefined,
    onBytesSent: usage.noteSent,
  };
}

interface EdgeParts extends Pick<EdgeDependencies, 'session'> {
  readonly store: EntryStore;
  readonly skew: ClockSkew;
  readonly onResponse: (askedMs: number) => void;
}

function toEdge({ session, store, skew, onResponse }: EdgeParts): EdgeDependencies {
  return {
    session,
    readFailure,
    now: () => Date.now() + (skew.ms() ?? 0),
    kept: store.listAll,
    onResponse(serverMs, phoneMs, askedMs) {
      skew.note(serverMs, phoneMs);
      onResponse(askedMs);
    },
  };
}

interface UntilSent {
  doPhotosWait(): Promise<boolean>;
  /** Aborts when the lock was taken away. */
  readonly signal: AbortSignal;
}

async function runUntilSent(sender: Sender, { doPhotosWait, signal }: UntilSent): Promise<void> {
  const end = new AbortController();
  const stop = () => end.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let busyMs = Date.now();
  const look = setInterval(async () => {
    const isWanted = await isLockWanted();
    const { isIdle } = sender;
    if (!isIdle && !isWanted) busyMs = Date.now();
    const isDone = isIdle && (isWanted || !(await doPhotosWait()));
    if (isDone || Date.now() - busyMs > IDLE_TIMEOUT_MS) stop();
  }, LOOK_EVERY_MS);
  await sender.run(end.signal).finally(() => clearInterval(look));
}
