/** Who waits for messages of a queue: they are woken when something has come into it. */

export interface Waiters {
  /** Resolves when the queue is notified, after `milliseconds`, or when `signal` aborts. */
  wait(queue: string, milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Wakes those who wait for the queue. */
  notify(queue: string): void;
  notifyAll(): void;
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();
  const notify = (queue: string) => {
    for (const wake of waiting.get(queue) ?? []) wake();
  };
  return {
    wait: (queue, milliseconds, signal) =>
      new Promise((resolve) => {
        const wakers = waiting.get(queue) ?? new Set();
        waiting.set(queue, wakers);
        const wake = () => {
          clearTimeout(timer);
          wakers.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        wakers.add(wake);
        signal?.addEventListener('abort', wake);
      }),
    notify,
    notifyAll: () => {
      for (const queue of waiting.keys()) notify(queue);
    },
  };
}
