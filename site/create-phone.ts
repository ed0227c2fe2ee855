/** Builds what the screens ask of the phone: database, session, edge, outbox, and the sender, which is loaded after the rest. */
import { AppError } from '../edge/app-error.ts';
import { createApi, type EdgeDependencies } from './api/call-edge.ts';
import { createConfig } from './api/config.ts';
import { loadWithRetries } from './api/load-with-retries.ts';
import type { TokenSource } from './api/token-source.ts';
import { listenForWakeUpEvents } from './api/wake-up-events.ts';
import { type ClockSkew, createClockSkew } from './outbox/clock-skew.ts';
import { createDatabase, type WithDatabase } from './outbox/database.ts';
import { createEntryStore } from './outbox/entry-store.ts';
import { hash } from './outbox/hash.ts';
import { createKeeper, type Keeper, type KeeperDependencies } from './outbox/keeper.ts';
import { createKeyValueStore } from './outbox/key-value-store.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createOutboxView, type OutboxView } from './outbox/outbox-view.ts';
import type { EntryStore } from './outbox/ports.ts';
import { openSettings, type Settings } from './outbox/settings.ts';
import { readStorageHealth } from './outbox/storage-health.ts';
import { openUsage, type Usage } from './outbox/usage.ts';
import { toInJobView } from './outbox/view-entry.ts';
import type { CreatePhone, Outbox } from './phone.ts';
import type { PageSenderDependencies } from './sender/page-sender.ts';
import type { Sender } from './sender/sender.ts';
import { createTabChannel, type TabChannel, type TabMessage } from './sender/tab-channel.ts';
import { createSession } from './session/session.ts';

type SenderModule = typeof import('./sender/page-sender.ts');

/** Does something with the sender as soon as it is there. */
type WithSender = (work: (sender: Sender) => void) => void;

export const createPhone: CreatePhone = async (options = {}) => {
  const { shrinkWorkerUrl = '/shrink-worker.js' } = options;
  let senderModule: Promise<SenderModule> | undefined;
  const loadSender = () => (senderModule ??= loadWithRetries(() => import('./sender/page-sender.ts')));
  const state = await openState(loadSender);
  const { channel, session, view } = state;
  const edge = toEdgeDependencies(state, (askedMs) => withSender((it) => it.noteResponse(askedMs)));
  const sender = loadSender().then((module) =>
    module.startPageSender(toSenderDependencies(state, edge, shrinkWorkerUrl)),
  );
  const withSender: WithSender = (work) => void sender.then((it) => work(it.sender));
  const api = createApi({ ...edge, onAlbum: (jobId, album) => withSender((it) => it.noteAlbum(jobId, album)) });
  channel.listen((message) => handleMessage(message, state, withSender));
  session.subscribe(() => {
    void view.refresh();
    withSender((it) => it.notify());
  });
  listenForWakeUpEvents(() => channel.tell({ type: 'reconnect-hint' }));
  void view.refresh();
  void readStorageHealth(false).then((storage) => view.show({ storage }));
  return { session, api, outbox: openOutbox(state, withSender), waitingJobs: sender.then((it) => it.waitingJobs) };
};

/** What this page keeps and shows, before anything is sent. */
interface PhoneState {
  readonly channel: TabChannel;
  readonly session: TokenSource;
  readonly settings: Settings;
  readonly usage: Usage;
  readonly skew: ClockSkew;
  readonly withDatabase: WithDatabase;
  readonly loadSender: () => Promise<SenderModule>;
  readonly store: EntryStore;
  readonly view: OutboxView;
  readonly keeper: Keeper;
}

async function openState(loadSender: () => Promise<SenderModule>): Promise<PhoneState> {
  const channel = createTabChannel();
  let state: PhoneState | undefined;
  const withDatabase = createDatabase({
    onOutdated: () => state?.view.show({ isOutdated: true }),
    onCleared: () => state && keepAgain(state),
  });
  const keyValues = createKeyValueStore(withDatabase);
  const announce = () => channel.post({ type: 'session' });
  const session = await createSession({ keyValues, config: createConfig('/config.json'), announce });
  const skew = createClockSkew();
  const usage = await openUsage(keyValues);
  const settings = await openSettings(keyValues);
  const store = createEntryStore(withDatabase, () => channel.tell({ type: 'changed' }));
  const view = createOutboxView({
    store,
    session,
    settings: settings.current,
    skewMs: () => skew.ms() ?? 0,
    dataUsedBytes: usage.bytes,
  });
  const parts = { channel, session, settings, usage, skew, withDatabase, loadSender, store, view };
  state = { ...parts, keeper: createKeeper(toKeeperDependencies(parts)) };
  return state;
}

