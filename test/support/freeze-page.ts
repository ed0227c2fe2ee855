/** Puts a page to sleep as iOS does in the background. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core';

declare global {
  var openTransactions: number;
}

/** Lets pages that are opened from now on be put to sleep. */
export async function prepareFreezing(context: BrowserContext): Promise<void> {
  await context.addInitScript(countTransactions);
}

/** Runs in a page before its own scripts. */
function countTransactions(): void {
  globalThis.openTransactions = 0;
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...scope) {
    const opened = transaction.apply(this, scope);
    globalThis.openTransactions += 1;
    for (const end of ['complete', 'abort']) opened.addEventListener(end, () => (globalThis.openTransactions -= 1));
    return opened;
  };
}

export interface FrozenPage {
  thaw(): Promise<void>;
}

/**
 * Holds all of the page's scripts (what Chromium calls freezing, it does to hidden pages alone). Not in the middle of a
 * transaction: whoever else wants to write would wait for the minute after which Chromium ends it.
 */
export async function freeze(page: Page): Promise<FrozenPage> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Debugger.enable');
  const paused = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
  const hold = async () => {
    while (globalThis.openTransactions > 0) await new Promise((resolve) => setTimeout(resolve));
    // biome-ignore lint/suspicious/noDebugger: it is what holds the page.
    debugger;
  };
  void page.evaluate(hold).catch(() => undefined);
  await paused;
  return { thaw: () => resume(devtools) };
}

async function resume(devtools: CDPSession): Promise<void> {
  await devtools.send('Debugger.resume');
  await devtools.detach();
}
