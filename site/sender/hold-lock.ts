/**
 * One sender on this phone: whoever holds the Web Lock sends, be it a tab or the service worker; the browser passes the
 * lock on when its holder dies. A page that was frozen while it held the lock gives no heartbeat: a visible page then takes
 * the lock away. Without Web Locks (iOS before 15.4) each tab sends; the capture id still makes it one photo.
 */

const LOCK = 'edgeshot-send';
/** Hidden pages may run timers only once a minute. */
const DEAD_AFTER_MS = 150_000;
const LOOK_EVERY_MS = 30_000;
/** A page that is going lets go of the lock within this time. */
const LEAVING_MS = 10_000;

export interface LockOptions {
  /** Works until `signal` aborts: the lock was taken away. */
  work(signal: AbortSignal): Promise<void>;
  /** When the present holder last gave its heartbeat, in any tab; phone's clock. */
  lastHeartbeatMs(): number;
  readonly signal: AbortSignal;
}

/** Waits for the lock, works, and waits again if it is taken away; ends with `signal`. */
export async function holdLock(options: LockOptions): Promise<void> {
  const { work, signal } = options;
  if (!('locks' in navigator)) return work(signal);
  while (!signal.aborted) await waitAndWork(options);
}

/**
 * Works under the lock once it is free (service worker). A page that was closed a moment ago may still hold it.
 * @throws {DOMException} when somebody else is sending (TimeoutError)
 */
export async function takeLock(work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LEAVING_MS) }, work);
}

/** Tells whether somebody waits for the lock. */
export async function isLockWanted(): Promise<boolean> {
  const { pending = [] } = await navigator.locks.query();
  return pending.some(({ name }) => name === LOCK);
}

async function waitAndWork({ work, lastHeartbeatMs, signal }: LockOptions): Promise<void> {
  const working = new AbortController();
  const waiting = new AbortController();
  const stop = () => {
    waiting.abort();
    working.abort();
  };
  signal.addEventListener('abort', stop);
  const since = Date.now();
  const look = setInterval(() => {
    const isDead = Date.now() - Math.max(since, lastHeartbeatMs()) > DEAD_AFTER_MS;
    if (isDead && !document.hidden) waiting.abort();
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

/** The wait was ended, or the lock was stolen: this page waits for it again. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
