/** Lets many tasks run together, or one by itself, in the order in which they came: nobody is overtaken for ever. */

export interface FairLock {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

export function createFairLock(): FairLock {
  const waiting: { readonly isExclusive: boolean; start(): void }[] = [];
  let running = 0;
  let isOneExclusive = false;

  const startNext = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (isOneExclusive || (next.isExclusive && running > 0)) return;
      waiting.shift();
      running += 1;
      isOneExclusive = next.isExclusive;
      next.start();
    }
  };
  const run = async <T>(isExclusive: boolean, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve) => {
      waiting.push({ isExclusive, start: resolve });
      startNext();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      isOneExclusive = false;
      startNext();
    }
  };
  return { shared: (work) => run(false, work), exclusive: (work) => run(true, work) };
}
