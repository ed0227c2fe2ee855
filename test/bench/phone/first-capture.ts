/**
 * How soon a job's two capture buttons can be used: on a first visit over slow 3G, and on the next one with no signal. What is
 * chosen in that very moment must then be said to be safe on the phone.
 */
import { appendFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { BenchPhone } from './open-phone.ts';
import { awaitNumber, chooseFiles } from './quiet-page.ts';
import { watchSaved } from './watch-saved.ts';

/** Seconds from the start of the navigation. */
export interface Visit {
  /** Until the frame that shows both buttons. */
  readonly buttonsSeconds: number;
  /** Until the page says that the photo, chosen in that frame, is on the phone. */
  readonly savedSeconds: number;
}

export interface FirstCapture {
  readonly firstVisit: Visit;
  readonly offline: Visit;
}

declare global {
  /** Fulfilled with the time of the first frame that shows both buttons, ms since the page's navigation began. */
  var captureReady: Promise<number>;
}

const READY_WITHIN_MS = 60_000;

/** @param file path of the photo that is chosen */
export async function measureFirstCapture(phone: BenchPhone, jobId: string, file: string): Promise<FirstCapture> {
  const address = `${phone.dashboard}/job/${jobId}`;
  await phone.context.addInitScript(watchButtons);
  await phone.context.addInitScript(watchSaved);

  phone.setNetwork('slow-3g');
  const first = await phone.openPage();
  const firstVisit = await timeVisit(first, address, file);

  phone.setNetwork('none');
  await keepShell(first);
  await first.close();
  phone.setNetwork('offline');
  const next = await phone.openPage();
  const offline = await timeVisit(next, address, file);
  await next.close();
  return { firstVisit, offline };
}

async function timeVisit(page: Page, address: string, file: string): Promise<Visit> {
  const session = await page.context().newCDPSession(page);
  // The same picture again would be the same photo: a byte behind the JPEG's end makes it another one.
  await appendFile(file, '.');
  await page.goto(address, { waitUntil: 'commit' });
  const readyMs = await awaitNumber(session, 'captureReady', READY_WITHIN_MS);
  await chooseFiles(session, '.capture-buttons input[multiple]', [file]);
  const savedMs = await awaitNumber(session, 'saved', READY_WITHIN_MS);
  return { buttonsSeconds: readyMs / 1000, savedSeconds: savedMs / 1000 };
}

/** Waits until the photo is sent and the service worker has all it needs, then stops it: a phone has done so long before the next visit. */
async function keepShell(page: Page): Promise<void> {
  await page.locator('.waiting').waitFor({ state: 'detached', timeout: READY_WITHIN_MS });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
}

/** Runs in the page before its own scripts. Asks for no layout until the buttons are no longer hidden. */
function watchButtons(): void {
  globalThis.captureReady = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const inputs = [...document.querySelectorAll('.capture-buttons input[type=file]:enabled')];
      if (inputs.filter((input) => !input.closest('[hidden]')).length < 2) return;
      observer.disconnect();
      requestAnimationFrame(function look() {
        const labels = inputs.map((input) => input.closest('label'));
        const areSeen = labels.every((label) => label?.checkVisibility() && label.getBoundingClientRect().height > 0);
        if (areSeen) resolve(performance.now());
        else requestAnimationFrame(look);
      });
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
}
