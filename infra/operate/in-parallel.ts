/** Works through a list, several items at a time. On a signal it begins no more, and finishes what is under way. */

export interface ParallelOptions {
  /** At a time. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/**
 * Runs `work` for each item. Once one has failed, no more are begun, and those under way are waited for.
 * @throws {Error} when a piece of work has failed: the first one's own error.
 */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  { workers, signal }: ParallelOptions,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const run = async () => {
    for (const item of queue) {
      if (signal.aborted || failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: workers }, run));
  if (failures.length > 0) throw failures[0];
}
