/**
 * Sends what waits when no page is open: for the service worker's `sync` event (Chromium; WebKit has none). It takes the
 * same lock as the pages, and while a page is sending it has the browser ask again later.
 */
import { createApi } from '../adapters/call-edge.ts';
import { createConfig } from '../adapters/config.ts';
import { createDatabase } from '../adapters/database.ts';
import { createEntryStore } from '../adapters/entry-store.ts';
import { createFacts } from '../adapters/facts.ts';
import { hash } from '../adapters/hash.ts';
import { takeLock } from '../adapters/hold-lock.ts';
import { createLedger } from '../adapters/ledger.ts';
import { phoneClock } from '../adapters/phone-clock.ts';
import { sendFormByFetch } from '../adapters/send-form.ts';
import { createSendLoop, type SendLoop } from '../adapters/send-loop.ts';
import { createSession } from '../adapters/session.ts';
import { readSettings } from '../adapters/settings.ts';
import { createTabChannel } from '../adapters/tab-channel.ts';
import { isDelivered, type StoredEntry } from '../core/stored-entry.ts';
import { shrinkInWorker } from './shrink-in-worker.ts';

/** Browsers end a sync event after some minutes; what is left then comes with the next. */
const LONGEST_MS = 4 * 60_000;
/** A line that fails now may be better in some seconds; the next sync comes in minutes. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 1000;

/** @throws Error when photos still wait or somebody else is sending: the browser then repeats the sync later. */
export async function sendInBackground(configUrl = '/config.json'): Promise<void> {
  await takeLock(async () => {
    const channel = createTabChannel();
    const withDatabase = createDatabase();
    const store = createEntryStore(withDatabase, () => channel.post({ type: 'changed' }));
    const facts = createFacts(withDatabase);
    const announce = () => channel.post({ type: 'session' });
    const session = await createSession({ facts, config: createConfig(configUrl), announce });
    const subject = session.user?.subject;
    if (!subject) return;
    const ledger = await createLedger(facts);
    const settings = await readSettings(facts);
    const api = createApi({
      token: (renew) => session.token(renew),
      noteServerDate: ledger.noteServerDate,
      noteAlbum: (jobId, album) => loop.noteAlbum(jobId, album),
      now: () => Date.now() + ledger.skewMs(),
    });
    const loop: SendLoop = createSendLoop({
      store,
      api,
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
      skewMs: ledger.skewMs,
      onStatus: (status) => channel.post({ type: 'status', status, dataUsedBytes: ledger.dataUsedBytes() }),
      onInJob: () => undefined,
      onBytesSent: ledger.noteBytesSent,
    });
    const countWaiting = async () => (await store.list(subject)).filter(isWaiting).length;
    await runUntilSent(loop, countWaiting);
    const waiting = await countWaiting();
    if (waiting > 0) throw new Error(`${waiting} photos wait`);
  });
}

async function runUntilSent(loop: SendLoop, countWaiting: () => Promise<number>): Promise<void> {
  const end = new AbortController();
  const startedMs = Date.now();
  let movedMs = startedMs;
  const look = setInterval(async () => {
    const nowMs = Date.now();
    if (!loop.isIdle()) movedMs = nowMs;
    const isOver = nowMs - movedMs > PATIENCE_MS || nowMs - startedMs > LONGEST_MS;
    if (isOver || (loop.isIdle() && (await countWaiting()) === 0)) end.abort();
  }, LOOK_EVERY_MS);
  await loop.run(end.signal).finally(() => clearInterval(look));
}

function isWaiting(entry: StoredEntry): boolean {
  return !entry.stuck && !isDelivered(entry);
}
