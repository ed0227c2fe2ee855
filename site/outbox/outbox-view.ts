/** What the screens see of the outbox: one snapshot, kept fresh from the database and from whichever tab is sending. */
import type { OutboxSettings, OutboxSnapshot, Session, SessionState } from '../phone.ts';
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
  /** Reads the entries again; fulfils when they are shown, or could not be read. */
  refresh(): Promise<void>;
  /** Everybody's entries, oldest first, as they were last read. */
  kept(): readonly StoredEntry[];
  /** Takes over what was learnt, and tells the listeners. */
  show(news?: Partial<News>): void;
  /** An entry of the current user has reached its job. */
  showInJob(view: EntryView): void;
  /** The browser has deleted the database. Returns what was only there. */
  showCleared(): readonly StoredEntry[];
}

interface News extends Pick<OutboxSnapshot, 'saving' | 'unkept' | 'isOutdated' | 'storage'> {
  readonly status: SendStatus;
}

interface Seen extends News {
  readonly kept: readonly StoredEntry[];
  readonly inJob: { readonly subject: string | undefined; readonly views: readonly EntryView[] };
  /** Ids of the entries that went with the database. */
  readonly lost: readonly string[];
}

/** So many photos that have reached their job are still shown, until the page is loaded anew. */
const MAX_IN_JOB = 50;
const NOTHING: Seen = {
  kept: [],
  inJob: { subject: undefined, views: [] },
  lost: [],
  saving: 0,
  unkept: [],
  isOutdated: false,
  status: { uploads: {}, pause: null },
  storage: null,
};

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
  const refresh = createRefresh(async () => {
    const kept = await deps.store.listAll();
    // What was kept again is no loss, whatever becomes of it.
    show({ kept, lost: seen.lost.filter((lostId) => !kept.some(({ id }) => id === lostId)) });
  });
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
      const subject = deps.session.user?.subject;
      const others = viewsInJob(seen, subject).filter(({ id }) => id !== view.id);
      seen = { ...seen, inJob: { subject, views: [...others, view].slice(-MAX_IN_JOB) } };
      void refresh();
    },
    showCleared() {
      const lost = seen.kept.filter((entry) => !isDelivered(entry));
      show({ kept: [], lost: [...seen.lost, ...lost.map(({ id }) => id)] });
      return lost;
    },
  };
}

function toSnapshot(seen: Seen, deps: OutboxViewDependencies): OutboxSnapshot {
  const { kept, status, lost, unkept, saving, isOutdated, storage } = seen;
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
    entries: [...viewsInJob(seen, user?.subject).filter(({ id }) => !ids.has(id)), ...views],
    counts,
    saving,
    unkept: unkept.filter(({ subject }) => subject === null || subject === user?.subject),
    isOutdated,
    gone: lost.length,
    paused: counts.waiting === 0 ? null : paused,
    dataUsedBytes: deps.dataUsedBytes(),
    settings: deps.settings(),
    storage,
  };
}

/** Who signs in next sees nothing of what another has sent. */
function viewsInJob({ inJob }: Seen, subject: string | undefined): readonly EntryView[] {
  return inJob.subject === subject ? inJob.views : [];
}

/** Whether somebody must sign in is the session's word alone; of the sender's reasons, those that concern all photos. */
function toPauseReason(state: SessionState, { pause }: SendStatus): PauseReason | null {
  if (state !== 'signed-in') return 'sign-in';
  return pause?.reason === 'network' || pause?.reason === 'server' ? pause.reason : null;
}

/** Runs `work` now, or once more after the run that is under way: many calls cost two runs. */
function createRefresh(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let isQueued = false;
  return () => {
    if (isQueued) return last;
    isQueued = true;
    last = last.then(() => {
      isQueued = false;
      return work().catch(() => undefined);
    });
    return last;
  };
}
