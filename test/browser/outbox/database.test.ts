/** The phone's database in a real browser: what an older page has left must reach the job with the new one. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { someEntry } from '../../site/outbox/some-entry.ts';
import { type DrawnPhoto, drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readSnapshot, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

describe('openDatabase', () => {
  it('carries an entry of version 1 over, with its bytes, and sends it', async ({ edge, context, rig }) => {
    const page = await context.newPage();
    await page.goto('/');
    const photo = (await drawPhoto()).bytes.toString('base64');
    await page.evaluate(async (text) => {
      const database = await window.engine.openDatabase(1);
      const original = Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
      const asOfVersion1 = {
        id: 'capture-of-version-1',
        subject: 'worker',
        jobId: 'j-1',
        fileName: 'old.jpg',
        capturedAtMs: 1_790_000_000_000,
        takenAt: { ms: 1_790_000_000_000, offsetMinutes: 0, atCapture: true },
        skewMs: null,
        location: null,
        title: 'Gate',
        stage: null,
        originalType: 'image/jpeg',
        originalBytes: original.byteLength,
        parts: null,
        stuck: null,
        photoId: null,
        deliveredAtMs: null,
      };
      const change = database.transaction(['entries', 'bytes'], 'readwrite');
      await change.objectStore('entries').put(asOfVersion1 as never);
      await change.objectStore('bytes').put(original, ['capture-of-version-1', 'original']);
      await change.done;
      database.close();
    }, photo);
    await rig.startEngine(page, 'worker');
    await waitForStates(page, ['in-job']);
    expect(edge.versions.at(-1)?.fields).toMatchObject({ title: 'Gate', taken_at: '2026-09-21T14:13:20+00:00' });
  });

  it('carries an entry of version 2 over: its parts, what of them is delivered, and the settings', async ({
    edge,
    context,
    rig,
  }) => {
    const page = await context.newPage();
    await page.goto('/');
    const { sha256, entry } = await upgradeFromVersion2(page, await drawPhoto());
    expect(entry?.parts?.map(({ variant, delivered }) => [variant, delivered])).toEqual([
      ['preview', true],
      ['working', false],
    ]);
    expect(entry?.parts?.some((part) => 'lane' in part)).toBe(false);
    await rig.startEngine(page, 'worker');
    await waitForStates(page, ['in-job']);
    expect(edge.versions.map(({ sha256 }) => sha256)).toEqual([sha256]);
    expect((await readSnapshot(page)).settings).toEqual({ originals: 'never', sendLocation: true });
  });

  it('lets a newer page upgrade while an older one is open, and the older one goes on', async ({
    context,
    openPage,
  }) => {
    const old = await openPage();
    const version = await old.evaluate(async () => {
      const database = await window.engine.openDatabase(window.engine.DATABASE_VERSION);
      database.close();
      return window.engine.DATABASE_VERSION;
    });
    const other = await context.newPage();
    await other.goto('/');
    const isUpgraded = other.evaluate(
      (next) =>
        new Promise<boolean>((resolve) => {
          const opening = indexedDB.open('edgeshot', next);
          opening.onsuccess = () => resolve(true);
          opening.onblocked = () => resolve(false);
        }),
      version + 1,
    );
    expect(await isUpgraded).toBe(true);
  });

  it('opens a new connection where the browser has dropped the old one', async ({ openPage }) => {
    const page = await openPage();
    await page.evaluate(() => {
      const { transaction } = IDBDatabase.prototype;
      let drops = 1;
      IDBDatabase.prototype.transaction = function (...args) {
        if (drops-- > 0) throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
        return transaction.apply(this, args);
      };
    });
    await capture(page, 'j-1', [await drawPhoto()]);
    await waitForStates(page, ['in-job']);
  });
});

describe('keepCapture', () => {
  it('says that storage is full, and keeps nothing, when the browser has no room', async ({ openPage }) => {
    const page = await openPage();
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, key) {
        if (value instanceof ArrayBuffer) throw new DOMException('no room', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    });
    expect(await capture(page, 'j-1', [await drawPhoto()])).toEqual(['error:storage-full']);
    expect((await readSnapshot(page)).entries).toEqual([]);
  });

  it('says that it failed, and keeps nothing, when the bytes do not read back the same', async ({ openPage }) => {
    const page = await openPage();
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, key) {
        return put.call(this, value instanceof ArrayBuffer ? value.slice(1) : value, key);
      };
    });
    expect(await capture(page, 'j-1', [await drawPhoto()])).toEqual(['error:storage-failed']);
    expect((await readSnapshot(page)).entries).toEqual([]);
  });

  it('keeps a picture while nothing of the network answers', async ({ edge, openPage }) => {
    edge.fate = () => 'stall';
    const page = await openPage();
    expect(await capture(page, 'j-1', [await drawPhoto()])).toEqual([expect.not.stringContaining('error')]);
    // The screen hears of it a moment after it is safe.
    await waitUntil(async () => (await readSnapshot(page)).counts.waiting === 1);
  });
});

/** Leaves an entry whose preview is delivered, and settings, as version 2 did; fulfils with the entry as the present version reads it. */
async function upgradeFromVersion2(page: Page, { bytes, sha256 }: DrawnPhoto) {
  const picture = { type: 'image/jpeg', bytes: bytes.length, sha256 };
  const toPart = (lane: string, delivered: boolean) => ({ lane, ...picture, delivered });
  const left = { ...someEntry({ title: 'Gate' }), parts: [toPart('preview', true), toPart('working', false)] };
  const entry = await page.evaluate(
    async ([text, asOfVersion2]) => {
      const database = await window.engine.openDatabase(2);
      const working = Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
      const change = database.transaction(['entries', 'bytes', 'facts' as never], 'readwrite');
      await change.objectStore('entries').put(asOfVersion2 as never);
      await change.objectStore('bytes').put(working, [asOfVersion2.id, 'working']);
      await change
        .objectStore('facts' as never)
        .put({ originals: 'never', sendLocation: true } as never, 'settings' as never);
      await change.done;
      database.close();
      const next = await window.engine.openDatabase();
      const upgraded = await next.read('entries').get(asOfVersion2.id);
      next.close();
      return upgraded;
    },
    [bytes.toString('base64'), left] as const,
  );
  return { sha256, entry };
}
