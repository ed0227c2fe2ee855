/**
 * The session as this phone keeps it: in IndexedDB, so that a reload (iOS drops the page when the camera opens) keeps it
 * and the service worker can read it; the site's CSP, which runs no foreign script, is its guard.
 */
import type { KeyValueStore } from '../outbox/key-value-store.ts';
import type { StoredSession } from './open-id.ts';

export interface KeptSession {
  current(): StoredSession | undefined;
  /** The access token lasts for another minute at least. */
  isGood(): boolean;
  /** Reads again what another tab has changed. */
  reload(): Promise<void>;
  keep(next: StoredSession): Promise<void>;
  forget(): Promise<void>;
  /** Calls `listener` after every change; returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
}

const SESSION = 'session';
const SPARE_MS = 60_000;

/** @param announce tells the other tabs of a change made here. */
export async function openKeptSession(keyValues: KeyValueStore, announce: () => void): Promise<KeptSession> {
  const listeners = new Set<() => void>();
  let kept = parseKept(await keyValues.read(SESSION));
  const show = (next: StoredSession | undefined) => {
    kept = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => kept,
    isGood: () => kept !== undefined && kept.goodUntilMs - SPARE_MS > Date.now(),
    reload: async () => show(parseKept(await keyValues.read(SESSION))),
    async keep(next) {
      await keyValues.write(SESSION, next);
      show(next);
      announce();
    },
    async forget() {
      await keyValues.forget(SESSION);
      show(undefined);
      announce();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What an older version of the site kept in another shape is no session: the user signs in again. */
function parseKept(value: unknown): StoredSession | undefined {
  const { user, accessToken, goodUntilMs } = (value ?? {}) as Partial<StoredSession>;
  const isKept =
    typeof user?.subject === 'string' && typeof accessToken === 'string' && typeof goodUntilMs === 'number';
  return isKept ? (value as StoredSession) : undefined;
}
