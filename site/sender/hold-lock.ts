/**
 * One sender on this phone: whoever holds the Web Lock sends, be it a tab or the service worker; the browser passes the
 * lock on when its holder dies. One that falls asleep while it holds the lock gives no heartbeat when it is asked for one: a
 * visible page, or the service worker, then takes the lock away. Without Web Locks (iOS before 15.4) each tab sends; the
 * capture id still makes it one photo.
 */
import type { Heartbeats } from './heartbeats.ts';

const LOCK = 'edgeshot-send';
const ASK_EVERY_MS = 5000;
/** A busy page may be late with its response. */
const ASLEEP_AFTER_MS = 30_000;
/** A page that is going lets go of the lock within this time. */
const LEAVING_MS = 10_000;

export interface LockOptions {
  /** Works until `signal` aborts: the lock was taken away. */
  work(signal: AbortSignal): Promise<void>;
  readonly heartbeats: Heartbeats;
  readonly signal: AbortSignal;
}

/** Waits for the lock, works, and waits again if it is taken away; ends with `signal`. */
export async function holdLock(options: LockOptions): Promise<void> {
  const { work, signal } = options;
  if (!('locks' in navigator)) return work(signal);
  while (!signal.aborted) await waitAndWork(options);
}

/**
 * Works under the lock once it is free, or its holder is asleep (service worker). A page that was closed a moment ago may
 * still hold it.
 * @throws {DOMException} when somebody else is sending (TimeoutError), or has taken the lock away (AbortError)
 */
export async function takeLock({ work, heartbeats }: Omit<LockOptions, 'signal'>): Promise<void> {
  const working = new AbortController();
  const countBefore = heartbeats.count();
  let isHolding = false;
  const hold = () => {
    isHolding = true;
    return heartbeats.giveDuring(() => work(working.signal));
  };
  const toSilence = (error: unknown) => {
    if (isHolding || !isTimeout(error) || heartbeats.count() > countBefore) throw error;
    return 'silence' as const;
  };
  try {
    for (const waitMs of [LEAVING_MS, ASLEEP_AFTER_MS - LEAVING_MS]) {
      heartbeats.ask();
      if ((await requestWithin(waitMs, hold).catch(toSilence)) !== 'silence') return;
    }
    await navigator.locks.request(LOCK, { steal: true }, hold);
  } finally {
    working.abort();
  }
}

async function requestWithin(waitMs: number, hold: () => Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new DOMException('somebody else sends', 'TimeoutError')), waitMs);
  await navigator.locks.request(LOCK, { signal: waiting.signal }, hold).finally(() => clearTimeout(timer));
}

/** Tells whether somebody waits for the lock. */
export async function isLockWanted(): Promise<boolean> {
  const { pending = [] } = await navigator.locks.query();
  return pending.some(({ name }) => name === LOCK);
}

async function waitAndWork({ work, heartbeats, signal }: LockOptions): Promise<void> {
  const working = new AbortController();
  const waiting = new AbortController();
  const stop = () => {
    waiting.abort();
    working.abort();
  };
  signal.addEventListener('abort', stop);
  const endWatch = watchHolder(heartbeats, () => waiting.abort());
  const hold = () => {
    endWatch();
    return heartbeats.giveDuring(() => work(working.signal));
  };
  try {
    await navigator.locks.request(LOCK, { signal: waiting.signal }, hold).catch(ignoreAbort);
    const isStealing = waiting.signal.aborted && !signal.aborted;
    if (isStealing) await navigator.locks.request(LOCK, { steal: true }, hold).catch(ignoreAbort);
  } finally {
    endWatch();
    working.abort();
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Calls `onAsleep` when the holder has answered nothing for half a minute in which this page was in view and awake: questions
 * are counted, since the clock goes on while a page sleeps. Returns what ends it.
 */
function watchHolder(heartbeats: Heartbeats, onAsleep: () => void): () => void {
  let count = heartbeats.count();
  let silences = 0;
  heartbeats.ask();
  const look = setInterval(() => {
    silences = document.hidden || heartbeats.count() > count ? 0 : silences + 1;
    count = heartbeats.count();
    if (silences * ASK_EVERY_MS >= ASLEEP_AFTER_MS) onAsleep();
    else if (!document.hidden) heartbeats.ask();
  }, ASK_EVERY_MS);
  return () => clearInterval(look);
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

/** The wait was ended, or the lock was stolen: this page waits for it again. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
}
