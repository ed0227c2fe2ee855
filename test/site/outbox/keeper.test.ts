import { describe, expect, it } from 'vitest';
import { createKeeper } from '../../../site/outbox/keeper.ts';
import type { EntryStore } from '../../../site/outbox/ports.ts';

/** A database that has written a picture when it is told to. */
function createRig() {
  const writing = new Map<string, () => void>();
  const store: Pick<EntryStore, 'add'> = {
    add: ({ fileName }) =>
      new Promise((resolve) => {
        writing.set(fileName, () => resolve(true));
      }),
  };
  let hashes = 0;
  const keeper = createKeeper({
    store: store as EntryStore,
    async hash() {
      hashes += 1;
      return `${hashes}`.padStart(64, '0');
    },
    subject: () => 'worker',
    skewMs: () => null,
    handOver: async () => false,
    isThere: async () => true,
    show: () => undefined,
    onSettled: () => undefined,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    settle,
    writing: () => [...writing.keys()],
    choose: (...files: readonly (readonly [name: string, bytes: number])[]) =>
      keeper.capture(
        'j-1',
        files.map(([name, bytes]) => toFile(name, bytes)),
      ),
    async written(name: string) {
      writing.get(name)?.();
      writing.delete(name);
      await settle();
    },
  };
}

/** Of so many bytes without having them. */
function toFile(name: string, size: number): File {
  return Object.defineProperty(new File(['x'], name), 'size', { value: size });
}

const MIB = 2 ** 20;

describe('createKeeper', () => {
  it('keeps two pictures at a time, in the order of the choice', async () => {
    const { choose, settle, writing, written } = createRig();
    const kept = choose(['a', 4 * MIB], ['b', 16 * MIB], ['c', 4 * MIB], ['d', 4 * MIB]);
    await settle();
    expect(writing()).toEqual(['a', 'b']);
    await written('a');
    expect(writing()).toEqual(['b', 'c']);
    for (const name of ['b', 'c', 'd']) await written(name);
    expect(await Promise.all(kept)).toHaveLength(4);
  });

  it('keeps none beside one of more than 16 MiB that comes after it, or was chosen before', async () => {
    const { choose, settle, writing, written } = createRig();
    choose(['a', MIB], ['large', 16 * MIB + 1], ['larger', 200 * MIB], ['b', MIB]);
    await settle();
    const seen = [writing()];
    for (const name of ['a', 'large', 'larger', 'b']) {
      await written(name);
      seen.push(writing());
    }
    expect(seen).toEqual([['a'], ['large'], ['larger'], ['b'], []]);
  });

  it('goes on after one that could not be kept', async () => {
    const { choose, settle, writing } = createRig();
    const [lost] = choose(['empty', 0], ['a', MIB], ['b', MIB]);
    await expect(lost).rejects.toMatchObject({ code: 'empty' });
    await settle();
    expect(writing()).toEqual(['a', 'b']);
  });
});