function toKeeperDependencies(parts: Omit<PhoneState, 'keeper'>): KeeperDependencies {
  const { session, settings, skew, loadSender, store, view } = parts;
  return {
    store,
    hash,
    show: view.show,
    skewMs: skew.ms,
    subject: () => toSubject(session),
    async isThere(id) {
      await view.refresh();
      return view.kept().some((entry) => entry.id === id);
    },
    handOver: (photo) =>
      import('./outbox/hand-over.ts').then(
        (it) => it.handOver(photo),
        () => false,
      ),
    async onSettled(results) {
      view.show({ storage: await readStorageHealth(true) });
      const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const { afterCapture } = await loadSender();
      await afterCapture(ids, settings.current().sendLocation, store);
    },
  };
}

/** The browser has deleted the database: what this page has the files of is put into the new one. */
function keepAgain({ keeper, session, view }: PhoneState): void {
  keeper.rescue(view.showCleared());
  void session.reload();
}

/** What every request to the edge needs, whoever makes it. `onResponse` is told when the one that was answered was asked. */
function toEdgeDependencies(
  { session, skew, view }: PhoneState,
  onResponse: (askedMs: number) => void,
): EdgeDependencies {
  return {
    session,
    readFailure: (response) =>
      import('./api/read-failure.ts').then(
        (it) => it.readFailure(response),
        () => new AppError(response.status === 401 ? 'token-invalid' : 'unavailable'),
      ),
    now: () => Date.now() + (skew.ms() ?? 0),
    kept: view.kept,
    onResponse(serverMs, phoneMs, askedMs) {
      skew.note(serverMs, phoneMs);
      onResponse(askedMs);
    },
  };
}

function openOutbox(
  { channel, settings, withDatabase, loadSender, store, view, keeper }: PhoneState,
  withSender: WithSender,
): Outbox {
  return createOutbox({
    store,
    view,
    keeper,
    loadActions: loadSender,
    sendNow: () => channel.tell({ type: 'send-now' }),
    noteJobs: (jobs) => withSender((it) => it.noteJobs(jobs)),
    async moveToJob(id, job) {
      const { moveToJob } = await loadSender();
      return moveToJob(id, job, { withDatabase, hash, channel });
    },
    async changeSettings(change) {
      await settings.change(change);
      channel.post({ type: 'settings' });
      withSender((it) => it.notify());
    },
  });
}

/** What this page does when it, or another tab, has told something. */
function handleMessage(
  message: TabMessage,
  { session, settings, usage, view }: PhoneState,
  withSender: WithSender,
): void {
  const refresh = () => {
    void view.refresh();
    withSender((it) => it.notify());
  };
  switch (message.type) {
    case 'changed':
      refresh();
      break;
    case 'session':
      void session.reload();
      break;
    case 'settings':
      void settings.reload().then(refresh);
      break;
    case 'send-now':
      withSender((it) => it.sendNow());
      break;
    case 'reconnect-hint':
      withSender((it) => it.noteReconnectHint());
      break;
    case 'in-job':
      view.showInJob(message.view);
      break;
    case 'status':
      usage.adopt(message.dataUsedBytes);
      view.show({ status: message.status });
  }
}

function toSenderDependencies(
  { channel, session, settings, usage, skew, withDatabase, store, view }: PhoneState,
  edge: EdgeDependencies,
  shrinkWorkerUrl: string,
): PageSenderDependencies {
  return {
    store,
    api: createApi(edge).of,
    hash,
    shrinkWorkerUrl,
    session,
    settings: settings.current,
    skewMs: skew.ms,
    channel,
    withDatabase,
    countSaving: () => view.snapshot().saving,
    onStatus: (status) => channel.tell({ type: 'status', status, dataUsedBytes: usage.bytes() }),
    onInJob: (entry) => channel.tell({ type: 'in-job', view: toInJobView(entry, skew.ms() ?? 0) }),
    onBytesSent: usage.noteSent,
  };
}

function toSubject({ user }: TokenSource): string | null {
  return user?.subject ?? null;
}
