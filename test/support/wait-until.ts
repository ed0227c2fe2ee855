/** Waits for what no event tells. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Fulfils when `isSo` holds. That it throws means "not yet": a page that is being reloaded or closed cannot tell.
 * @throws {Error} when it does not hold within `timeoutMs`, with what it threw last as cause.
 */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await isSo()) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > endMs) throw new Error(`not so within ${timeoutMs / 1000} s`, { cause });
    await sleep(LOOK_EVERY_MS);
  }
}
