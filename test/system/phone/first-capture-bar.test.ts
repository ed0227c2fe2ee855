/** The two buttons before the page's engine has come: seen by a phone whose network holds the engine's script back. */
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest } from '../../support/local-run-test.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { PHONE } from '../../support/walk-dashboard.ts';
import { countKept } from './phone-journey.ts';

const PHONE_OPTIONS = { viewport: PHONE, hasTouch: true, serviceWorkers: 'block' } as const;

/** Opens a page of a signed-in user with the engine held back; `release` lets it come, or cuts its connection first. */
const it = localRunTest.extend('openWithoutEngine', ({ run, browser, signIn }, { onCleanup }) => {
  const opened: BrowserContext[] = [];
  onCleanup(async () => void (await Promise.all(opened.map((context) => context.close()))));
  return async (user: string, locale = 'en-US') => {
    const visitor = await signIn(user);
    const storageState = await visitor.context.storageState({ indexedDB: true });
    const context = await browser.newContext({ ...PHONE_OPTIONS, locale, storageState });
    opened.push(context);
    const { cutNext, release } = await holdBack(await findEngine(run), context);
    const page = await context.newPage();
    const open = (path: string) => page.goto(run.info.dashboard + path, { waitUntil: 'domcontentloaded' });
    return { page, open, cutNext, release };
  };
});

/** Address of the script that the page's first one loads. */
async function findEngine(run: LocalRun): Promise<string> {
  const page = await (await fetch(run.info.dashboard)).text();
  const path = /data-main="([^"]+)"/.exec(page)?.[1] ?? '';
  return new URL(path, run.info.dashboard).href;
}

async function holdBack(script: string, context: BrowserContext) {
  const held: (() => void)[] = [];
  let cuts = 0;
  await context.route(script, async (route) => {
    if (cuts > 0) {
      cuts -= 1;
      return route.abort('connectionreset');
    }
    await new Promise<void>((resolve) => held.push(resolve));
    return route.continue();
  });
  return {
    cutNext: () => (cuts += 1),
    async release() {
      await waitUntil(async () => held.length > 0, 20_000);
      for (const resolve of held) resolve();
    },
  };
}

async function pickOne(page: Page): Promise<void> {
  const { bytes: buffer } = await drawPhoto();
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
}

async function countImages(run: LocalRun, jobId: string): Promise<number> {
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, {
    headers: { authorization: `Bearer ${await run.token('worker')}` },
  });
  const { photos } = (await response.json()) as { photos: { state: string }[] };
  return photos.filter(({ state }) => state === 'ready').length;
}

describe('complaint: the page opens so slowly that the moment is gone', () => {
  it('takes a picture before its engine has come, and has it in the job once', async ({ run, openWithoutEngine }) => {
    const { page, open, release } = await openWithoutEngine('worker');
    await open('/job/j-test');
    await page.getByText('Take photo', { exact: true }).waitFor();
    await pickOne(page);
    await release();
    await page.getByRole('heading', { name: 'Try it out', level: 1 }).waitFor();
    await waitUntil(async () => (await countImages(run, 'j-test')) === 1 && (await countKept(page)) === 0, 60_000);
    await pickOne(page);
    await waitUntil(async () => (await countImages(run, 'j-test')) === 2, 60_000);
  });

  it('tries again when the engine’s script was cut off', async ({ openWithoutEngine }) => {
    const { page, open, release, cutNext } = await openWithoutEngine('worker');
    cutNext();
    await open('/job/j-test');
    await release();
    await page.getByRole('heading', { name: 'Try it out', level: 1 }).waitFor();
  });

  it('speaks the phone’s language', async ({ openWithoutEngine }) => {
    const { page, open } = await openWithoutEngine('worker', 'es-MX');
    await open('/job/j-test');
    await page.getByText('Tomar foto', { exact: true }).waitFor();
  });

  it('shows no buttons on other pages, and none to a customer', async ({ openWithoutEngine }) => {
    const worker = await openWithoutEngine('worker');
    await worker.open('/');
    expect(await worker.page.locator('.capture-buttons').isVisible()).toBe(false);
    const customer = await openWithoutEngine('customer');
    await customer.open('/job/j-test');
    expect(await customer.page.locator('.capture-buttons').isVisible()).toBe(false);
  });
});
