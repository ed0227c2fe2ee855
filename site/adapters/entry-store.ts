/** The outbox's entries in IndexedDB. Every change is one transaction on the entry as it stands, whichever tab made it so. */
import type { EntryStore } from '../core/engine-ports.ts';
import { isDelivered, type Lane, type StoredEntry } from '../core/stored-entry.ts';
import type { WithDatabase } from './database.ts';

/** @param onChange is called with the entry's id after every change made here. */
export function createEntryStore(withDatabase: WithDatabase, onChange: (id: string) => void): EntryStore {
  const listAll = () => withDatabase((database) => database.getAll('entries'));
  return {
    async list(subject) {
      const entries = (await listAll()).filter((entry) => entry.subject === subject);
      return entries.sort((a, b) => a.capturedAtMs - b.capturedAtMs);
    },

    async countOthers(subject) {
      return (await listAll()).filter((entry) => entry.subject !== subject && !isDelivered(entry)).length;
    },

    get: (id) => withDatabase((database) => database.get('entries', id)),

    async add(entry, original) {
      const isNew = await withDatabase((database) => addOnce(database, entry, original));
      if (isNew) onChange(entry.id);
      return isNew;
    },

    async update(id, change, bytes = {}) {
      const after = await withDatabase(async (database) => {
        const transaction = database.transaction(['entries', 'bytes'], 'readwrite', { durability: 'strict' });
        const before = await transaction.objectStore('entries').get(id);
        const changed = before && change(before);
        if (changed && changed !== before) {
          const puts = Object.entries(bytes).map(([lane, value]) =>
            transaction.objectStore('bytes').put(value, [id, lane as Lane]),
          );
          await Promise.all([transaction.objectStore('entries').put(changed), ...puts]);
        }
        await transaction.done;
        return { changed, isSame: changed === before };
      });
      if (!after.isSame) onChange(id);
      return after.changed;
    },

    async remove(id) {
      await withDatabase(async (database) => {
        const transaction = database.transaction(['entries', 'bytes'], 'readwrite');
        const bytes = transaction.objectStore('bytes');
        await Promise.all([
          transaction.objectStore('entries').delete(id),
          bytes.delete(IDBKeyRange.bound([id], [id, []])),
        ]);
        await transaction.done;
      });
      onChange(id);
    },

    readBytes: (id, lane) => withDatabase((database) => database.get('bytes', [id, lane])),
  };
}

/** `strict`: the promise waits until the operating system has it on disk; the default may lose it with the battery. */
async function addOnce(
  database: Parameters<Parameters<WithDatabase>[0]>[0],
  entry: StoredEntry,
  original: ArrayBuffer,
): Promise<boolean> {
  const transaction = database.transaction(['entries', 'bytes'], 'readwrite', { durability: 'strict' });
  const isNew = (await transaction.objectStore('entries').getKey(entry.id)) === undefined;
  if (isNew) {
    await Promise.all([
      transaction.objectStore('entries').put(entry),
      transaction.objectStore('bytes').put(original, [entry.id, 'original']),
    ]);
  }
  await transaction.done;
  return isNew;
}
