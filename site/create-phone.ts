/** Wires the phone's engine: database, session, edge, outbox, and the loop that sends. */

import { createApi } from './api/call-edge.ts';
import { createConfig } from './api/config.ts';
import { loadWithRetries } from './api/load-with-retries.ts';
import { createDatabase } from './outbox/database.ts';
import type { EntryView } from './outbox/entry.ts';
import { createEntryStore } from './outbox/entry-store.ts';
import { hash } from './outbox/hash.ts';
import { createKeep } from './outbox/keep-capture.ts';
import { createKeyValueStore, type KeyValueStore } from './outbox/key-value-store.ts';
import { createOutbox, type LiveOutbox } from './outbox/outbox.ts';
import { readSettings, writeSettings } from './outbox/settings.ts';
import { readStorageHealth } from './outbox/storage-health.ts';
import type { StoredEntry } from './outbox/stored-entry.ts';
import { createUsage, type Usage } from './outbox/usage.ts';
import { toEntryView } from './outbox/view-entry.ts';
import type { Api, CreatePhone, OutboxSettings } from './phone.ts';
import type { PageSenderDependencies } from './sender/page-sender.ts';
import type { EntryStore } from './sender/ports.ts';
import type { Sender } from './sender/sender.ts';
import { createTabChannel, type TabChannel, type TabMessage } from './sender/tab-channel.ts';
import { listenForWakeUpEvents } from './sender/wake-up-events.ts';
import { createSession, type TokenSource } from './session/session.ts';

/** What all of this page's engine works on. */
interface Parts {
  readonly channel: TabChannel;
  readonly keyValues: KeyValueStore;
  readonly session: TokenSource;
  readonly usage: Usage;
  readonly store: EntryStore;
  readonly api: Api;
  /** The part that sends, and what follows a capture: it comes after the rest, so that pictures can be taken before. */
  readonly sender: Promise<typeof import('./sender/page-sender.ts')>;
  settings: OutboxSettings;
  loop: Sender | null;
  /** When the tab that sends last gave a sign of life; phone's clock. */
  lastHeartbeatMs: number;
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
    parts.loop?.noteReconnectHint();
  });
  listenForWakeUpEvents(() => tell({ type: 'reconnect-hint' }));
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
  const keyValues = createKeyValueStore(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ keyValues, config: createConfig(configUrl), announce });
  const usage = await createUsage(keyValues);
  const api = createApi({
    session,
    onResponse(serverMs, phoneMs) {
      usage.noteServerDate(serverMs, phoneMs);
      parts.loop?.noteResponse();
    },
    onAlbum: (jobId, album) => void parts.sender.then(() => parts.loop?.noteAlbum(jobId, album)),
    now: () => Date.now() + usage.skewMs(),
    kept: () => parts.kept(),
  });
  const parts: Parts = {
    channel,
    keyValues,
    session,
    usage,
    api,
    store: createEntryStore(withDatabase, () => parts.onStoreChange()),
    sender: loadWithRetries(() => import('./sender/page-sender.ts')),
    settings: await readSettings(keyValues),
    loop: null,
    lastHeartbeatMs: 0,
    onStoreChange: () => undefined,
    kept: () => [],
  };
  return parts;
}

function openOutbox(parts: Parts): LiveOutbox {
  const { store, session, usage, channel, keyValues } = parts;
  const keep = createKeep({ store, hash, subject: () => toSubject(parts), skewMs: usage.knownSkewMs });
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
      await writeSettings(keyValues, parts.settings);
      channel.post({ type: 'settings' });
      parts.loop?.notify();
    },
    skewMs: usage.skewMs,
    dataUsedBytes: usage.dataUsedBytes,
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
    parts.loop?.notify();
  };
  return (message) => {
    switch (message.type) {
      case 'changed':
        return refresh();
      case 'session':
        return void parts.session.reload();
      case 'settings':
        return void readSettings(parts.keyValues).then((settings) => {
          parts.settings = settings;
          refresh();
        });
      case 'send-now':
        return parts.loop?.sendNow();
      case 'reconnect-hint':
        return parts.loop?.noteReconnectHint();
      case 'in-job':
        return outbox.showInJob(message.view);
      case 'status':
        parts.lastHeartbeatMs = Date.now();
        parts.usage.adoptDataUsed(message.dataUsedBytes);
        outbox.showStatus(message.status);
    }
  };
}

function toSenderDependencies(
  parts: Parts,
  shrinkWorkerUrl: string,
  tell: (message: TabMessage) => void,
): PageSenderDependencies {
  const { store, api, usage } = parts;
  return {
    store,
    api,
    hash,
    shrinkWorkerUrl,
    subject: () => toSubject(parts),
    settings: () => parts.settings,
    skewMs: usage.skewMs,
    lastHeartbeatMs: () => parts.lastHeartbeatMs,
    onStatus: (status) => tell({ type: 'status', status, dataUsedBytes: usage.dataUsedBytes() }),
    onInJob: (entry) => tell({ type: 'in-job', view: toInJobView(entry, usage.skewMs()) }),
    onBytesSent: usage.noteBytesSent,
  };
}

function toSubject({ session }: Parts): string | null {
  return session.user?.subject ?? null;
}

function toInJobView(entry: StoredEntry, skewMs: number): EntryView {
  return { ...toEntryView(entry, undefined, { skewMs, nextTryAtMs: null }), state: 'in-job', progress: 1 };
}
