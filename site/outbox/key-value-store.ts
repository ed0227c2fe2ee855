/** Small facts that outlive a reload. In IndexedDB and not in localStorage, because the service worker must read them too. */
import type { WithDatabase } from './database.ts';

export interface Facts {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
  forget(name: string): Promise<void>;
}

export function createFacts(withDatabase: WithDatabase): Facts {
  return {
    read: (name) => withDatabase((database) => database.read('facts').get(name)),
    async write(name, value) {
      await withDatabase((database) => database.write('facts').put(value, name));
    },
    forget: (name) => withDatabase((database) => database.write('facts').delete(name)),
  };
}
