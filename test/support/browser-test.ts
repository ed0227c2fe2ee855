/** A test in a real browser. The files of a worker share one: what a page leaves stays in its context, which each test has for itself. */
import { test } from 'vitest';
import { launchBrowser } from './launch-browser.ts';

export const browserTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  });
