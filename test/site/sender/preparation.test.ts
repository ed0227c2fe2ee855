import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { createPreparation } from '../../../site/sender/preparation.ts';
import { someEntry } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new Array(200_000).fill(0)]);

/** A phone that keeps pictures, and what it does with them, in order. */
async function createRig(...captures: readonly Partial<StoredEntry>[]) {
  const store = createMemoryStore(() => undefined);
  for (const change of captures) await store.add(someEntry({ parts: null, ...change }), JPEG.slice().buffer, '');
  const done: string[] = [];
  const preparation = createPreparation({
    store,
    clock: { now: () => 0, random: () => 0, sleep: async () => undefined },
    hash: async () => 'hash',
    settings: () => ({ originals: 'never', sendLocation: false }),
    onLook: ({ entry }) => void done.push(`look ${entry.id}`),
    async drawLook() {
      return new ArrayBuffer(4000);
    },
    async shrink(_, onLook) {
      onLook?.(new ArrayBuffer(4000));
      done.push('copies');
      return { working: new ArrayBuffer(90_000), preview: new ArrayBuffer(9000) };
    },
  });
  const next = async () => preparation.next(await store.list('worker'));
  return { store, done, next };
}

describe('createPreparation', () => {
  it('draws the first look of the only picture together with its copies', async () => {
    const { done, next } = await createRig({ id: 'a' });
    expect([await next(), await next()]).toEqual([true, false]);
    expect(done).toEqual(['look a', 'copies']);
  });

  it('draws the first looks of several before the first copies, and counts no try of a shrink for it', async () => {
    const { store, done, next } = await createRig({ id: 'a' }, { id: 'b' }, { id: 'c' });
    await next();
    expect(done).toEqual(['look a', 'look b', 'look c']);
    expect((await store.list('worker')).map(({ shrinkTries }) => shrinkTries)).toEqual([0, 0, 0]);
    await next();
    expect(done.slice(3)).toEqual(['look a', 'copies']);
  });

  it('opens a picture under which a page may have died no more often than its copies need', async () => {
    const { done, next } = await createRig({ id: 'a', shrinkTries: 1 }, { id: 'b', shrinkTries: 2 });
    for (let step = 0; step < 2; step += 1) await next();
    expect(done).toEqual(['look a', 'copies']);
  });
});
