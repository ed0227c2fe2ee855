/** Wires the phone's engine: database, session, edge, outbox, and the loop that sends. */
import { AppError } from '../../edge/problem.ts';
import type { EntryView } from '../core/entry.ts';
import type { CreatePhone, OutboxSettings, SiteConfig } from '../core/ports.ts';
import type { StoredEntry } from '../core/stored-entry.ts';
import { toEntryView } from '../core/view-entry.ts';
import { createApi } from './call-edge.ts';
import { createDatabase } from './database.ts';
import { createEntryStore } from './entry-store.ts';
import { createFacts, type Facts } from './facts.ts';
import { hash } from './hash.ts';
import { holdLock } from './hold-lock.ts';
import { keepCapture } from './keep-capture.ts';
import { createLedger } from './ledger.ts';
import { locate } from './locate.ts';
import { createOutbox, type LiveOutbox } from './outbox.ts';
import { phoneClock } from './phone-clock.ts';
import { sendFormByXhr } from './send-form.ts';
import { createSendLoop, type SendLoop } from './send-loop.ts';
import { createSession } from './session.ts';
import { createShrink } from './shrink.ts';
import { readStorageHealth } from './storage-health.ts';
import { createTabChannel } from './tab-channel.ts';
import { askBackgroundSync, canTellWifi, isOnWifi, listenForWakes } from './wakes.ts';

const DEFAULT_SETTINGS: OutboxSettings = { originals: 'never', sendLocation: false };
const SETTINGS = 'settings';
const BEAT_MS = 15_000;

export const createPhone: CreatePhone = async ({
  configUrl = '/config.json',
  shrinkWorkerUrl = '/shrink-worker.js',
} = {}) => {
  const channel = createTabChannel();
  const withDatabase = createDatabase();
  const facts = createFacts(withDatabase);
  const session = await createSession({
    facts,
    config: createConfig(configUrl),
    announce: () => channel.post({ type: 'session' }),
  });
  const ledger = await createLedger(facts);
  let settings = await readSettings(facts);
  const subject = () => session.user?.subject ?? null;

  // The loop and the outbox need one another: the store's changes reach them through this list.
  const onChange: (() => void)[] = [() => channel.post({ type: 'changed' })];
  const store = createEntryStore(withDatabase, () => {
    for (const notify of onChange) notify();
  });
  const api = createApi({
    token: (renew) => session.token(renew),
    noteServerDate: ledger.noteServerDate,
    noteAlbum: (jobId, album) => loop.noteAlbum(jobId, album),
    now: () => Date.now() + ledger.skewMs(),
  });
  const loop: SendLoop = createSendLoop({
    store,
    api,
    sendForm: sendFormByXhr,
    shrink: createShrink(shrinkWorkerUrl),
    hash,
    clock: phoneClock,
    subject,
    // Where the browser never tells of a Wi-Fi, an original that waits for one would wait for ever.
    settings: () => (settings.originals === 'wifi' && !canTellWifi() ? { ...settings, originals: 'never' } : settings),
    isOnWifi,
    skewMs: ledger.skewMs,
    onStatus(status) {
      outbox.showStatus(status);
      channel.post({ type: 'status', status });
    },
    onInJob(entry) {
      const view = toInJobView(entry, ledger.skewMs());
      outbox.showInJob(view);
      channel.post({ type: 'in-job', view });
    },
    onBytesSent: ledger.noteBytesSent,
  });
  const outbox: LiveOutbox = createOutbox({
    store,
    session,
    settings,
    keep: (jobId, files, options = {}) => {
      const kept = keepInTurn(files, (file) =>
        keepCapture(jobId, file, options, { store, hash, subject, skewMs: ledger.knownSkewMs }),
      );
      void Promise.allSettled(kept).then((results) => afterCapture(results, settings.sendLocation));
      return kept;
    },
    sendNow() {
      loop.sendNow();
      channel.post({ type: 'send-now' });
    },
    async changeSettings(next) {
      settings = next;
      await facts.write(SETTINGS, next);
      loop.kick();
    },
    skewMs: ledger.skewMs,
    dataUsedBytes: ledger.dataUsedBytes,
  });

  const afterCapture = async (results: readonly PromiseSettledResult<string>[], sendLocation: boolean) => {
    void askBackgroundSync();
    outbox.showStorage(await readStorageHealth(true));
    const place = sendLocation ? await locate() : null;
    const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (place) await Promise.all(ids.map((id) => store.update(id, (entry) => ({ ...entry, location: place }))));
  };

  onChange.push(outbox.refresh, loop.kick);
  let lastBeatMs = 0;
  channel.listen((message) => {
    if (message.type === 'changed') for (const notify of [outbox.refresh, loop.kick]) notify();
    if (message.type === 'session') void session.reload();
    if (message.type === 'send-now') loop.sendNow();
    if (message.type === 'in-job') outbox.showInJob(message.view);
    if (message.type !== 'status') return;
    lastBeatMs = Date.now();
    outbox.showStatus(message.status);
  });
  session.subscribe(() => {
    outbox.refresh();
    loop.hint();
  });
  listenForWakes(loop.hint);
  outbox.refresh();
  void readStorageHealth(false).then(outbox.showStorage);
  void holdLock({
    signal: new AbortController().signal,
    lastBeatMs: () => lastBeatMs,
    async work(signal) {
      const beat = setInterval(loop.kick, BEAT_MS);
      await loop.run(signal).finally(() => clearInterval(beat));
    },
  });
  return { session, api, outbox };
};

function toInJobView(entry: StoredEntry, skewMs: number): EntryView {
  return { ...toEntryView(entry, undefined, { skewMs, nextTryAtMs: null }), state: 'in-job', progress: 1 };
}

/** One file at a time through the phone's memory. */
function keepInTurn(files: readonly File[], keep: (file: File) => Promise<string>): readonly Promise<string>[] {
  let last: Promise<unknown> = Promise.resolve();
  return files.map((file) => {
    const kept = last.then(() => keep(file));
    last = kept.catch(() => undefined);
    return kept;
  });
}

/** Fetched when first needed, and again after a failure. */
function createConfig(url: string): () => Promise<SiteConfig> {
  let config: Promise<SiteConfig> | undefined;
  const load = async () => parseConfig(await (await fetch(url)).json());
  return () => {
    config ??= load().catch((cause) => {
      config = undefined;
      throw new AppError('unavailable', { cause });
    });
    return config;
  };
}

function parseConfig(value: unknown): SiteConfig {
  const { issuer, client_id } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof issuer !== 'string' || typeof client_id !== 'string')
    throw new TypeError('config.json: issuer, client_id');
  return value as SiteConfig;
}

async function readSettings(facts: Facts): Promise<OutboxSettings> {
  return { ...DEFAULT_SETTINGS, ...((await facts.read(SETTINGS)) as Partial<OutboxSettings> | undefined) };
}
