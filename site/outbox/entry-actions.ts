/** What the worker does with single entries. A page loads it with the sender, after the rest. */
import type { EntryEdit } from '../phone.ts';
import type { EntryStore } from './ports.ts';
import type { StoredEntry } from './stored-entry.ts';

export async function editEntry(id: string, edit: EntryEdit, store: EntryStore): Promise<void> {
  await store.update(id, (entry) => withEdit(entry, edit));
}

function withEdit(entry: StoredEntry, edit: EntryEdit): StoredEntry {
  const next = { ...entry, ...edit };
  return { ...next, title: next.title || null };
}

/** Of an entry that is prepared: the original only where the phone could draw no small copy. */
export async function readPreview(id: string, store: EntryStore): Promise<Blob | null> {
  const small = await store.readBytes(id, 'preview');
  if (small) return new Blob([small], { type: 'image/jpeg' });
  const entry = await store.get(id);
  const original = entry?.originalType && (await store.readBytes(id, 'original'));
  return original ? new Blob([original], { type: entry.originalType }) : null;
}

/** @throws {TypeError} when the entry has left the phone */
export async function readOriginal(id: string, store: EntryStore): Promise<File> {
  const [entry, original] = await Promise.all([store.get(id), store.readBytes(id, 'original')]);
  if (!entry || !original) throw new TypeError('no such entry');
  return new File([original], entry.fileName || `${id}.jpg`, { type: entry.originalType ?? '' });
}
