/** Everything that may mean "the network is back": hints only, since `navigator.onLine` lies; the loop then tries. */

/** Calls `wake` at each hint; returns the unsubscriber. */
export function listenForWakes(wake: () => void): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') wake();
  };
  const onWindow = ['online', 'pageshow', 'focus'] as const;
  for (const name of onWindow) addEventListener(name, wake);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    for (const name of onWindow) removeEventListener(name, wake);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

/** Asks for a Background Sync, where the browser has it (Chromium): the service worker sends when the page is gone. */
export async function askBackgroundSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration || !('sync' in registration)) return;
  const { sync } = registration as { sync: { register(tag: string): Promise<void> } };
  // Refused while the page is hidden or by the user's choice: the page's own loop does not depend on it.
  await sync.register(SYNC_TAG).catch(() => undefined);
}

export const SYNC_TAG = 'edgeshot-send';

/** Whether the browser says that it is on Wi-Fi or a cable, and the user has not asked to spare data. */
export function isOnWifi(): boolean {
  const { type, saveData } = readConnection();
  return !saveData && (type === 'wifi' || type === 'ethernet');
}

/** Only Chromium on Android tells. */
export function canTellWifi(): boolean {
  return readConnection().type !== undefined;
}

function readConnection(): { readonly type?: string; readonly saveData?: boolean } {
  return (navigator as { connection?: { type?: string; saveData?: boolean } }).connection ?? {};
}
