/** A run of some size: a worker with 600 jobs in the oldest of them, and the office with an album of hundreds. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../support/draw-photo.ts';
import { localRunTest } from '../support/local-run-test.ts';
import type { LocalRun } from '../support/start-local-run.ts';
import { DESK, pickPhotos } from '../support/walk-dashboard.ts';

const ROOT = join(import.meta.dirname, '../..');
const JOBS = 600;
const PHOTOS = 300;
const OLDEST = { id: 'f00001', path: '/job/f00001' };

const it = localRunTest.extend('filled', { scope: 'file' }, async ({ run }) => {
  await fill(run, '--jobs', String(JOBS), '--photos', String(PHOTOS), '--in', 'j-big');
  return run;
});

declare global {
  var sortedAt: Set<number>;
}

describe('the oldest of 600 jobs', () => {
  it('is opened by link, by list and by search, and takes photos while jobs are added', async ({ filled, signIn }) => {
    const { page, complaints } = await signIn('worker');
    await page.goto(`${filled.info.dashboard}${OLDEST.path}`);
    await capture(page, 1);

    await page.goto(filled.info.dashboard);
    const card = page.locator(`.card[href="${OLDEST.path}"]`);
    await expect.poll(() => showMoreUntil(page, card), { timeout: 60_000, interval: 300 }).toBe(true);
    await card.click();
    await page.getByLabel('Take photo').waitFor({ state: 'attached' });

    await fill(filled, '--jobs', String(JOBS + 60), '--member-jobs', String(JOBS + 60));
    await pollAll(page);
    await capture(page, 2);

    await page.goto(filled.info.dashboard);
    const search = page.getByRole('searchbox', { name: 'Find a job' });
    await search.fill(OLDEST.id);
    await card.click();
    await capture(page, 3);

    await page.goto(filled.info.dashboard);
    await search.fill('cafe terr');
    const readTitles = () => page.locator('.card-title').allInnerTexts();
    await expect
      .poll(async () => new Set((await readTitles()).map((title) => title.includes('Café'))))
      .toEqual(new Set([true]));
    expect(complaints).toEqual([]);
  });

  it('stands on top of Live once photos came into it', async ({ filled, signIn }) => {
    const { page, complaints } = await signIn('dispatcher', DESK);
    await page.goto(`${filled.info.dashboard}/live`);
    await expect
      .poll(() => page.locator('.live-job').first().locator('a').first().getAttribute('href'))
      .toBe(OLDEST.path);

    // Its row in the list of all, by last activity: what it is of, with its newest photo.
    await page.goto(filled.info.dashboard);
    await page.getByRole('searchbox', { name: 'Find a job' }).fill(OLDEST.id);
    const card = page.locator(`.card[href="${OLDEST.path}"]`);
    await card.getByText('3 photos').waitFor();
    await expect.poll(() => readCover(card)).toEqual({ alt: 'Newest photo', isLoaded: true, width: 64, height: 64 });
    expect(complaints).toEqual([]);
  });
});

describe('an album of hundreds', () => {
  it('has only what is near the window in the document, keeps the focus, and says which of how many a tile is', async ({
    filled,
    signIn,
  }) => {
    const { page, complaints } = await signIn('dispatcher');
    await page.goto(`${filled.info.dashboard}/job/j-big`);
    const tiles = page.locator('.grid .tile');
    await tiles.first().waitFor();
    await expect.poll(() => tiles.first().getAttribute('aria-setsize')).toBe(String(PHOTOS));
    await page.locator('.job-body > .more').click();
    await expect.poll(() => heightOf(page)).toBeGreaterThan((PHOTOS / 3) * 100);
    await expect.poll(() => tiles.count()).toBeLessThan(120);

    const before = await countNodes(page);
    const listings = await countListings(page, () => scrollThrough(page));
    // Of the list of jobs: not for the album's sake, which was drawn a dozen times; the network may have told something meanwhile.
    expect(listings).toBeLessThan(4);
    // A tile has some thirty, and most of 300 were there: those that have left are gone.
    await expect.poll(() => countNodes(page)).toBeLessThan(before + 100 * 30);
    // Each item has its marks before and behind it, and takes both along: what is left behind makes each removal slower.
    const nodes = await page
      .locator('.grid')
      .evaluate(({ childNodes, children }) => childNodes.length - 3 * children.length);
    expect(nodes).toBeLessThan(10);

    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('[aria-posinset="2"] a').focus();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator(`[aria-posinset="${PHOTOS}"]`).waitFor();
    await page.locator('[aria-posinset="100"]').waitFor({ state: 'detached' });
    await expect.poll(() => readFocus(page)).toBe('2');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(740);
    await expect.poll(() => readFocus(page)).toBe('3');
    expect(complaints).toEqual([]);
  });

  it('is walked through in the viewer over the page that is loaded, and gives the focus back to the last tile', async ({
    filled,
    signIn,
  }) => {
    const { page } = await signIn('dispatcher');
    await page.goto(`${filled.info.dashboard}/job/j-big`);
    await page.locator('.grid .tile').first().waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('[aria-posinset="250"] a').click();
    await page.getByRole('dialog', { name: `250 of ${PHOTOS}` }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: `251 of ${PHOTOS}` }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => readFocus(page)).toBe('251');
  });
});

async function fill({ dataDir }: LocalRun, ...args: string[]): Promise<void> {
  const file = join(ROOT, 'infra/operate/fill.ts');
  await promisify(execFile)(process.execPath, [file, '--data', dataDir, ...args]);
}

/** Takes a photo in the open job, which then has so many: on the page, and for everybody. */
async function capture(page: Page, photos: number): Promise<void> {
  await pickPhotos(page, [await drawPhoto({ width: 400, height: 300, seed: photos })], 'Take photo');
  await expect.poll(() => page.locator('.tile a[data-photo]').count(), { timeout: 60_000 }).toBe(photos);
  await page.locator('.tile').first().getByText('In job', { exact: true }).waitFor();
}

