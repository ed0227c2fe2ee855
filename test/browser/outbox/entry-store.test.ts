/** The outbox's entries in a real browser's IndexedDB. */
import { describe, expect } from 'vitest';
import { someEntry } from '../../site/outbox/some-entry.ts';
import { phoneTest as it } from '../phone-test.ts';

describe('createEntryStore', () => {
  it('says to one of several who remove an entry at the same time that it did so', async ({ openPage }) => {
    const page = await openPage(null);
    const removed = await page.evaluate(async (entry) => {
      const database = await window.engine.openDatabase();
      await database.write('entries').put(entry);
      const store = window.engine.createEntryStore(
        (work) => work(database),
        () => undefined,
      );
      const results = await Promise.all([store.remove(entry.id), store.remove(entry.id), store.remove(entry.id)]);
      const left = await store.get(entry.id);
      database.close();
      return { results, left };
    }, someEntry());
    expect(removed).toEqual({ results: [true, false, false], left: undefined });
  });

  it('gives an entry its picture back when it has lost it and is chosen again', async ({ openPage }) => {
    const page = await openPage(null);
    const added = await page.evaluate(async (entry) => {
      const database = await window.engine.openDatabase();
      await database.write('entries').put({ ...entry, stuck: 'photo-lost' });
      const store = window.engine.createEntryStore(
        (work) => work(database),
        () => undefined,
      );
      const picture = new Uint8Array([1, 2, 3]).buffer;
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', picture));
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const results = [await store.add(entry, picture, sha256), await store.add(entry, picture, sha256)];
      const kept = await store.get(entry.id);
      database.close();
      return { results, stuck: kept?.stuck };
    }, someEntry());
    expect(added).toEqual({ results: [true, false], stuck: null });
  });

  it('gives what it has just read back to who asks first, of several pictures, and to nobody once it was removed', async ({
    openPage,
  }) => {
    const page = await openPage(null);
    const given = await page.evaluate(async (entry) => {
      const database = await window.engine.openDatabase();
      let reads = 0;
      const { get } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.get = function (this: IDBObjectStore, query: IDBValidKey | IDBKeyRange) {
        if (this.name === 'bytes') reads += 1;
        return get.call(this, query);
      };
      const store = window.engine.createEntryStore(
        (work) => work(database),
        () => undefined,
      );
      const picture = new Uint8Array([1, 2, 3]).buffer;
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', picture));
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      const look = async () => [[...new Uint8Array((await store.readBytes(entry.id, 'original')) ?? [])], reads];
      await store.add(entry, picture, sha256);
      await store.add({ ...entry, id: 'another' }, picture, sha256);
      const added = reads;
      const seen = [await look(), await look()];
      await store.remove(entry.id);
      await store.add(entry, picture, sha256);
      await store.remove(entry.id);
      const removed = await look();
      database.close();
      return { added, seen, removed: removed[0] };
    }, someEntry());
    expect(given).toEqual({
      added: 2,
      seen: [
        [[1, 2, 3], 2],
        [[1, 2, 3], 3],
      ],
      removed: [],
    });
  });
});
