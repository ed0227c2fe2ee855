/**
 * A page that is watched without weighing on it. Playwright's own waits and file inputs first compile a script of some
 * 300 KB in the page, a quarter of a second on a phone four times slower: here it is asked by the devtools' protocol alone.
 */
import type { CDPSession } from 'playwright-core';

/**
 * Waits until `expression`, a promise in the page, is fulfilled with a number.
 * @throws {Error} when it is not within `withinMs`, or with something else
 */
export async function awaitNumber(session: CDPSession, expression: string, withinMs: number): Promise<number> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no ${expression} within ${withinMs} ms`)), withinMs);
  try {
    const asked = session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result } = await Promise.race([asked, late.promise]);
    if (typeof result.value !== 'number') throw new Error(`${expression} is no number`);
    return result.value;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * As if `files` (paths) had been chosen in the input at `selector`: the page hears `input` and `change`.
 * @throws {Error} when there is no such input
 */
export async function chooseFiles(session: CDPSession, selector: string, files: readonly string[]): Promise<void> {
  const expression = `document.querySelector(${JSON.stringify(selector)})`;
  const { result } = await session.send('Runtime.evaluate', { expression });
  if (!result.objectId) throw new Error(`no ${selector}`);
  await session.send('DOM.setFileInputFiles', { files: [...files], objectId: result.objectId });
}
