/**
 * Sends what waits when no page is open: for the service worker's `sync` event (Chromium; WebKit has none). It takes the
 * same lock as the pages, and while a page is sending it has the browser ask again later.
 */
import { createApi } from '../api/call-edge.ts';
import { createConfig } from '../api/config.ts';
import { createDatabase } from '../outbox/database.ts';
import { createEntryStore } from '../outbox/entry-store.ts';
import { hash } from '../outbox/hash.ts';
import { createKeyValueStore } from '../outbox/key-value-store.ts';
import { readSettings } from '../outbox/settings.ts';
import { shrinkInWorker } from '../outbox/shrink-in-worker.ts';
import { isDelivered } from '../outbox/stored-entry.ts';
import { createUsage } from '../outbox/usage.ts';
import { createSession } from '../session/session.ts';
import { isLockWanted, takeLock } from './hold-lock.ts';
import { phoneClock } from './phone-clock.ts';
import { sendFormByFetch } from './send-form.ts';
import { createSender, type Sender } from './sender.ts';
import { createTabChannel } from './tab-channel.ts';

/**
 * A line that fails now may be better in some seconds, when the next sync comes in minutes; and an upload may be nearly done when a
 * page wants to send, which sees more of a line than a service worker does.
 */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 1000;

/** @throws Error when photos still wait or somebody else is sending: the browser then repeats the sync later. */
export async function sendInBackground(configUrl = '/config.json'): Promise<void> {
  await takeLock(async () => {
    const channel = createTabChannel();
    const withDatabase = createDatabase();
    const store = createEntryStore(withDatabase, () => channel.post({ type: 'changed' }));
    const keyValues = createKeyValueStore(withDatabase);
    const announce = () => channel.post({ type: 'session' });
    const session = await createSession({ keyValues, config: createConfig(configUrl), announce });
    const subject = session.user?.subject;
    if (!subject) return;
    const usage = await createUsage(keyValues);
    const settings = await readSettings(keyValues);
    const api = createApi({
      session,
      onResponse: usage.noteServerDate,
      onAlbum: (jobId, album) => loop.noteAlbum(jobId, album),
      now: () => Date.now() + usage.skewMs(),
      kept: store.listAll,
    });
    const loop: Sender = createSender({
      store,
      api: api.of(subject),
      hash,
      sendForm: sendFormByFetch,
      shrink: async (original) => {
        const answer = await shrinkInWorker(original);
        return 'shrunk' in answer ? answer.shrunk : null;
      },
      clock: phoneClock,
      subject: () => subject,
      settings: () => settings,
      isOnWifi: () => false,
      skewMs: usage.skewMs,
      onStatus: (status) => channel.post({ type: 'status', status, dataUsedBytes: usage.dataUsedBytes() }),
      onInJob: () => undefined,
      onBytesSent: usage.noteBytesSent,
    });
    const doPhotosWait = async () => (await store.list(subject)).some((entry) => !entry.stuck && !isDelivered(entry));
    await runUntilSent(loop, doPhotosWait);
    if (await doPhotosWait()) throw new Error('photos wait');
  });
}

async function runUntilSent(loop: Sender, doPhotosWait: () => Promise<boolean>): Promise<void> {
  const end = new AbortController();
  let busyMs = Date.now();
  const look = setInterval(async () => {
    const isWanted = await isLockWanted();
    const isIdle = loop.isIdle();
    if (!isIdle && !isWanted) busyMs = Date.now();
    const isDone = isIdle && (isWanted || !(await doPhotosWait()));
    if (isDone || Date.now() - busyMs > PATIENCE_MS) end.abort();
  }, LOOK_EVERY_MS);
  await loop.run(end.signal).finally(() => clearInterval(look));
}
