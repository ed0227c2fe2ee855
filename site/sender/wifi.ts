/** Whether the phone is on a network that costs nothing. Only Chromium on Android tells. */

/** Whether the browser says Wi-Fi or cable, and the user has not asked to spare data. */
export function isOnWifi(): boolean {
  const { type, saveData } = readConnection();
  return !saveData && (type === 'wifi' || type === 'ethernet');
}

export function canTellWifi(): boolean {
  return readConnection().type !== undefined;
}

function readConnection(): { readonly type?: string; readonly saveData?: boolean } {
  return (navigator as { connection?: { type?: string; saveData?: boolean } }).connection ?? {};
}
