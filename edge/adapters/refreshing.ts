/**
 * A value that is loaded once and kept: refreshed in the background before it is old, waited for once it is, and used
 * stale in an outage of its source. Lambda freezes a process between requests, and with it what runs in the background:
 * what must not be older than `freshMs` is therefore waited for.
 */

export interface RefreshTimes {
  /** From this age on it is refreshed in the background. */
  readonly refreshMs: number;
  /** What is older is not used while the source gives a newer one. */
  readonly freshMs: number;
  /** The source may be down for so long before callers hear of it. */
  readonly staleMs: number;
  /** Least time between a failed or a forced attempt and the next. */
  readonly coolDownMs: number;
  /** For so long a caller waits while an older value is at hand. */
  readonly waitMs: number;
}

export interface Refreshing<T> {
  get(): Promise<T>;
  /** Loads now, unless it was done within the cool-down: then null. Rejects where the last attempt failed in that time. */
  reload(): Promise<T | null>;
}

export interface RefreshingOptions {
  readonly nowMs: () => number;
  /** Takes the error of every attempt that fails. */
  readonly onFailure?: (error: unknown) => void;
}

export function createRefreshing<T>(
  load: () => Promise<T>,
  times: RefreshTimes,
  { nowMs, onFailure }: RefreshingOptions,
): Refreshing<T> {
  const now: Attempts<T> = { held: null, loading: null, tried: null };
  const start = () => startAttempt(now, load, { nowMs, ...(onFailure === undefined ? {} : { onFailure }) });
  const isCoolingDown = () => now.tried !== null && nowMs() - now.tried.atMs < times.coolDownMs;

  return {
    async get() {
      const ageMs = now.held === null ? Number.POSITIVE_INFINITY : nowMs() - now.held.atMs;
      if (now.held === null || ageMs >= times.staleMs) {
        if (now.loading !== null) return now.loading;
        if (now.tried?.error && isCoolingDown()) throw now.tried.error;
        return start();
      }
      const { value } = now.held;
      if (ageMs < times.refreshMs || (now.loading === null && isCoolingDown())) return value;
      const newer = (now.loading ?? start()).catch(() => value);
      return ageMs < times.freshMs ? value : within(times.waitMs, newer, value);
    },
    async reload() {
      if (now.loading !== null) return now.loading;
      if (!isCoolingDown()) return start();
      if (now.tried?.error) throw now.tried.error;
      return null;
    },
  };
}

interface Attempts<T> {
  held: { readonly value: T; readonly atMs: number } | null;
  loading: Promise<T> | null;
  tried: { readonly atMs: number; error: unknown } | null;
}

function startAttempt<T>(
  now: Attempts<T>,
  load: () => Promise<T>,
  { nowMs, onFailure }: RefreshingOptions,
): Promise<T> {
  const attempt = { atMs: nowMs(), error: null as unknown };
  now.tried = attempt;
  now.loading = load()
    .then((value) => {
      now.held = { value, atMs: nowMs() };
      return value;
    })
    .catch((error: unknown) => {
      attempt.error = error;
      onFailure?.(error);
      throw error;
    })
    .finally(() => {
      now.loading = null;
    });
  return now.loading;
}

/** The value that comes, or `otherwise` when the time is over. */
async function within<T>(ms: number, coming: Promise<T>, otherwise: T): Promise<T> {
  const { promise: over, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(otherwise), ms);
  try {
    return await Promise.race([coming, over]);
  } finally {
    clearTimeout(timer);
  }
}
