/** How soon a job's two capture buttons can be used: on a first visit over slow 3G, and on the next one with no signal. */
import type { Page } from 'playwright-core';
import type { Phone } from './open-phone.ts';

export interface FirstCapture {
  /** From the start of the navigation to the frame that shows both buttons. */
  readonly firstVisitSeconds: number;
  readonly offlineSeconds: number;
  /** Paths of the scripts that had come when the buttons could be used. */
  readonly scripts: readonly string[];
}

declare global {
  var captureReadyMs: number | undefined;
  /** When the buttons were made: the frame that shows them may come after scripts that nothing waited for. */
  var buttonsMadeMs: number | undefined;
}

const READY_WITHIN_MS = 60_000;

export async function measureFirstCapture(phone: Phone, jobId: string): Promise<FirstCapture> {
  const address = `${phone.dashboard}/job/${jobId}`;
  await phone.context.addInitScript(watchButtons);

  phone.setNetwork('slow-3g');
  const first = await phone.openPage();
  const firstVisitMs = await timeVisit(first, address);
  const scripts = await first.evaluate(listScriptsBefore);

  phone.setNetwork('none');
  await keepShell(first);
  await first.close();
  phone.setNetwork('offline');
  const next = await phone.openPage();
  const offlineMs = await timeVisit(next, address);
  await next.close();
  return { firstVisitSeconds: firstVisitMs / 1000, offlineSeconds: offlineMs / 1000, scripts };
}

async function timeVisit(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' });
  const ready = await page.waitForFunction(() => globalThis.captureReadyMs, undefined, { timeout: READY_WITHIN_MS });
  return (await ready.jsonValue()) ?? Number.NaN;
}

/** Waits until the service worker has all it needs, then stops it: a phone has done so long before the next visit. */
async function keepShell(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
}

/** Runs in the page before its own scripts: notes the first frame after both buttons are there. */
function watchButtons(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelectorAll('.dock-buttons input[type=file]:enabled').length < 2) return;
    observer.disconnect();
    globalThis.buttonsMadeMs = performance.now();
    requestAnimationFrame(() => {
      globalThis.captureReadyMs = performance.now();
    });
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Runs in the page. */
function listScriptsBefore(): string[] {
  const madeMs = globalThis.buttonsMadeMs ?? Number.NaN;
  return performance
    .getEntriesByType('resource')
    .filter((entry) => entry instanceof PerformanceResourceTiming && entry.responseEnd <= madeMs)
    .map(({ name }) => new URL(name).pathname)
    .filter((path) => path.endsWith('.js'));
}
