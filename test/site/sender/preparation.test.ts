import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../site/outbox/stored-entry.ts';
import { createPreparation, type PreparationDependencies } from '../../../site/sender/preparation.ts';
import { someEntry } from '../outbox/some-entry.ts';
import { createMemoryStore } from './memory-store.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new Array(200_000).fill(0)]);

/** A phone that keeps pictures, and what it does with them, in order. */
async function createRig(captures: readonly Partial<StoredEntry>[], deps: Partial<PreparationDependencies> = {}) {
  const store = createMemoryStore(() => undefined);
  const keep = (change: Partial<StoredEntry>) =>
    store.add(someEntry({ parts: null, ...change }), JPEG.slice().buffer, '');
  for (const change of captures) await keep(change);
  const done: string[] = [];
  const now = { ms: 0 };
  const preparation = createPreparation({
    store,
    clock: { now: () => now.ms, random: () => 0, sleep: async () => undefined },
    hash: async () => 'hash',
    settings: () => ({ originals: 'never', sendLocation: false }),
    onLook: ({ entry }) => void done.push(`look ${entry.id}`),
    async drawLook() {
      return new ArrayBuffer(4000);
    },
    async shrink(_, onLook) {
      onLook?.(new ArrayBuffer(4000));
      done.push('copies');
      return { working: new ArrayBuffer(150_000), preview: new ArrayBuffer(9000) };
    },
    ...deps,
  });
  const next = async () => preparation.next(await store.list('worker'));
  return { store, keep, done, next, now };
}

describe('createPreparation', () => {
  it('draws the first look of the only picture together with its copies', async () => {
    const { done, next } = await createRig([{ id: 'a' }]);
    expect([await next(), await next()]).toEqual([true, false]);
    expect(done).toEqual(['look a', 'copies']);
  });

  it('draws the first looks of several before the first copies, and counts no try of a shrink for it', async () => {
    const { store, done, next } = await createRig([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    await next();
    expect(done).toEqual(['look a', 'look b', 'look c']);
    expect((await store.list('worker')).map(({ shrinkTries }) => shrinkTries)).toEqual([0, 0, 0]);
    await next();
    expect(done.slice(3)).toEqual(['copies']);
    // It may yet have to go with the request for the ticket.
    expect((await store.readBytes('a', 'look'))?.byteLength).toBe(4000);
  });

  it('opens a picture under which a page may have died no more often than its copies need', async () => {
    const { done, next } = await createRig([
      { id: 'a', shrinkTries: 1 },
      { id: 'b', shrinkTries: 2 },
    ]);
    for (let step = 0; step < 2; step += 1) await next();
    expect(done).toEqual(['look a', 'copies']);
  });

  it('looks at none that a page may have died of while it was looked at, before its copies are made', async () => {
    const lookMark = { get: () => 'b', set: () => undefined };
    const { done, next } = await createRig([{ id: 'a' }, { id: 'b' }], { lookMark });
    for (let step = 0; step < 3; step += 1) await next();
    expect(done).toEqual(['look a', 'copies', 'look b', 'copies']);
  });

  it('marks a picture for as long as it is being looked at', async () => {
    const marks: (string | null)[] = [];
    const lookMark = { get: () => null, set: (id: string | null) => void marks.push(id) };
    const { next } = await createRig([{ id: 'a' }, { id: 'b' }], { lookMark });
    await next();
    expect(marks).toEqual(['a', null, 'b', null]);
  });
});

describe('complaint: what is done with a picture gets in the way of saving it', () => {
  it('neither looks at one, nor tells of it, before the screen could say that it is safe', async () => {
    for (const captures of [[{ id: 'a' }], [{ id: 'a' }, { id: 'b' }]]) {
      const painted = Promise.withResolvers<void>();
      const { done, next } = await createRig(captures, { afterPaint: () => painted.promise });
      const step = next();
      await new Promise((resolve) => setImmediate(resolve));
      expect(done).toEqual([]);
      painted.resolve();
      await step;
      expect(done[0]).toBe('look a');
    }
  });

  it('makes no copies while others are still being saved, but first looks, and for 5 s at most', async () => {
    let saving = 2;
    const { done, keep, next, now } = await createRig([{ id: 'a' }], { countSaving: () => saving });
    await next();
    expect(done).toEqual(['look a']);
    now.ms = 4999;
    await next();
    await keep({ id: 'b' });
    saving = 1;
    await next();
    expect(done).toEqual(['look a', 'look b']);
    now.ms = 5000;
    await next();
    expect(done).toEqual(['look a', 'look b', 'copies']);
  });

  it('makes them as soon as all are saved', async () => {
    let saving = 1;
    const { done, next } = await createRig([{ id: 'a' }], { countSaving: () => saving });
    await next();
    saving = 0;
    await next();
    expect(done).toEqual(['look a', 'copies']);
  });
});
