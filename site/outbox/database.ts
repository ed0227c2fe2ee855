/**
 * The phone's IndexedDB: opened, and brought from any earlier shape to the present one. A shape is never changed by
 * throwing away: every step carries the entries over, because an entry may be the only copy of a photo.
 */

import { type Database, openIndexedDb, type Step } from './indexed-db.ts';
import { DATABASE_NAME } from './phone-names.ts';
import type { KeptBytes, PhotoVariant, StoredEntry } from './stored-entry.ts';

export interface PhoneSchema {
  readonly entries: { readonly key: string; readonly value: StoredEntry };
  /** Pictures, under [entry id, variant]. As ArrayBuffer: WebKit has lost Blobs and Files kept in IndexedDB. */
  readonly bytes: { readonly key: [string, KeptBytes]; readonly value: ArrayBuffer };
  /** What is small, under a name: session, settings, data used, clock skew. */
  readonly 'key-values': { readonly key: string; readonly value: unknown };
}

export type PhoneDatabase = Database<PhoneSchema>;

/** Step n brings a database of version n to n + 1. Steps are only ever added. */
const STEPS: readonly Step[] = [
  (database) => {
    database.createObjectStore('entries', { keyPath: 'id' });
    database.createObjectStore('bytes');
    database.createObjectStore('facts');
  },
  // Version 2 gave entries more members. The next step does so too, since of two walks in one upgrade each would undo the other's.
  () => undefined,
  (_, change) => {
    change.objectStore('facts').name = 'key-values';
    const walk = change.objectStore('entries').openCursor();
    walk.onsuccess = () => {
      walk.result?.update(toVersion3(walk.result.value));
      walk.result?.continue();
    };
  },
];

/**
 * Entries of version 1 did not count shrinks and resends, and knew neither the labels that had gone nor the file's date.
 * Those of version 2 said `lane` for the variant of a part.
 */
function toVersion3(entry: { readonly parts: readonly { readonly lane: PhotoVariant }[] | null }): object {
  return {
    ...{ shrinkTries: 0, resends: 0, sentLabels: null, lastModifiedMs: 0 },
    ...entry,
    parts: entry.parts?.map(({ lane, ...part }) => ({ ...part, variant: lane })) ?? null,
  };
}

export const DATABASE_VERSION = STEPS.length;

/** @param version of an older page, for tests of the upgrade. */
export function openDatabase(
  version: number = DATABASE_VERSION,
  onClosed: () => void = () => undefined,
): Promise<PhoneDatabase> {
  return openIndexedDb({ name: DATABASE_NAME, version, steps: STEPS, onClosed });
}

/** Runs `work` on the database; once more on a new connection where the old was lost (iOS, an upgrade, a deletion). */
export type WithDatabase = <T>(work: (database: PhoneDatabase) => Promise<T>) => Promise<T>;

/** What becomes of the database under a page that has it open. */
export interface DatabaseListener {
  /** A newer version of the site has changed its shape: this page can read and keep nothing any more. */
  onOutdated?(): void;
  /** The browser has deleted it, and all that was kept; there is a new one. */
  onCleared?(): void;
}

export function createDatabase({ onOutdated, onCleared }: DatabaseListener = {}): WithDatabase {
  let opening: Promise<PhoneDatabase> | undefined;
  let wasOpen = false;
  const forget = (lost: Promise<PhoneDatabase>) => {
    if (opening === lost) opening = undefined;
  };
  const connect = () => {
    if (opening) return opening;
    // What has closed it is seen by opening it again, before somebody is told that it keeps what they choose.
    const onClosed = () => {
      forget(current);
      void connect().catch(() => undefined);
    };
    const current = openDatabase(DATABASE_VERSION, onClosed).then(
      (database) => {
        if (wasOpen && database.isNew) onCleared?.();
        wasOpen = true;
        return database;
      },
      (error: unknown) => {
        forget(current);
        if (isOutdated(error)) onOutdated?.();
        throw error;
      },
    );
    opening = current;
    return current;
  };
  return async (work) => {
    const connection = connect();
    const database = await connection;
    try {
      return await work(database);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      forget(connection);
      return work(await connect());
    }
  };
}

/** Tells whether the database is of a newer version of the site. */
export function isOutdated(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'VersionError';
}

/** A connection that is closed from outside also aborts what is under way. */
function isLostConnection(error: unknown): boolean {
  return error instanceof DOMException && /^(InvalidState|Unknown|Abort)Error$/.test(error.name);
}
