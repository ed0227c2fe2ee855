/** Does something with many photos, a few at a time. What fails is told photo by photo, and can be tried again. */
import type { ProblemCode } from '../../../edge/problem.ts';
import { toProblemCode } from '../listings/listings.ts';

/** More at once would only wait for each other. */
const AT_ONCE = 4;

export interface Task<T> {
  /** What is being done, by its key in the words. */
  readonly name: string;
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<unknown>;
  /** Is told what was done, also when some of it failed or was not begun. */
  readonly done: (items: readonly T[], isAll: boolean) => void;
}

export interface FailedWork<T> {
  readonly item: T;
  readonly code: ProblemCode;
}

export interface WorkProgress<T> {
  readonly name: string;
  readonly total: number;
  /** Done or failed. */
  readonly count: number;
  readonly isRunning: boolean;
  readonly failures: readonly FailedWork<T>[];
}

export interface Worker<T> {
  /** Null: nothing was begun, or what failed was let go. */
  progress(): WorkProgress<T> | null;
  /** Does nothing while something else is being done. */
  begin(task: Task<T>): void;
  /** Begins no more of them. */
  stop(): void;
  /** Tries what failed once more. */
  again(): void;
  letGo(): void;
}

/** @param changed is called after each of them */
export function createWorker<T>(changed: () => void): Worker<T> {
  let last: { readonly task: Task<T>; readonly progress: WorkProgress<T> } | null = null;
  let isStopped = false;
  const begin = async (task: Task<T>) => {
    if (last?.progress.isRunning || task.items.length === 0) return;
    isStopped = false;
    const show = (count: number, failures: readonly FailedWork<T>[], isRunning: boolean) => {
      const { name, items } = task;
      last = { task, progress: { name, total: items.length, count, isRunning, failures } };
      changed();
    };
    show(0, [], true);
    const { done, failures } = await workThrough(task, {
      isStopped: () => isStopped,
      told: (count, failed) => show(count, failed, true),
    });
    if (failures.length > 0) show(done.length + failures.length, failures, false);
    else last = null;
    task.done(done, done.length === task.items.length);
    changed();
  };
  return {
    progress: () => last?.progress ?? null,
    begin: (task) => void begin(task),
    stop: () => {
      isStopped = true;
    },
    again() {
      if (last) void begin({ ...last.task, items: last.progress.failures.map(({ item }) => item) });
    },
    letGo() {
      if (last?.progress.isRunning) return;
      last = null;
      changed();
    },
  };
}

interface WorkOptions<T> {
  isStopped(): boolean;
  told(count: number, failures: readonly FailedWork<T>[]): void;
}

async function workThrough<T>({ items, work }: Task<T>, { isStopped, told }: WorkOptions<T>) {
  const queue = items.values();
  const done: T[] = [];
  const failures: FailedWork<T>[] = [];
  const runOne = async () => {
    for (const item of queue) {
      if (isStopped()) return;
      await work(item).then(
        () => done.push(item),
        (error: unknown) => failures.push({ item, code: toProblemCode(error) }),
      );
      told(done.length + failures.length, [...failures]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runOne));
  return { done, failures };
}
