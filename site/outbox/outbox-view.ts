/** What the screens see of the outbox: one snapshot, kept fresh from the database and from whichever tab is sending. */
import type { OutboxSettings, OutboxSnapshot, Session, SessionState, StorageHealth } from '../phone.ts';
import type { EntryView, PauseReason } from './entry.ts';
import type { EntryStore } from './ports.ts';
import type { SendStatus } from './send-status.ts';
import { isDelivered, type StoredEntry } from './stored-entry.ts';
import { countEntries, toEntryView } from './view-entry.ts';

export interface OutboxViewDependencies {
  readonly store: Pick<EntryStore, 'listAll'>;
  readonly session: Pick<Session, 'state' | 'user'>;
  settings(): OutboxSettings;
  skewMs(): number;
  dataUsedBytes(): number;
}

export interface OutboxView {
  snapshot(): OutboxSnapshot;
  /** Calls `listener` at once and after every change; returns the unsubscriber. */
  subscribe(listener: (snapshot: OutboxSnapshot) => void): () => void;
  /** Reads the entries again. */
  refresh(): void;
  /** Everybody's entries, oldest first, as they were last read. */
  kept(): readonly StoredEntry[];
  /** Takes over what was learnt, and tells the listeners. */
  show(news?: { readonly status?: SendStatus; readonly storage?: StorageHealth }): void;
  /** An entry has reached its job. */
  showInJob(view: EntryView): void;
}

interface Seen {
  readonly kept: readonly StoredEntry[];
  readonly inJob: readonly EntryView[];
  readonly status: SendStatus;
  readonly storage: StorageHealth | null;
}

/** So many photos that have reached their job are still shown, until the page is loaded anew. */
const MAX_IN_JOB = 50;
const NOTHING: Seen = { kept: [], inJob: [], status: { uploads: {}, pause: null }, storage: null };

export function createOutboxView(deps: OutboxViewDependencies): OutboxView {
  const listeners = new Set<(snapshot: OutboxSnapshot) => void>();
  let seen = NOTHING;
  let shown: OutboxSnapshot | null = null;
  const snapshot = () => (shown ??= toSnapshot(seen, deps));
  const show = (news: Partial<Seen> = {}) => {
    seen = { ...seen, ...news };
    shown = toSnapshot(seen, deps);
    for (const listener of listeners) listener(shown);
  };
  const refresh = createRefresh(async () => show({ kept: await deps.store.listAll() }));
  return {
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      listener(snapshot());
      return () => listeners.delete(listener);
    },
    refresh,
    kept: () => seen.kept,
    show,
    showInJob(view) {
      const inJob = [...seen.inJob.filter(({ id }) => id !== view.id), view].slice(-MAX_IN_JOB);
      seen = { ...seen, inJob };
      refresh();
    },
  };
}

function toSnapshot({ kept, inJob, status, storage }: Seen, deps: OutboxViewDependencies): OutboxSnapshot {
  const { user, state } = deps.session;
  const { uploads, pause } = status;
  const paused = toPauseReason(state, status);
  const nextTryAtMs = pause && pause.reason === paused && paused !== 'sign-in' ? pause.endsAtMs : null;
  const moment = { skewMs: deps.skewMs(), nextTryAtMs };
  const views = kept
    .filter(({ subject }) => subject === user?.subject)
    .map((entry) => toEntryView(entry, uploads[entry.id], moment));
  const ids = new Set(views.map(({ id }) => id));
  const waitingOfOthers = kept.filter((entry) => entry.subject !== user?.subject && !isDelivered(entry)).length;
  const counts = countEntries(views, waitingOfOthers);
  return {
    entries: [...inJob.filter(({ id }) => !ids.has(id)), ...views],
    counts,
    paused: counts.waiting === 0 ? null : paused,
    dataUsedBytes: deps.dataUsedBytes(),
    settings: deps.settings(),
    storage,
  };
}

/** Whether somebody must sign in is the session's word alone; of the sender's reasons, those that concern all photos. */
function toPauseReason(state: SessionState, { pause }: SendStatus): PauseReason | null {
  if (state !== 'signed-in') return 'sign-in';
  return pause?.reason === 'network' || pause?.reason === 'server' ? pause.reason : null;
}

/** Runs `work` now, or once more after the run that is under way: many calls cost two runs. */
function createRefresh(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    again = false;
    await work().catch(() => undefined);
    running = false;
    if (again) await run();
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
