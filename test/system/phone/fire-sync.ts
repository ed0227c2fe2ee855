/** Has the service worker send what waits, as Chromium does when the network is back: it waits for that itself, and no test can hurry it. */
import type { BrowserContext } from 'playwright-core';

/** From a page of its own, which stays open and empty; fulfils when the event was fired. */
export async function fireSync(context: BrowserContext, dashboard: string): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find(({ scopeURL }) => scopeURL.startsWith(dashboard));
      if (mine) resolve(mine.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin: new URL(dashboard).origin,
    registrationId: await registered,
    tag: 'edgeshot-send',
    lastChance: false,
  });
}
