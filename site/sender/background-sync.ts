/** Asks for a Background Sync, where the browser has it (Chromium): the service worker sends when the page is gone. */

const SYNC_TAG = 'edgeshot-send';

export async function askBackgroundSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration || !('sync' in registration)) return;
  const { sync } = registration as { sync: { register(tag: string): Promise<void> } };
  // Refused while the page is hidden or by the user's choice: the page's own sender does not depend on it.
  await sync.register(SYNC_TAG).catch(() => undefined);
}
