/** What waits is sent when no page is open: the service worker's `sync` event, in a real browser against the local run. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhoto } from '../../site/adapters/phone-acts.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { addFromLibrary, countKept, launchBehindProxy, readBucket, signInAsWorker, waitFor } from './phone-journey.ts';

const JOB = 'j-test';

let run: LocalRun;
let proxy: FaultProxy;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [run, proxy] = await Promise.all([startLocalRun(), startFaultProxy()]);
  browser = await launchBehindProxy(proxy.url);
  context = await browser.newContext({ viewport: { width: 390, height: 800 } });
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await run?.stop();
});

/** Fires the event as Chromium does when the network is back: it waits for that itself, and no test can hurry it. */
async function fireSync(): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find(({ scopeURL }) => scopeURL.startsWith(run.info.dashboard));
      if (mine) resolve(mine.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin: new URL(run.info.dashboard).origin,
    registrationId: await registered,
    tag: 'edgeshot-send',
    lastChance: false,
  });
}

describe('complaint: nothing is sent once the app is closed', () => {
  it('sends from the service worker what two closed pages have left, shrunk, and each once', async () => {
    const page = await signInAsWorker(context, run);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByText('Try it out').click();
    const before = await readBucket(run, JOB);
    proxy.fault = (_, path) => (path.startsWith('/upload') ? 'cut' : null);
    const photos = await Promise.all([1, 2].map((seed) => drawPhoto(seed)));
    await addFromLibrary(
      page,
      photos.map((buffer, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer })),
    );
    await page.close({ runBeforeUnload: false });
    proxy.fault = () => null;
    await fireSync();
    const countNew = async () => [...(await readBucket(run, JOB)).keys()].filter((key) => !before.has(key)).length;
    await waitFor(async () => (await countNew()) === 2, 60_000);

    const again = await context.newPage();
    await again.goto(run.info.dashboard);
    await waitFor(async () => (await countKept(again)) === 0, 60_000);
    expect(await countNew()).toBe(2);
  });
});
