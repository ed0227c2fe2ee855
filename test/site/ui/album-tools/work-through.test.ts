import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../edge/app-error.ts';
import { createWorker, type Task } from '../../../../site/ui/album-tools/work-through.ts';

/** Work on letters, each of which is ended by hand. */
function open(items: string) {
  const begun: string[] = [];
  const endings = new Map<string, PromiseWithResolvers<void>>();
  const told: string[] = [];
  const worker = createWorker<string>(() => undefined);
  const task: Task<string> = {
    name: 'doing.edit',
    items: [...items],
    work(item) {
      begun.push(item);
      const ending = Promise.withResolvers<void>();
      endings.set(item, ending);
      return ending.promise;
    },
    done: (done, isAll) => told.push(`${done.join('')} ${isAll}`),
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (letters: string) => {
    for (const letter of letters) endings.get(letter)?.resolve();
    await settle();
  };
  const fail = async (letters: string) => {
    for (const letter of letters) endings.get(letter)?.reject(new AppError('not-found'));
    await settle();
  };
  return { worker, task, begun, told, end, fail };
}

describe('createWorker', () => {
  it('does four at once, tells how far it is, and has nothing to show when all is done', async () => {
    const { worker, task, begun, told, end } = open('abcdef');
    worker.begin(task);
    expect(begun.join('')).toBe('abcd');
    await end('bd');
    expect(begun.join('')).toBe('abcdef');
    expect(worker.progress()).toMatchObject({ total: 6, count: 2, isRunning: true });
    await end('acef');
    expect(worker.progress()).toBeNull();
    expect(told).toEqual(['bdacef true']);
  });

  it('goes on past a failure, tells it by photo, and tries that one alone again', async () => {
    const { worker, task, begun, told, end, fail } = open('abcde');
    worker.begin(task);
    await fail('bc');
    await end('ade');
    expect(worker.progress()).toMatchObject({ count: 5, isRunning: false });
    expect(worker.progress()?.failures).toEqual([
      { item: 'b', code: 'not-found' },
      { item: 'c', code: 'not-found' },
    ]);
    worker.again();
    expect(begun.join('')).toBe('abcdebc');
    expect(worker.progress()).toMatchObject({ total: 2, count: 0, isRunning: true, failures: [] });
    await end('bc');
    expect([worker.progress(), told]).toEqual([null, ['ade false', 'bc true']]);
  });

  it('begins no more once it is stopped, and says that it was not all', async () => {
    const { worker, task, begun, told, end } = open('abcdefgh');
    worker.begin(task);
    worker.stop();
    await end('abcd');
    expect([begun.join(''), told, worker.progress()]).toEqual(['abcd', ['abcd false'], null]);
  });

  it('does one thing at a time', () => {
    const { worker, task, begun } = open('a');
    worker.begin(task);
    worker.begin({ ...task, items: ['z'] });
    worker.again();
    expect(begun).toEqual(['a']);
  });
});
