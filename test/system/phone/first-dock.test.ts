/** The two buttons before the page's engine has come: seen by a phone whose line holds the engine's script back. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drawPhoto } from '../../site/adapters/phone-acts.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { signIn } from '../../support/walk-dashboard.ts';
import { countKept, waitFor } from './phone-journey.ts';

const ENGINE = /\/assets\/main-[^/]*\.js$/;

let run: LocalRun;
let browser: Browser;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRun(), launchBrowser()]);
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await run?.stop();
});

/** Signs in, then opens a job's page with the engine held back; `release` lets it come, or cuts its line first. */
async function openWithoutEngine(user: string, locale = 'en-US') {
  const visitor = await signIn(browser, run, user, undefined, { serviceWorkers: 'block' });
  const state = await visitor.context.storageState({ indexedDB: true });
  await visitor.context.close();
  context = await browser.newContext({ ...PHONE_OPTIONS, locale, storageState: state });
  const held: (() => void)[] = [];
  let cuts = 0;
  await context.route(ENGINE, async (route) => {
    if (cuts > 0) {
      cuts -= 1;
      return route.abort('connectionreset');
    }
    await new Promise<void>((resolve) => held.push(resolve));
    return route.continue();
  });
  const page = await context.newPage();
  return {
    page,
    cutNext: () => (cuts += 1),
    open: (path: string) => page.goto(run.info.dashboard + path, { waitUntil: 'domcontentloaded' }),
    async release() {
      await waitFor(async () => held.length > 0, 20_000);
      for (const resolve of held) resolve();
    },
  };
}

const PHONE_OPTIONS = { viewport: { width: 360, height: 740 }, hasTouch: true, serviceWorkers: 'block' } as const;

async function pickOne(page: Page, seed: number): Promise<void> {
  const buffer = await drawPhoto(seed);
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
}

async function countImages(jobId: string): Promise<number> {
  const answer = await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, {
    headers: { authorization: `Bearer ${await run.token('worker')}` },
  });
  const { photos } = (await answer.json()) as { photos: { state: string }[] };
  return photos.filter(({ state }) => state === 'ready').length;
}

describe('complaint: the page opens so slowly that the moment is gone', () => {
  it('takes a picture before its engine has come, and has it in the job once', async () => {
    const { page, open, release } = await openWithoutEngine('worker');
    await open('/job/j-test');
    await page.getByText('Capture', { exact: true }).waitFor();
    await pickOne(page, 71);
    await release();
    await page.getByRole('heading', { name: 'Try it out', level: 1 }).waitFor();
    await waitFor(async () => (await countImages('j-test')) === 1 && (await countKept(page)) === 0, 60_000);
    await pickOne(page, 72);
    await waitFor(async () => (await countImages('j-test')) === 2, 60_000);
  });

  it('tries again when the engine’s script was cut off', async () => {
    const { page, open, release, cutNext } = await openWithoutEngine('worker');
    cutNext();
    await open('/job/j-test');
    await release();
    await page.getByRole('heading', { name: 'Try it out', level: 1 }).waitFor();
  });

  it('speaks the phone’s language', async () => {
    const { page, open } = await openWithoutEngine('worker', 'es-MX');
    await open('/job/j-test');
    await page.getByText('Tomar foto', { exact: true }).waitFor();
  });

  it('shows no buttons on other pages, and none to a customer', async () => {
    const worker = await openWithoutEngine('worker');
    await worker.open('/');
    expect(await worker.page.locator('.dock-buttons').isVisible()).toBe(false);
    await context?.close();
    const customer = await openWithoutEngine('customer');
    await customer.open('/job/j-test');
    expect(await customer.page.locator('.dock-buttons').isVisible()).toBe(false);
  });
});
