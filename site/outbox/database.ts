/**
 * The phone's IndexedDB: opened, and brought from any earlier shape to the present one. A shape is never changed by
 * throwing away: every step carries the entries over, because an entry may be the only copy of a photo.
 */

import { type Database, openIndexedDb, type Step } from './indexed-db.ts';
import { DATABASE_NAME } from './phone-names.ts';
import type { Lane, StoredEntry } from './stored-entry.ts';

export interface PhoneSchema {
  readonly entries: { readonly key: string; readonly value: StoredEntry };
  /** Pictures, under [entry id, lane]. As ArrayBuffer: WebKit has lost Blobs and Files kept in IndexedDB. */
  readonly bytes: { readonly key: [string, Lane]; readonly value: ArrayBuffer };
  /** Small facts under a name: session, settings, data used, skew. */
  readonly facts: { readonly key: string; readonly value: unknown };
}

export type PhoneDatabase = Database<PhoneSchema>;

/** Step n brings a database of version n to n + 1. Steps are only ever added. */
const STEPS: readonly Step[] = [
  (database) => {
    database.createObjectStore('entries', { keyPath: 'id' });
    database.createObjectStore('bytes');
    database.createObjectStore('facts');
  },
  (_, change) => {
    // Entries of version 1 did not count shrinks and resends, and knew neither the labels that had gone nor the file's date.
    const walk = change.objectStore('entries').openCursor();
    walk.onsuccess = () => {
      walk.result?.update({ ...NEW_IN_VERSION_2, ...walk.result.value });
      walk.result?.continue();
    };
  },
];

const NEW_IN_VERSION_2 = { shrinkTries: 0, resends: 0, sentLabels: null, lastModifiedMs: 0 };

export const DATABASE_VERSION = STEPS.length;

/** @param version of an older page, for tests of the upgrade. */
export function openDatabase(version: number = DATABASE_VERSION): Promise<PhoneDatabase> {
  return openIndexedDb(DATABASE_NAME, version, STEPS);
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
