/**
 * A test in a real browser. All files of a worker share one: what a page leaves stays in its context, which each test has for
 * itself. It is kept here, as vitest has a fixture of the worker's once for each test that was extended.
 */
import type { Browser } from 'playwright-core';
import { test } from 'vitest';
import { launchBrowser } from './launch-browser.ts';

let shared: Promise<Browser> | null = null;

export const browserTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await shareBrowser();
    onCleanup(() => browser.close());
    return browser;
  });

/** What has crashed is launched anew. */
async function shareBrowser(): Promise<Browser> {
  const known = await shared?.catch(() => null);
  if (known?.isConnected()) return known;
  shared = launchBrowser();
  return shared;
}
