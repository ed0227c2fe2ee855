/** A database that goes away under an open page: deleted by the browser, or taken over by a newer version of the site. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { slowDown } from '../../support/slow-phone.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readEntries, readSnapshot, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

const NEXT_VERSION = 99;

/** As the browser does on "clear site data". */
async function clearDatabase(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' });
  await devtools.detach();
}

const deleteDatabase = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('edgeshot');
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(deleting.error);
      }),
  );

/** As a page of the next version does. */
const upgrade = (page: Page) =>
  page.evaluate(
    (next) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('edgeshot', next);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
        opening.onerror = () => reject(opening.error);
      }),
    NEXT_VERSION,
  );

describe('complaint: the browser has cleared this site, and my photos are gone without a word', () => {
  it.for<[string, (page: Page) => Promise<void>]>([
    ['cleared by the browser', clearDatabase],
    ['deleted by another tab', deleteDatabase],
  ])(
    'keeps again what this page still has, tells what is gone, and keeps on: %s',
    async ([_, clear], { edge, openPage }) => {
      edge.fate = () => 'cut';
      const former = await openPage();
      await capture(former, 'j-1', [await drawPhoto()]);
      await former.close({ runBeforeUnload: false });
      const page = await openPage();
      const [id] = await capture(page, 'j-1', [await drawPhoto()], { title: 'Gate' });
      await waitUntil(async () => (await readSnapshot(page)).counts.waiting === 2);
      await clear(page);

      await page.waitForFunction(() => window.phone.outbox.snapshot().gone === 1);
      await waitUntil(async () => (await readEntries(page)).length === 1);
      expect(await readEntries(page)).toMatchObject([{ id, title: 'Gate', subject: 'worker' }]);
      expect(await page.evaluate(() => window.phone.session.state)).toBe('signed-out');

      edge.fate = () => 'pass';
      const back = await openPage('worker');
      await waitForStates(back, ['in-job']);
      await capture(back, 'j-1', [await drawPhoto()]);
      await waitForStates(back, ['in-job', 'in-job']);
      expect((await readSnapshot(page)).gone).toBe(1);
    },
  );

  it('loses none of those that are just being kept', async ({ edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    await slowDown(page, 60);
    await page.evaluate(() => {
      const files = Array.from({ length: 10 }, (_, index) => new File([`picture ${index}`], `${index}.jpg`));
      window.phone.outbox.capture('j-1', files);
    });
    await waitUntil(async () => (await readEntries(page)).length >= 4);
    await clearDatabase(page);
    await page.waitForFunction(() => window.phone.outbox.snapshot().saving === 0);
    const { unkept, gone } = await readSnapshot(page);
    expect({ kept: (await readEntries(page)).length, unkept, gone }).toEqual({ kept: 10, unkept: [], gone: 0 });
  });
});

describe('complaint: another tab was updated, and this one says “take it again” of every photo', () => {
  it('says that it is outdated, and leaves what is chosen to the next page', async ({ context, edge, openPage }) => {
    edge.fate = () => 'cut';
    const page = await openPage();
    const other = await context.newPage();
    await other.goto('/');
    await upgrade(other);
    await page.waitForFunction(() => window.phone.outbox.snapshot().isOutdated);
    expect(await capture(page, 'j-1', [await drawPhoto(), await drawPhoto()], { stage: 'after' })).toEqual([
      'error:outdated',
      'error:outdated',
    ]);
    await page.waitForFunction(() => window.phone.outbox.snapshot().saving === 0);
    const { unkept } = await readSnapshot(page);
    expect(unkept.map(({ isHandedOver }) => isHandedOver)).toEqual([true, true]);
    await page.close({ runBeforeUnload: false });

    // The next page is of the version whose database it is.
    await deleteDatabase(other);
    edge.fate = () => 'pass';
    const next = await openPage('worker');
    await next.evaluate(() => window.engine.takeOver(window.phone.outbox));
    await waitForStates(next, ['in-job', 'in-job']);
    expect([...edge.newest().values()].map(({ fields }) => fields.stage)).toEqual(['after', 'after']);
    expect(await next.evaluate(async () => (await (await caches.open('handed-over')).keys()).length)).toBe(0);
  });
});
