/** The outbox as the screens see it: one snapshot, kept fresh from the database and from whichever tab is sending. */

import type { EntryEdit, Outbox, OutboxSettings, OutboxSnapshot, Session, StorageHealth } from '../phone.ts';
import type { EntryStore } from '../sender/ports.ts';
import type { SendStatus } from '../sender/send-state.ts';
import type { EntryView } from './entry.ts';
import { isDelivered, type StoredEntry } from './stored-entry.ts';
import { countEntries, toEntryView } from './view-entry.ts';

export interface OutboxDependencies {
  readonly store: EntryStore;
  readonly session: Session;
  settings(): OutboxSettings;
  keep: Outbox['capture'];
  sendNow(): void;
  changeSettings(change: Partial<OutboxSettings>): Promise<void>;
  skewMs(): number;
  dataUsedBytes(): number;
}

/** The outbox, and the cords by which the engine moves it. */
export interface LiveOutbox extends Outbox {
  /** Reads the entries again. */
  refresh(): void;
  showStatus(status: SendStatus): void;
  showStorage(storage: StorageHealth): void;
  /** Everybody's entries, oldest first, as they were last read. */
  kept(): readonly StoredEntry[];
  /** An entry has reached its job. */
  showInJob(view: EntryView): void;
}

/** So many photos that have reached their job are still shown, until the page is loaded anew. */
const MOST_IN_JOB = 50;
const NOTHING: SendStatus = { live: {}, isSignInNeeded: false, nextTryAtMs: null };

export function createOutbox(deps: OutboxDependencies): LiveOutbox {
  const { store, session } = deps;
  const listeners = new Set<(snapshot: OutboxSnapshot) => void>();
  let kept: readonly StoredEntry[] = [];
  let inJob: readonly EntryView[] = [];
  let status = NOTHING;
  let storage: StorageHealth | null = null;
  let shown: OutboxSnapshot | null = null;

  const build = (): OutboxSnapshot => {
    const moment = { skewMs: deps.skewMs(), nextTryAtMs: status.nextTryAtMs };
    const subject = session.user?.subject;
    const views = kept
      .filter((entry) => entry.subject === subject)
      .map((entry) => toEntryView(entry, status.live[entry.id], moment));
    const ids = new Set(views.map(({ id }) => id));
    const waitingOfOthers = kept.filter((entry) => entry.subject !== subject && !isDelivered(entry)).length;
    const counts = countEntries(views, waitingOfOthers);
    const arrived = inJob.filter(({ id }) => !ids.has(id));
    return {
      entries: [...arrived, ...views],
      counts,
      paused: findPause(session, status, counts.waiting),
      dataUsedBytes: deps.dataUsedBytes(),
      settings: deps.settings(),
      storage,
    };
  };
  const show = () => {
    shown = build();
    for (const listener of listeners) listener(shown);
  };
  const refresh = createRefresh(async () => {
    kept = await store.listAll();
    show();
  });
  const snapshot = () => (shown ??= build());

  return {
    capture: deps.keep,
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      listener(snapshot());
      return () => listeners.delete(listener);
    },
    preview: (id) => readPreview(id, store),
    async edit(id, edit) {
      await store.update(id, (entry) => withEdit(entry, edit));
    },
    sendNow: deps.sendNow,
    async discard(id) {
      await store.remove(id);
    },
    exportPhoto: (id) => readOriginal(id, store),
    async changeSettings(change) {
      await deps.changeSettings(change);
      show();
    },
    refresh,
    kept: () => kept,
    showStatus(next) {
      status = next;
      show();
    },
    showStorage(next) {
      storage = next;
      show();
    },
    showInJob(view) {
      inJob = [...inJob.filter(({ id }) => id !== view.id), view].slice(-MOST_IN_JOB);
      refresh();
    },
  };
}

function findPause(session: Session, status: SendStatus, waiting: number): OutboxSnapshot['paused'] {
  if (waiting === 0) return null;
  if (session.state !== 'signed-in' || status.isSignInNeeded) return 'sign-in';
  return status.nextTryAtMs === null ? null : 'network';
}

function withEdit(entry: StoredEntry, edit: EntryEdit): StoredEntry {
  const next = { ...entry, ...edit };
  return { ...next, title: next.title || null };
}

/** The original only where the phone could draw no small copy: it would be read, and decoded, while the copy is being drawn. */
async function readPreview(id: string, store: EntryStore): Promise<Blob | null> {
  const small = await store.readBytes(id, 'preview');
  if (small) return new Blob([small], { type: 'image/jpeg' });
  const entry = await store.get(id);
  const original = entry?.parts && entry.originalType && (await store.readBytes(id, 'original'));
  return original ? new Blob([original], { type: entry.originalType }) : null;
}

async function readOriginal(id: string, store: EntryStore): Promise<File> {
  const [entry, original] = await Promise.all([store.get(id), store.readBytes(id, 'original')]);
  if (!entry || !original) throw new TypeError('no such entry');
  return new File([original], entry.fileName || `${id}.jpg`, { type: entry.originalType ?? '' });
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
