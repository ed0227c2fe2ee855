/** The outbox as the screens use it. */
import type { EntryEdit, Outbox, OutboxSettings } from '../phone.ts';
import type { OutboxView } from './outbox-view.ts';
import type { EntryStore } from './ports.ts';
import type { StoredEntry } from './stored-entry.ts';

export interface OutboxDependencies extends Pick<Outbox, 'capture' | 'sendNow' | 'noteJobs' | 'moveToJob'> {
  readonly store: EntryStore;
  readonly view: OutboxView;
  changeSettings(change: Partial<OutboxSettings>): Promise<void>;
}

export function createOutbox({ store, view, changeSettings, ...others }: OutboxDependencies): Outbox {
  return {
    ...others,
    snapshot: view.snapshot,
    subscribe: view.subscribe,
    preview: (id) => readPreview(id, store),
    async edit(id, edit) {
      await store.update(id, (entry) => withEdit(entry, edit));
    },
    async discard(id) {
      await store.remove(id);
    },
    exportPhoto: (id) => readOriginal(id, store),
    async changeSettings(change) {
      await changeSettings(change);
      view.show();
    },
  };
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