/** Whether the card is there; if not, the list is asked for more, where it still says that there is more. */
async function showMoreUntil(page: Page, card: Locator): Promise<boolean> {
  if ((await card.count()) > 0) return true;
  const more = page.getByRole('button', { name: 'Show more jobs' });
  await more.click({ timeout: 1000 }).catch(() => undefined);
  return false;
}

/** As when the network comes back: the list and the album are asked for at once. */
async function pollAll(page: Page): Promise<void> {
  const listed = page.waitForResponse((response) => new URL(response.url()).pathname === '/jobs');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await listed;
}

/** Which of the album's photos has the focus, from 1. */
function readFocus(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.parentElement?.ariaPosInSet);
}

/** As a fast finger does: by two thirds of a window a frame. Tiles that rush by are bare, and made when they are at rest. */
async function scrollThrough(page: Page): Promise<void> {
  const bare = await page.evaluate(async () => {
    for (scrollTo(0, 0); scrollY + innerHeight < document.documentElement.scrollHeight - 1; ) {
      scrollBy(0, (innerHeight * 2) / 3);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return document.querySelectorAll('.tile-bare').length;
  });
  expect(bare).toBeGreaterThan(0);
  await expect.poll(() => page.locator('.tile-bare').count()).toBe(0);
}

/** In how many frames the page sorts names, as it does for the people above the list of jobs whenever that is drawn. */
async function countListings(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const { localeCompare } = String.prototype;
    globalThis.sortedAt = new Set();
    String.prototype.localeCompare = function (...args: Parameters<typeof localeCompare>) {
      globalThis.sortedAt.add(Number(document.timeline.currentTime));
      return localeCompare.apply(this, args);
    };
  });
  await act();
  return page.evaluate(() => globalThis.sortedAt.size);
}

/** All that the page keeps, also what is in the document no more. */
async function countNodes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  return metrics.find(({ name }) => name === 'Nodes')?.value ?? Number.NaN;
}

function readCover(card: Locator) {
  return card.locator('.card-cover').evaluate((image: HTMLImageElement) => {
    const { width, height } = image.getBoundingClientRect();
    return { alt: image.alt, isLoaded: image.complete && image.naturalWidth > 0, width, height };
  });
}

function heightOf(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('.grid')?.getBoundingClientRect().height ?? 0);
}
