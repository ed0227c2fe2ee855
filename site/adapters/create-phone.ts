/** Wires the phone's engine: database, session, edge, outbox, and the loop that sends. */
import type { EntryView } from '../core/entry.ts';
import type { CreatePhone } from '../core/ports.ts';
import type { StoredEntry } from '../core/stored-entry.ts';
import { toEntryView } from '../core/view-entry.ts';
import { createApi } from './call-edge.ts';
import { createConfig } from './config.ts';
import { createDatabase } from './database.ts';
import { createEntryStore } from './entry-store.ts';
import { createFacts } from './facts.ts';
import { hash } from './hash.ts';
import { holdLock } from './hold-lock.ts';
import { keepCapture } from './keep-capture.ts';
import { createLedger } from './ledger.ts';
import { loadInTheEnd } from './load-in-the-end.ts';
import { locate } from './locate.ts';
import { createOutbox, type LiveOutbox } from './outbox.ts';
import type { SendLoop } from './send-loop.ts';
import { createSession } from './session.ts';
import { readSettings, writeSettings } from './settings.ts';
import { readStorageHealth } from './storage-health.ts';
import { createTabChannel } from './tab-channel.ts';
import { askBackgroundSync, listenForWakes } from './wakes.ts';

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
    noteAlbum: (jobId, album) => loop?.noteAlbum(jobId, album),
    now: () => Date.now() + ledger.skewMs(),
  });
  // A picture can be taken before the part that sends is here: it is loaded when this page's turn to send comes.
  let loop: SendLoop | null = null;
  const loadLoop = async () => {
    const { createPageLoop } = await import('./page-loop.ts');
    return createPageLoop({
      store,
      api,
      hash,
      shrinkWorkerUrl,
      subject,
      settings: () => settings,
      skewMs: ledger.skewMs,
      onStatus(status) {
        outbox.showStatus(status);
        channel.post({ type: 'status', status, dataUsedBytes: ledger.dataUsedBytes() });
      },
      onInJob(entry) {
        const view = toInJobView(entry, ledger.skewMs());
        outbox.showInJob(view);
        channel.post({ type: 'in-job', view });
      },
      onBytesSent: ledger.noteBytesSent,
    });
  };
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
      loop?.sendNow();
      channel.post({ type: 'send-now' });
    },
    async changeSettings(next) {
      settings = next;
      await writeSettings(facts, next);
      loop?.kick();
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

  onChange.push(outbox.refresh, () => loop?.kick());
  let lastBeatMs = 0;
  channel.listen((message) => {
    if (message.type === 'changed') for (const notify of onChange.slice(1)) notify();
    if (message.type === 'session') void session.reload();
    if (message.type === 'send-now') loop?.sendNow();
    if (message.type === 'in-job') outbox.showInJob(message.view);
    if (message.type !== 'status') return;
    lastBeatMs = Date.now();
    ledger.adoptDataUsed(message.dataUsedBytes);
    outbox.showStatus(message.status);
  });
  session.subscribe(() => {
    outbox.refresh();
    loop?.hint();
  });
  listenForWakes(() => loop?.hint());
  outbox.refresh();
  void readStorageHealth(false).then(outbox.showStorage);
  void holdLock({
    signal: new AbortController().signal,
    lastBeatMs: () => lastBeatMs,
    async work(signal) {
      loop ??= await loadInTheEnd(loadLoop, signal);
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
