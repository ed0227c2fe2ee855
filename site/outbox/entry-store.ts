/** The outbox's entries in IndexedDB. Every change is one transaction on the entry as it stands, whichever tab made it so. */

import type { PhoneSchema, WithDatabase } from './database.ts';
import { hash } from './hash.ts';
import type { Change as IndexedDbChange } from './indexed-db.ts';
import type { EntryStore, VariantBytes } from './ports.ts';
import type { KeptBytes } from './stored-entry.ts';

/** A page that never asks for them holds no more than this: some eight pictures, which are saved while others are being looked at. */
const MAX_FRESH_BYTES = 2 ** 25;

type Change = IndexedDbChange<PhoneSchema>;

/** @param onChange is called with the entry's id after every change made here. */
export function createEntryStore(withDatabase: WithDatabase, onChange: (id: string) => void): EntryStore {
  const changes = createChanges(withDatabase, onChange);
  const bytes = createBytes(withDatabase);
  const listAll = async () => {
    const entries = await withDatabase((database) => database.read('entries').getAll());
    return entries.sort((a, b) => a.capturedAtMs - b.capturedAtMs);
  };
  return {
    ...changes,
    listAll,
    list: async (subject) => (await listAll()).filter((entry) => entry.subject === subject),
    get: (id) => withDatabase((database) => database.read('entries').get(id)),
    readBytes: bytes.read,
    remove(id) {
      bytes.take(id);
      return changes.remove(id);
    },

    async add(entry, original, sha256) {
      const isNew = await withChange(withDatabase, async (change) => {
        const isThere = await change.objectStore('entries').getKey(entry.id);
        // An entry that has lost its picture gets it back.
        if (isThere && (await change.objectStore('bytes').getKey([entry.id, 'original']))) return false;
        await Promise.all([change.objectStore('entries').put(entry), putBytes(change, entry.id, { original })]);
        return true;
      });
      const back = await bytes.readAgain(entry.id, 'original');
      if (!back || (await hash(back)) !== sha256) {
        await changes.remove(entry.id).catch(() => undefined);
        throw new DOMException('differs', 'DataError');
      }
      if (isNew) {
        bytes.note(entry.id, back);
        onChange(entry.id);
      }
      return isNew;
    },
  };
}

/** Reads what is kept, but for originals that were just read back: who asks for one first is given that. */
function createBytes(withDatabase: WithDatabase) {
  const fresh = new Map<string, ArrayBuffer>();
  const readAgain: EntryStore['readBytes'] = (id, variant) =>
    withDatabase((database) => database.read('bytes').get([id, variant]));
  const take = (id: string) => {
    const original = fresh.get(id);
    fresh.delete(id);
    return original;
  };
  return {
    readAgain,
    async read(id: string, variant: KeptBytes) {
      const original = variant === 'original' && take(id);
      return original || readAgain(id, variant);
    },
    take,
    note(id: string, original: ArrayBuffer) {
      let bytes = 0;
      for (const { byteLength } of fresh.set(id, original).values()) bytes += byteLength;
      if (bytes > MAX_FRESH_BYTES) take(id);
    },
  };
}

function createChanges(
  withDatabase: WithDatabase,
  onChange: (id: string) => void,
): Pick<EntryStore, 'update' | 'remove'> {
  return {
    async update(id, toNext, bytes = {}) {
      const { before, after } = await withChange(withDatabase, async (change) => {
        const before = await change.objectStore('entries').get(id);
        const after = before && toNext(before);
        if (after && after !== before) {
          await change.objectStore('entries').put(after);
          await putBytes(change, id, bytes);
        }
        return { before, after };
      });
      if (after !== before) onChange(id);
      return after;
    },

    async remove(id) {
      const key = await withChange(withDatabase, async (change) => {
        const key = await change.objectStore('entries').getKey(id);
        await change.objectStore('entries').delete(id);
        await change.objectStore('bytes').delete(IDBKeyRange.bound([id], [id, []]));
        return key;
      });
      onChange(id);
      return key !== undefined;
    },
  };
}

async function putBytes(change: Change, id: string, bytes: VariantBytes): Promise<void> {
  for (const [variant, value] of Object.entries(bytes))
    await change.objectStore('bytes').put(value, [id, variant as KeptBytes]);
}

/**
 * All of `work` or nothing. `strict`: done only when the operating system has it on disk; by default a browser may say
 * so earlier, and lose it with the battery.
 */
export function withChange<T>(withDatabase: WithDatabase, work: (change: Change) => Promise<T>): Promise<T> {
  return withDatabase(async (database) => {
    const change = database.transaction(['entries', 'bytes'], 'readwrite', { durability: 'strict' });
    // Without this, a failure inside `work` would leave the transaction's own rejection unheard.
    change.done.catch(() => undefined);
    try {
      const result = await work(change);
      await change.done;
      return result;
    } catch (error) {
      if (!change.error) tryAbort(change);
      // The transaction knows the cause (no room); its requests only know that it was aborted.
      throw change.error ?? error;
    }
  });
}

/** It may have ended by itself. */
function tryAbort(change: Change): void {
  try {
    change.abort();
  } catch {
    // Then there is nothing to undo.
  }
}
