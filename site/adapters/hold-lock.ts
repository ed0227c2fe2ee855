/**
 * One sender on this phone: whoever holds the Web Lock sends, be it a tab or the service worker; the browser passes the
 * lock on when its holder dies. A page that was frozen while it held the lock beats no longer: a visible page then takes
 * the lock away. Without Web Locks (iOS before 15.4) each tab sends; the capture id still makes it one photo.
 */

const LOCK = 'edgeshot-send';
/** Hidden pages may run timers only once a minute. */
const DEAD_AFTER_MS = 150_000;
const LOOK_EVERY_MS = 30_000;

export interface LockOptions {
  /** Works until `signal` aborts: the lock was taken away. */
  work(signal: AbortSignal): Promise<void>;
  /** When the present holder last gave a sign of life, in any tab; phone's clock. */
  lastBeatMs(): number;
  readonly signal: AbortSignal;
}

/** Waits for the lock, works, and waits again if it is taken away; ends with `signal`. */
export async function holdLock({ work, lastBeatMs, signal }: LockOptions): Promise<void> {
  if (!('locks' in navigator)) return work(signal);
  while (!signal.aborted) await waitAndWork(work, lastBeatMs, signal);
}

/** Works under the lock only if it is free now (service worker); false if somebody else is sending. */
export async function tryLock(work: () => Promise<void>): Promise<boolean> {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

async function waitAndWork(work: LockOptions['work'], lastBeatMs: () => number, signal: AbortSignal): Promise<void> {
  const working = new AbortController();
  const waiting = new AbortController();
  const stop = () => {
    waiting.abort();
    working.abort();
  };
  signal.addEventListener('abort', stop);
  const since = Date.now();
  const look = setInterval(() => {
    const isDead = Date.now() - Math.max(since, lastBeatMs()) > DEAD_AFTER_MS;
    if (isDead && document.visibilityState === 'visible') waiting.abort();
  }, LOOK_EVERY_MS);
  const hold = () => {
    clearInterval(look);
    return work(working.signal);
  };
  try {
    await navigator.locks.request(LOCK, { signal: waiting.signal }, hold).catch(ignoreAbort);
    const isStealing = waiting.signal.aborted && !signal.aborted;
    if (isStealing) await navigator.locks.request(LOCK, { steal: true }, hold).catch(ignoreAbort);
  } finally {
    clearInterval(look);
    working.abort();
    signal.removeEventListener('abort', stop);
  }
}

/** The wait was ended, or the lock was stolen: this page waits in line again. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
