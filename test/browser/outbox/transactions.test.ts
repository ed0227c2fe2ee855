/** How often the phone asks its database: nobody may ask because of what they have themselves changed. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { capture, waitForCopies, waitForStates } from '../phone-acts.ts';
import { phoneTest as it } from '../phone-test.ts';

declare global {
  var transactions: number;
}

/** The first look into the album after a delivery is due after 1.5 s: what waits for it has come into its own by then. */
const WATCHED_SECONDS = 6;
/** A turn of the sender reads the entries and what waits of jobs at once, the screen the entries. */
const MOST_PER_SECOND = 20;

/** Runs before the page's scripts. */
function countTransactions(): void {
  globalThis.transactions = 0;
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...scope) {
    globalThis.transactions += 1;
    return transaction.apply(this, scope);
  };
}

/** Transactions in each of the next seconds. */
async function watch(page: Page): Promise<number[]> {
  const counts: number[] = [];
  for (let second = 0; second < WATCHED_SECONDS; second += 1) {
    await page.evaluate(() => {
      globalThis.transactions = 0;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    counts.push(await page.evaluate(() => globalThis.transactions));
  }
  return counts;
}

describe('complaint: the phone gets warm while it waits for me to sign in', () => {
  it.for([
    ['the edge refuses the token', 'token-expired'],
    ['nothing of the edge answers', 'unavailable'],
  ] as const)(
    'asks its database some times a second at most, beside a delivered photo: %s',
    async ([_, problem], { context, edge, openPage }) => {
      await context.addInitScript(countTransactions);
      const page = await openPage();
      const other = await openPage();
      edge.fate = (path) => (path === '/photos' ? 'cut' : 'pass');
      await capture(page, 'j-1', [await drawPhoto()]);
      await waitForStates(page, ['delivered']);
      edge.fate = () => ({ problem });
      await capture(page, 'j-1', [await drawPhoto()]);
      await waitForCopies(page);
      await page.waitForFunction(() => window.phone.outbox.snapshot().paused !== null);
      const counts = await Promise.all([watch(page), watch(other)]);
      expect(Math.max(...counts.flat())).toBeLessThanOrEqual(MOST_PER_SECOND);
    },
  );
});
