/**
 * One renewal on this phone at a time: two tabs must not spend the same refresh token. A tab that fell asleep while it held
 * the lock loses it; what it still brings home is kept only where nothing has changed meanwhile (kept-session.ts), so that
 * the lock spares requests and is not what anything depends on.
 */

const LOCK = 'edgeshot-token';
/** A renewal takes 30 s at most, unless its tab sleeps. */
const TAKE_OVER_AFTER_MS = 35_000;

/** Where there are no Web Locks (iOS before 15.4), `work` goes at once. Ends quietly when another tab takes the lock away. */
export async function withTokenLock(work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), TAKE_OVER_AFTER_MS);
  const hold = () => {
    clearTimeout(timer);
    return work();
  };
  try {
    await navigator.locks.request(LOCK, { signal: waiting.signal }, hold).catch(ignoreAbort);
    if (waiting.signal.aborted) await navigator.locks.request(LOCK, { steal: true }, hold).catch(ignoreAbort);
  } finally {
    clearTimeout(timer);
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
