/** Waits for what no event tells. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
/** What is waited for long is looked for less often, by a twentieth of the time it takes: each look costs. */
const MAX_LOOK_EVERY_MS = 250;
const SHARE = 1 / 20;

/**
 * Fulfils when `isSo` holds. That it throws means "not yet": a page that is being reloaded or closed cannot tell.
 * @throws {Error} when it does not hold within `timeoutMs`, with what it threw last as cause.
 */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const beganMs = Date.now();
  const endMs = beganMs + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await isSo()) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > endMs) throw new Error(`not so within ${timeoutMs / 1000} s`, { cause });
    await sleep(Math.min(MAX_LOOK_EVERY_MS, Math.max(LOOK_EVERY_MS, (Date.now() - beganMs) * SHARE)));
  }
}
