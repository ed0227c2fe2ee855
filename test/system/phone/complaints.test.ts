/** What field workers complain of, by name, on a phone before the whole local run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album } from '../../../edge/api.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { freeze, prepareFreezing } from '../../support/freeze-page.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { badNetworkTest as it } from './bad-network-test.ts';
import { addFromLibrary, countKept, signInAsWorker } from './phone-journey.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const JOB = 'j-test';

declare global {
  var clockAheadMs: number | undefined;
}

async function captureOne(page: Page): Promise<void> {
  await addFromLibrary(page, [await drawPhoto()]);
}

async function openJob(page: Page): Promise<void> {
  await page.getByText('Try it out').click();
  await page.locator('input[type=file][multiple]').waitFor({ state: 'attached' });
}

async function readAlbum(run: LocalRun): Promise<Album> {
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${JOB}`, {
    headers: { authorization: `Bearer ${await run.token('worker')}` },
  });
  return (await response.json()) as Album;
}

describe('complaint: taking a photo reloads the page, and photo and form are gone', () => {
  it('shows the same job with the same waiting photo after the reload', async ({ run, proxy, context }) => {
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
  it.for<[name: string, ms: number]>([
    ['ahead', DAY_MS],
    ['behind', -DAY_MS],
  ])(
    'signs in and delivers with a clock a day %s, and the album tells the true day',
    async ([_, ms], { run, context }) => {
      await context.clock.install({ time: Date.now() + ms });
      const page = await signInAsWorker(context, run);
      await openJob(page);
      const before = new Set((await readAlbum(run)).photos.map(({ photo_id }) => photo_id));
      await captureOne(page);
      await waitUntil(async () => (await countKept(page)) === 0, 60_000);
      // The record follows the bytes by a moment.
      await waitUntil(async () => {
        const photo = (await readAlbum(run)).photos.find(({ photo_id }) => !before.has(photo_id));
        return Math.abs(Date.parse(photo?.taken_at ?? '') - Date.now()) < 5 * 60_000;
      }, 20_000);
    },
  );
});

describe('complaint: the sign-in expired while photos waited', () => {
  it('gets a new token by itself, and the photo goes on', async ({ run, proxy, context }) => {
    const page = await signInAsWorker(context, run);
    await openJob(page);
    let refusals = 1;
    proxy.fault = (_, path) => (path === '/upload-url' && refusals-- > 0 ? 'expired-token' : null);
    await captureOne(page);
    await waitUntil(async () => (await countKept(page)) === 0, 60_000);
    expect(proxy.seen.some(({ fault }) => fault === 'expired-token')).toBe(true);
    expect(proxy.seen.some(({ method, path }) => method === 'POST' && path === '/token')).toBe(true);
  });
});

/** Runs in a page before its own scripts: it looks around each second, and its clock can be set ahead. Playwright's would ask all pages of the phone. */
function makeClockMovable(): void {
  const { now } = Date;
  Date.now = () => now() + (globalThis.clockAheadMs ?? 0);
  const every = globalThis.setInterval;
  globalThis.setInterval = ((work: () => void, ms: number) => every(work, Math.min(ms, 1_000))) as typeof setInterval;
}

describe('complaint: nothing is sent any more, because a page in the background sleeps', () => {
  it('lets the page in view take over from one that is frozen while it holds the lock', async ({ run, context }) => {
    await prepareFreezing(context);
    const asleep = await signInAsWorker(context, run);
    await openJob(asleep);
    await waitUntil(() => asleep.evaluate(async () => (await navigator.locks.query()).held?.length === 1), 20_000);
    await freeze(asleep);

    const page = await context.newPage();
    await page.addInitScript(makeClockMovable);
    await page.goto(`${run.info.dashboard}/job/${JOB}`);
    await captureOne(page);
    await waitUntil(async () => (await countKept(page)) === 0, 60_000);
  });
});

describe('complaint: photos wait on a phone for hours, and nobody else knows', () => {
  it('tells CloudWatch, where the owner’s alarm looks', async ({ run, proxy, context }) => {
    await context.addInitScript(makeClockMovable);
    const page = await signInAsWorker(context, run);
    await openJob(page);
    proxy.fault = (_, path) => (path === '/upload' ? 'cut' : null);
    await captureOne(page);
    const readTold = async () => {
      const log = await readFile(join(run.dataDir, 'run.log'), 'utf8');
      return /cloudwatch Edgeshot oldest_unsent (\d+) Seconds \{"stage":"local"\}/.exec(log)?.[1];
    };
    expect(await readTold()).toBeUndefined();
    await page.evaluate((ms) => {
      globalThis.clockAheadMs = ms;
    }, 180 * MINUTE_MS);
    await waitUntil(async () => Number(await readTold()) >= 180 * 60, 60_000);
  });
});
