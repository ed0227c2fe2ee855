/** A test before a whole local run and a real browser. Its file shares the run, which starts when the first test asks for it. */
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { browserTest } from './browser-test.ts';
import { startLocalRun } from './start-local-run.ts';
import { openSignedIn, PHONE, signIn } from './walk-dashboard.ts';

type Viewport = { readonly width: number; readonly height: number };

export const localRunTest = browserTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('run', { scope: 'file' }, async ({}, { onCleanup }) => {
    const run = await startLocalRun();
    onCleanup(() => run.stop());
    return run;
  })
  /** Opens the dashboard in a profile of its own, signed in as a demo user; the profile goes with the test. */
  .extend('signIn', ({ run, browser }, { onCleanup }) => {
    const opened: BrowserContext[] = [];
    onCleanup(async () => void (await Promise.all(opened.map((context) => context.close()))));
    return async (user: string, viewport: Viewport = PHONE, options?: BrowserContextOptions) => {
      const visitor = await openSignedIn(browser, run, user, viewport, options);
      opened.push(visitor.context);
      return visitor;
    };
  })
  /** The same by the issuer's page and with a service worker, as it is on a phone. */
  .extend('signInByTyping', ({ run, browser }, { onCleanup }) => {
    const opened: BrowserContext[] = [];
    onCleanup(async () => void (await Promise.all(opened.map((context) => context.close()))));
    return async (user: string, viewport: Viewport = PHONE, options?: BrowserContextOptions) => {
      const visitor = await signIn(browser, run, user, viewport, options);
      opened.push(visitor.context);
      return visitor;
    };
  });
