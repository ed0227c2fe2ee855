/** What field workers complain of, by name, on a phone before the whole local run. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Album } from '../../../edge/api.ts';
import { drawPhoto } from '../../site/adapters/phone-acts.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { addFromLibrary, countKept, launchBehindProxy, signInAsWorker, waitFor } from './phone-journey.ts';

const DAY_MS = 86_400_000;
const JOB = 'j-test';

let run: LocalRun;
let proxy: FaultProxy;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [run, proxy] = await Promise.all([startLocalRun(), startFaultProxy()]);
  browser = await launchBehindProxy(proxy.url);
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await run?.stop();
});
beforeEach(async () => {
  proxy.fault = () => null;
  context = await browser.newContext({ viewport: { width: 390, height: 800 } });
});
afterEach(() => context.close());

async function captureOne(page: Page): Promise<void> {
  await addFromLibrary(page, [{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await drawPhoto(1) }]);
}

async function openJob(page: Page): Promise<void> {
  await page.getByText('Try it out').click();
  await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
}

async function readAlbum(): Promise<Album> {
  const answer = await fetch(`${run.info.dashboard}/photos?job_id=${JOB}`, {
    headers: { authorization: `Bearer ${await run.token('worker')}` },
  });
  return (await answer.json()) as Album;
}

describe('complaint: taking a photo reloads the page, and photo and form are gone', () => {
  it('shows the same job with the same waiting photo after the reload', async () => {
    const page = await signInAsWorker(context, run);
    await openJob(page);
    proxy.fault = (_, path) => (path.startsWith('/upload') ? 'cut' : null);
    await captureOne(page);
    const address = page.url();
    await page.reload();
    expect(page.url()).toBe(address);
    await page.getByText('1 photo is only on this phone').waitFor();
    expect(await countKept(page)).toBe(1);
  });
});

describe('complaint: the phone\u2019s clock is wrong', () => {
  it.each([
    ['ahead', DAY_MS],
    ['behind', -DAY_MS],
  ])('signs in and delivers with a clock a day %s, and the album tells the true day', async (_, ms) => {
    await context.clock.install({ time: Date.now() + ms });
    const page = await signInAsWorker(context, run);
    await openJob(page);
    const before = new Set((await readAlbum()).photos.map(({ photo_id }) => photo_id));
    await captureOne(page);
    await waitFor(async () => (await countKept(page)) === 0, 60_000);
    // The record follows the bytes by a moment.
    await waitFor(async () => {
      const photo = (await readAlbum()).photos.find(({ photo_id }) => !before.has(photo_id));
      return Math.abs(Date.parse(photo?.taken_at ?? '') - Date.now()) < 5 * 60_000;
    }, 20_000);
  });
});

describe('complaint: the sign-in expired while photos waited', () => {
  it('gets a new token by itself, and the photo goes on', async () => {
    const page = await signInAsWorker(context, run);
    await openJob(page);
    let refusals = 1;
    proxy.fault = (_, path) => (path === '/upload-url' && refusals-- > 0 ? 'expired-token' : null);
    await captureOne(page);
    await waitFor(async () => (await countKept(page)) === 0, 60_000);
    expect(proxy.seen.some(({ fault }) => fault === 'expired-token')).toBe(true);
    expect(proxy.seen.some(({ method, path }) => method === 'POST' && path === '/token')).toBe(true);
  });
});
