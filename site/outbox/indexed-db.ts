/**
 * IndexedDB's requests as promises, with types, and nothing more: the transactions are IndexedDB's own (W3C Indexed Database
 * API 3.0) and end when no request of theirs is under way, so that inside one only its own promises may be awaited.
 */

/** What stands in each object store, and under which key. */
export type Schema = Readonly<Record<string, { readonly key: IDBValidKey; readonly value: unknown }>>;

export interface ObjectStore<Entry extends Schema[string]> {
  get(key: Entry['key']): Promise<Entry['value'] | undefined>;
  getKey(key: Entry['key']): Promise<IDBValidKey | undefined>;
  getAll(): Promise<Entry['value'][]>;
  /** @param key where the store has no key path */
  put(value: Entry['value'], key?: Entry['key']): Promise<unknown>;
  delete(key: Entry['key'] | IDBKeyRange): Promise<void>;
}

export interface Change<S> {
  objectStore<Name extends keyof S>(name: Name): ObjectStore<S[Name] & Schema[string]>;
  /** Fulfils when all of it is stored; rejects with the cause when none of it is. */
  readonly done: Promise<void>;
  /** The cause of an abort, once it has happened. */
  readonly error: DOMException | null;
  abort(): void;
}

export interface Database<S> {
  transaction(names: (keyof S & string)[], mode: IDBTransactionMode, options?: IDBTransactionOptions): Change<S>;
  /** A store in a transaction of its own: for one request, made at once. */
  read<Name extends keyof S & string>(name: Name): ObjectStore<S[Name] & Schema[string]>;
  write<Name extends keyof S & string>(name: Name): ObjectStore<S[Name] & Schema[string]>;
  close(): void;
  /** There was none before this opening. */
  readonly isNew: boolean;
}

/** Changes the shape of a database, synchronously or by requests of `change`. */
export type Step = (database: IDBDatabase, change: IDBTransaction) => void;

export interface OpenOptions {
  readonly name: string;
  readonly version: number;
  /** `steps[n]` brings a database of version n to n + 1. */
  readonly steps: readonly Step[];
  /** Is called when the connection ends by another's doing: a newer page's upgrade, a deletion, the browser. */
  onClosed(): void;
}

/**
 * Opens a database. A newer page that waits elsewhere closes it.
 * @throws {DOMException} when a newer page has changed its shape (`VersionError`)
 */
export async function openIndexedDb<S>({ name, version, steps, onClosed }: OpenOptions): Promise<Database<S>> {
  const opening = indexedDB.open(name, version);
  let isNew = false;
  opening.onupgradeneeded = ({ oldVersion }) => {
    const { result, transaction } = opening;
    isNew = oldVersion === 0;
    if (transaction) for (const step of steps.slice(oldVersion, version)) step(result, transaction);
  };
  const database = await toPromise(opening);
  database.onversionchange = () => {
    database.close();
    onClosed();
  };
  database.onclose = onClosed;
  const toSingle = (store: string, mode: IDBTransactionMode) =>
    toStore<never>(database.transaction(store, mode).objectStore(store));
  return {
    transaction: (names, mode, options) => toChange(database.transaction(names, mode, options)),
    read: (store) => toSingle(store, 'readonly'),
    write: (store) => toSingle(store, 'readwrite'),
    close: () => database.close(),
    isNew,
  };
}

function toChange<S>(transaction: IDBTransaction): Change<S> {
  return {
    objectStore: (name) => toStore<never>(transaction.objectStore(String(name))),
    done: new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'));
    }),
    get error() {
      return transaction.error;
    },
    abort: () => transaction.abort(),
  };
}

function toStore<Entry extends Schema[string]>(store: IDBObjectStore): ObjectStore<Entry> {
  return {
    get: (key) => toPromise(store.get(key)),
    getKey: (key) => toPromise(store.getKey(key)),
    getAll: () => toPromise(store.getAll()),
    put: (value, key) => toPromise(store.put(value, key)),
    delete: (key) => toPromise(store.delete(key)),
  };
}

function toPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
