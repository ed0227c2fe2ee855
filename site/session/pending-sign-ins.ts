/** Sign-ins that were begun and not finished, by their `state`: each tab may have one under way, and finishes its own. */
import type { KeyValueStore } from '../outbox/key-value-store.ts';

export interface PendingSignIn {
  readonly state: string;
  /** Of PKCE. */
  readonly verifier: string;
  readonly nonce: string;
  /** Path of this site. */
  readonly returnTo: string;
}

const PENDING = 'sign-ins';
/** Of sign-ins that were begun and left alone the oldest goes. */
const MOST_PENDING = 5;

export async function addPending(keyValues: KeyValueStore, pending: PendingSignIn): Promise<void> {
  await keyValues.update(PENDING, (value) => [...parsePending(value), pending].slice(-MOST_PENDING));
}

/** Takes a sign-in out, so that its response counts once; null for one that this phone did not begin. */
export async function takePending(keyValues: KeyValueStore, state: string | null): Promise<PendingSignIn | null> {
  let taken: PendingSignIn | null = null;
  await keyValues.update(PENDING, (value) => {
    const all = parsePending(value);
    taken = all.find((pending) => pending.state === state) ?? null;
    return taken ? all.filter((pending) => pending !== taken) : value;
  });
  return taken;
}

function parsePending(value: unknown): readonly PendingSignIn[] {
  return Array.isArray(value) ? value : [];
}
