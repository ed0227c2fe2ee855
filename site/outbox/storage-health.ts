/** Asks the browser to keep what it holds for us, and how much room there is. */
import type { StorageHealth } from '../phone.ts';

const LOW_BYTES = 200 * 1024 * 1024;

/** @param ask whether to ask for persistence now: right after a capture, when browsers are most ready to grant it. */
export async function readStorageHealth(ask: boolean): Promise<StorageHealth> {
  const { storage } = navigator;
  const persisted = (ask ? await storage?.persist?.() : await storage?.persisted?.()) ?? false;
  const { quota, usage } = (await storage?.estimate?.()) ?? {};
  const freeBytes = quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
  return { persisted, freeBytes, low: freeBytes !== null && freeBytes < LOW_BYTES };
}
