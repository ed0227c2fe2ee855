/**
 * The phone's IndexedDB: opened, and brought from any earlier shape to the present one. A shape is never changed by
 * throwing away: every step carries the entries over, because an entry may be the only copy of a photo.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { Lane, StoredEntry } from '../core/stored-entry.ts';

export interface PhoneSchema extends DBSchema {
  entries: { key: string; value: StoredEntry };
  /** Pictures, under [entry id, lane]. As ArrayBuffer: WebKit has lost Blobs and Files kept in IndexedDB. */
  bytes: { key: [string, Lane]; value: ArrayBuffer };
  /** Small facts under a name: session, settings, data used, skew. */
  facts: { key: string; value: unknown };
}

export type PhoneDatabase = IDBPDatabase<PhoneSchema>;
type Upgrade = IDBPTransaction<PhoneSchema, StoreNames<PhoneSchema>[], 'versionchange'>;

/** Step n brings a database of version n to n + 1. Steps are only ever added. */
const STEPS: readonly ((database: PhoneDatabase, upgrade: Upgrade) => void | Promise<void>)[] = [
  (database) => {
    database.createObjectStore('entries', { keyPath: 'id' });
    database.createObjectStore('bytes');
    database.createObjectStore('facts');
  },
  async (_, upgrade) => {
    // Entries of version 1 did not count shrinks and resends, and knew neither the labels that had gone nor the file's date.
    for (let cursor = await upgrade.objectStore('entries').openCursor(); cursor; cursor = await cursor.continue()) {
      await cursor.update({ ...NEW_IN_VERSION_2, ...cursor.value });
    }
  },
];

const NEW_IN_VERSION_2 = { shrinkTries: 0, resends: 0, sentLabels: null, lastModifiedMs: 0 };

export const DATABASE_NAME = 'edgeshot';
export const DATABASE_VERSION = STEPS.length;

/** @param version of an older page, for tests of the upgrade. */
export function openDatabase(version: number = DATABASE_VERSION): Promise<PhoneDatabase> {
  return openDB<PhoneSchema>(DATABASE_NAME, version, {
    async upgrade(database, oldVersion, newVersion, upgrade) {
      for (const step of STEPS.slice(oldVersion, newVersion ?? DATABASE_VERSION)) await step(database, upgrade);
    },
    // A newer page waits in another tab: let it upgrade. This one reopens at its next call.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

/** Runs `work` on the database; once more on a new connection where the browser has dropped the old (iOS, upgrade). */
export type WithDatabase = <T>(work: (database: PhoneDatabase) => Promise<T>) => Promise<T>;

export function createDatabase(open: () => Promise<PhoneDatabase> = openDatabase): WithDatabase {
  let opening: Promise<PhoneDatabase> | undefined;
  const connect = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return async (work) => {
    const database = await connect();
    try {
      return await work(database);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      opening = undefined;
      return work(await connect());
    }
  };
}

function isLostConnection(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'UnknownError');
}
