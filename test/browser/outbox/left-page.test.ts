/** A page that is left in the middle of writing, and kept by the browser for the way back: others can write. In a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { capture, readEntries } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

/** Goes on writing when it next keeps a photo, is left, and sleeps from then on. Fulfils when it sleeps; returns what wakes it up. */
async function sleepWhileKeeping(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Debugger.enable');
  const paused = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      IDBObjectStore.prototype.put = put;
      const goOn = () => {
        this.count().onsuccess = goOn;
      };
      goOn();
      // In one task: between the two, what was undone could be done again.
      setTimeout(() => {
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        // biome-ignore lint/suspicious/noDebugger: it is what holds the page.
        debugger;
      });
      return put.apply(this, args);
    };
  });
  const captured = capture(page, 'j-1', [await drawPhoto()]);
  await paused;
  return async () => {
    await devtools.send('Debugger.resume');
    await devtools.detach();
    await captured;
  };
}

describe('complaint: after I had signed in, the site said “Saving” for ever', () => {
  it('keeps photos although a page that was left sleeps in the middle of writing, which keeps its own when it wakes up', async ({
    edge,
    openPage,
  }) => {
    edge.fate = (path) => (path === '/upload-url' ? 'cut' : 'pass');
    const left = await openPage();
    await left.waitForFunction(() => navigator.locks.query().then(({ held = [] }) => held.length > 0));
    const wakeUp = await sleepWhileKeeping(left);
    const page = await openPage(null);
    const [kept] = await capture(page, 'j-1', [await drawPhoto()]);
    expect((await readEntries(page)).map(({ id }) => id)).toContain(kept);
    await wakeUp();
    await waitUntil(async () => (await readEntries(page)).length === 2);
  });
});
