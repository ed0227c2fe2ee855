/** What is small and outlives a reload, under a name. In IndexedDB and not in localStorage, because the service worker must read them too. */
import type { WithDatabase } from './database.ts';

export interface KeyValueStore {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<unknown>;
  forget(name: string): Promise<void>;
  /** Reads and writes in one transaction; what `toNext` returns is then there, and is returned. The same value is not written. */
  update(name: string, toNext: (value: unknown) => unknown): Promise<unknown>;
}

export function createKeyValueStore(withDatabase: WithDatabase): KeyValueStore {
  return {
    read: (name) => withDatabase((database) => database.read('key-values').get(name)),
    write: (name, value) => withDatabase((database) => database.write('key-values').put(value, name)),
    forget: (name) => withDatabase((database) => database.write('key-values').delete(name)),
    update: (name, toNext) =>
      withDatabase(async (database) => {
        const change = database.transaction(['key-values'], 'readwrite');
        const store = change.objectStore('key-values');
        const before = await store.get(name);
        const after = toNext(before);
        if (after !== before) await store.put(after, name);
        await change.done;
        return after;
      }),
  };
}
