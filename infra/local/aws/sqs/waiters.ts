/** Wakes those who wait for a queue when something has come into it. */

export interface Bells {
  /** Resolves when the queue's bell rings, after `milliseconds`, or when `signal` aborts. */
  wait(queue: string, milliseconds: number, signal?: AbortSignal): Promise<void>;
  ring(queue: string): void;
  ringAll(): void;
}

export function createBells(): Bells {
  const waiting = new Map<string, Set<() => void>>();
  const ring = (queue: string) => {
    for (const wake of waiting.get(queue) ?? []) wake();
  };
  return {
    wait: (queue, milliseconds, signal) =>
      new Promise((resolve) => {
        const sleepers = waiting.get(queue) ?? new Set();
        waiting.set(queue, sleepers);
        const wake = () => {
          clearTimeout(timer);
          sleepers.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        sleepers.add(wake);
        signal?.addEventListener('abort', wake);
      }),
    ring,
    ringAll: () => {
      for (const queue of waiting.keys()) ring(queue);
    },
  };
}
