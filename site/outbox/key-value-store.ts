/** What is small and outlives a reload, under a name. In IndexedDB and not in localStorage, because the service worker must read them too. */
import type { WithDatabase } from './database.ts';

export interface KeyValueStore {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
  forget(name: string): Promise<void>;
}

export function createKeyValueStore(withDatabase: WithDatabase): KeyValueStore {
  return {
    read: (name) => withDatabase((database) => database.read('key-values').get(name)),
    write: (name, value) => withDatabase((database) => database.write('key-values').put(value, name)),
    forget: (name) => withDatabase((database) => database.write('key-values').delete(name)),
  };
}
