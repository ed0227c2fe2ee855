/** Wires the phone's engine: database, session, edge, outbox, and the loop that sends. */

import { createApi } from './api/call-edge.ts';
import { createConfig } from './api/config.ts';
import { loadInTheEnd } from './api/load-in-the-end.ts';
import { createDatabase } from './outbox/database.ts';
import type { EntryView } from './outbox/entry.ts';
import { createEntryStore } from './outbox/entry-store.ts';
import { hash } from './outbox/hash.ts';
import { createKeep } from './outbox/keep-capture.ts';
import { createFacts, type Facts } from './outbox/key-value-store.ts';
import { createLedger, type Ledger } from './outbox/ledger.ts';
import { createOutbox, type LiveOutbox } from './outbox/outbox.ts';
import { readSettings, writeSettings } from './outbox/settings.ts';
import { readStorageHealth } from './outbox/storage-health.ts';
import type { StoredEntry } from './outbox/stored-entry.ts';
import { toEntryView } from './outbox/view-entry.ts';
import type { Api, CreatePhone, OutboxSettings } from './phone.ts';
import type { EntryStore } from './sender/engine-ports.ts';
import type { PageSenderDependencies } from './sender/page-sender.ts';
import type { SendLoop } from './sender/send-loop.ts';
import { createTabChannel, type TabChannel, type TabMessage } from './sender/tab-channel.ts';
import { listenForWakes } from './sender/wakes.ts';
import { createSession, type TokenSource } from './session/session.ts';

/** What all of this page's engine works on. */
interface Parts {
  readonly channel: TabChannel;
  readonly facts: Facts;
  readonly session: TokenSource;
  readonly ledger: Ledger;
  readonly store: EntryStore;
  readonly api: Api;
  /** The part that sends, and what follows a capture: it comes after the rest, so that pictures can be taken before. */
  readonly sender: Promise<typeof import('./sender/page-sender.ts')>;
  settings: OutboxSettings;
  loop: SendLoop | null;
  /** When the tab that sends last gave a sign of life; phone's clock. */
  lastBeatMs: number;
  onStoreChange(): void;
  /** All entries, as the outbox last read them: no request waits for the database. */
  kept(): readonly StoredEntry[];
}

export const createPhone: CreatePhone = async (options = {}) => {
  const { configUrl = '/config.json', shrinkWorkerUrl = '/shrink-worker.js' } = options;
  const parts = await openParts(configUrl);
  const outbox = openOutbox(parts);
  parts.kept = outbox.kept;
  const { session, api, channel, sender } = parts;
  const obey = createObedience(parts, outbox);
  const tell = (message: TabMessage) => {
    obey(message);
    channel.post(message);
  };
  parts.onStoreChange = () => tell({ type: 'changed' });
  channel.listen(obey);
  session.subscribe(() => {
    outbox.refresh();
    parts.loop?.hint();
  });
  listenForWakes(() => tell({ type: 'wake' }));
  outbox.refresh();
  void readStorageHealth(false).then(outbox.showStorage);
  void sender.then(({ startPageSender }) => {
    parts.loop = startPageSender(toSenderDependencies(parts, shrinkWorkerUrl, tell));
  });
  return { session, api, outbox };
};

async function openParts(configUrl: string): Promise<Parts> {
  const channel = createTabChannel();
  const withDatabase = createDatabase();
  const facts = createFacts(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ facts, config: createConfig(configUrl), announce });
  const ledger = await createLedger(facts);
  const api = createApi({
    token: (renew) => session.token(renew),
    noteAnswer(serverMs, phoneMs) {
      ledger.noteServerDate(serverMs, phoneMs);
      parts.loop?.noteAnswer();
    },
    noteAlbum: (jobId, album) => void parts.sender.then(() => parts.loop?.noteAlbum(jobId, album)),
    now: () => Date.now() + ledger.skewMs(),
    kept: () => parts.kept(),
  });
  const parts: Parts = {
    channel,
    facts,
    session,
    ledger,
    api,
    store: createEntryStore(withDatabase, () => parts.onStoreChange()),
    sender: loadInTheEnd(() => import('./sender/page-sender.ts')),
    settings: await readSettings(facts),
    loop: null,
    lastBeatMs: 0,
    onStoreChange: () => undefined,
    kept: () => [],
  };
  return parts;
}

function openOutbox(parts: Parts): LiveOutbox {
  const { store, session, ledger, channel, facts } = parts;
  const keep = createKeep({ store, hash, subject: () => toSubject(parts), skewMs: ledger.knownSkewMs });
  const outbox = createOutbox({
    store,
    session,
    settings: () => parts.settings,
    keep(jobId, files, labels) {
      const kept = keep(jobId, files, labels);
      void Promise.allSettled(kept).then((results) => followCapture(results, parts, outbox));
      return kept;
    },
    sendNow() {
      parts.loop?.sendNow();
      channel.post({ type: 'send-now' });
    },
    async changeSettings(change) {
      parts.settings = { ...parts.settings, ...change };
      await writeSettings(facts, parts.settings);
      channel.post({ type: 'settings' });
      parts.loop?.kick();
    },
    skewMs: ledger.skewMs,
    dataUsedBytes: ledger.dataUsedBytes,
  });
  return outbox;
}

async function followCapture(
  results: readonly PromiseSettledResult<string>[],
  { sender, settings, store }: Parts,
  outbox: LiveOutbox,
): Promise<void> {
  outbox.showStorage(await readStorageHealth(true));
  const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const { afterCapture } = await sender;
  await afterCapture(ids, settings.sendLocation, store);
}

/** What this page does at a word of another tab, or its own. */
function createObedience(parts: Parts, outbox: LiveOutbox): (message: TabMessage) => void {
  const refresh = () => {
    outbox.refresh();
    parts.loop?.kick();
  };
  return (message) => {
    switch (message.type) {
      case 'changed':
        return refresh();
      case 'session':
        return void parts.session.reload();
      case 'settings':
        return void readSettings(parts.facts).then((settings) => {
          parts.settings = settings;
          refresh();
        });
      case 'send-now':
        return parts.loop?.sendNow();
      case 'wake':
        return parts.loop?.hint();
      case 'in-job':
        return outbox.showInJob(message.view);
      case 'status':
        parts.lastBeatMs = Date.now();
        parts.ledger.adoptDataUsed(message.dataUsedBytes);
        outbox.showStatus(message.status);
    }
  };
}

function toSenderDependencies(
  parts: Parts,
  shrinkWorkerUrl: string,
  tell: (message: TabMessage) => void,
): PageSenderDependencies {
  const { store, api, ledger } = parts;
  return {
    store,
    api,
    hash,
    shrinkWorkerUrl,
    subject: () => toSubject(parts),
    settings: () => parts.settings,
    skewMs: ledger.skewMs,
    lastBeatMs: () => parts.lastBeatMs,
    onStatus: (status) => tell({ type: 'status', status, dataUsedBytes: ledger.dataUsedBytes() }),
    onInJob: (entry) => tell({ type: 'in-job', view: toInJobView(entry, ledger.skewMs()) }),
    onBytesSent: ledger.noteBytesSent,
  };
}

function toSubject({ session }: Parts): string | null {
  return session.user?.subject ?? null;
}

function toInJobView(entry: StoredEntry, skewMs: number): EntryView {
  return { ...toEntryView(entry, undefined, { skewMs, nextTryAtMs: null }), state: 'in-job', progress: 1 };
}
