/**
 * The session as this phone keeps it: in IndexedDB, so that a reload (iOS drops the page when the camera opens) keeps it
 * and the service worker can read it; the site's CSP, which runs no foreign script, is its guard.
 */
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import { isSameRenewal, parseStoredSession, type StoredSession } from './stored-session.ts';

export interface KeptSession {
  /** As it was last read; null while nobody is signed in. */
  current(): StoredSession | null;
  /** Reads what another tab may have changed. */
  reload(): Promise<StoredSession | null>;
  /** Keeps the session of a new sign-in, whatever was there. */
  begin(next: StoredSession): Promise<void>;
  /**
   * Keeps what has become of `before`, unless another session, or a later renewal of this one, has taken its place, or its
   * user has signed out: false then. A refresh that comes home late so undoes nothing.
   */
  replace(before: StoredSession, next: StoredSession): Promise<boolean>;
  /** Ends it on this phone: its user has left. */
  forget(): Promise<void>;
  /** The last user has left, and nobody has signed in since. */
  wasLeft(): Promise<boolean>;
  /** Calls `listener` after every change; returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
}

const SESSION = 'session';
const SIGNED_OUT = 'signed-out';

/** @param announce tells the other tabs of a change made here. */
export async function openKeptSession(keyValues: KeyValueStore, announce: () => void): Promise<KeptSession> {
  const read = async () => parseStoredSession(await keyValues.read(SESSION));
  const { current, show, subscribe } = createShown(await read());
  const change = (next: StoredSession | null) => {
    show(next);
    announce();
  };
  return {
    current,
    subscribe,
    async reload() {
      show(await read());
      return current();
    },
    async begin(next) {
      await keyValues.write(SESSION, next);
      change(next);
      await keyValues.forget(SIGNED_OUT);
    },
    async replace(before, next) {
      const after = await keyValues.update(SESSION, (value) => {
        const stored = parseStoredSession(value);
        return stored && isSameRenewal(stored, before) ? next : value;
      });
      const isKept = after === next;
      if (isKept) change(next);
      else show(parseStoredSession(after));
      return isKept;
    },
    async forget() {
      await keyValues.forget(SESSION);
      change(null);
      await keyValues.write(SIGNED_OUT, true);
    },
    wasLeft: async () => (await keyValues.read(SIGNED_OUT)) === true,
  };
}

/** The session that this tab knows of, and who hears when it is another one. */
function createShown(first: StoredSession | null) {
  const listeners = new Set<() => void>();
  let shown = first;
  return {
    current: () => shown,
    show(next: StoredSession | null) {
      if (JSON.stringify(next) === JSON.stringify(shown)) return;
      shown = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
