/** A value that is loaded once and kept: fresh for a while, then refreshed in the background, and used stale in an outage. */

export interface RefreshTimes {
  readonly freshMs: number;
  /** The source may be down for so long before callers hear of it. */
  readonly staleMs: number;
  /** Least time between a failed or a forced attempt and the next. */
  readonly coolDownMs: number;
}

export interface Refreshing<T> {
  get(): Promise<T>;
  /** Loads now, unless it was tried within the cool-down: then null. */
  reload(): Promise<T | null>;
}

export function createRefreshing<T>(load: () => Promise<T>, times: RefreshTimes, nowMs: () => number): Refreshing<T> {
  let held: { readonly value: T; readonly atMs: number } | null = null;
  let loading: Promise<T> | null = null;
  let tried: { readonly atMs: number; error: unknown } | null = null;

  const start = (): Promise<T> => {
    const attempt = { atMs: nowMs(), error: null as unknown };
    tried = attempt;
    loading = load()
      .then((value) => {
        held = { value, atMs: nowMs() };
        return value;
      })
      .catch((error: unknown) => {
        attempt.error = error;
        throw error;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
  const isCoolingDown = () => tried !== null && nowMs() - tried.atMs < times.coolDownMs;

  return {
    async get() {
      const ageMs = held === null ? Number.POSITIVE_INFINITY : nowMs() - held.atMs;
      if (held === null || ageMs >= times.staleMs) {
        if (loading !== null) return loading;
        if (tried?.error && isCoolingDown()) throw tried.error;
        return start();
      }
      // Nobody waits for this attempt; when it fails, the next one follows after the cool-down.
      if (ageMs >= times.freshMs && loading === null && !isCoolingDown()) start().catch(() => undefined);
      return held.value;
    },
    reload: async () => loading ?? (isCoolingDown() ? null : start()),
  };
}
