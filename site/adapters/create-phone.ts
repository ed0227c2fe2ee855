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
import { createKeep } from './keep-capture.ts';
import { createLedger } from './ledger.ts';
import { loadInTheEnd } from './load-in-the-end.ts';
import { createOutbox, type LiveOutbox } from './outbox.ts';
import type { SendLoop } from './send-loop.ts';
import { createSession } from './session.ts';
import { readSettings, writeSettings } from './settings.ts';
import { readStorageHealth } from './storage-health.ts';
import { createTabChannel, type TabMessage } from './tab-channel.ts';
import { listenForWakes } from './wakes.ts';

export const createPhone: CreatePhone = async (options = {}) => {
  const { configUrl = '/config.json', shrinkWorkerUrl = '/shrink-worker.js' } = options;
  const channel = createTabChannel();
  const withDatabase = createDatabase();
  const facts = createFacts(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ facts, config: createConfig(configUrl), announce });
  const ledger = await createLedger(facts);
  let settings = await readSettings(facts);
  let lastBeatMs = 0;
  // A picture can be taken before the part that sends is here.
  let loop: SendLoop | null = null;
  const subject = () => session.user?.subject ?? null;

  const refresh = () => {
    outbox.refresh();
    loop?.kick();
  };
  const store = createEntryStore(withDatabase, () => {
    refresh();
    channel.post({ type: 'changed' });
  });
  const api = createApi({
    token: (renew) => session.token(renew),
    noteServerDate: ledger.noteServerDate,
    noteAlbum: (jobId, album) => loop?.noteAlbum(jobId, album),
    now: () => Date.now() + ledger.skewMs(),
  });
  const keep = createKeep({ store, hash, subject, skewMs: ledger.knownSkewMs });
  const outbox: LiveOutbox = createOutbox({
    store,
    session,
    settings,
    keep(jobId, files, labels = {}) {
      const kept = keep(jobId, files, labels);
      void Promise.allSettled(kept).then(async (results) => {
        outbox.showStorage(await readStorageHealth(true));
        const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
        const { afterCapture } = await sender;
        await afterCapture(ids, settings.sendLocation, store);
      });
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

  const obey = (message: TabMessage) => {
    switch (message.type) {
      case 'changed':
        return refresh();
      case 'session':
        return void session.reload();
      case 'send-now':
        return loop?.sendNow();
      case 'in-job':
        return outbox.showInJob(message.view);
      case 'status':
        lastBeatMs = Date.now();
        ledger.adoptDataUsed(message.dataUsedBytes);
        outbox.showStatus(message.status);
    }
  };
  channel.listen(obey);
  session.subscribe(() => {
    outbox.refresh();
    loop?.hint();
  });
  listenForWakes(() => loop?.hint());
  outbox.refresh();
  void readStorageHealth(false).then(outbox.showStorage);

  const sender = loadInTheEnd(() => import('./page-sender.ts'), new AbortController().signal);
  const show = (message: TabMessage) => {
    obey(message);
    channel.post(message);
  };
  void sender.then(({ startPageSender }) => {
    loop = startPageSender({
      store,
      api,
      hash,
      shrinkWorkerUrl,
      subject,
      settings: () => settings,
      skewMs: ledger.skewMs,
      lastBeatMs: () => lastBeatMs,
      onStatus: (status) => show({ type: 'status', status, dataUsedBytes: ledger.dataUsedBytes() }),
      onInJob: (entry) => show({ type: 'in-job', view: toInJobView(entry, ledger.skewMs()) }),
      onBytesSent: ledger.noteBytesSent,
    });
  });
  return { session, api, outbox };
};

function toInJobView(entry: StoredEntry, skewMs: number): EntryView {
  return { ...toEntryView(entry, undefined, { skewMs, nextTryAtMs: null }), state: 'in-job', progress: 1 };
}
