/** Whole journeys without a pointer, by the names that a screen reader says, and by what it says by itself. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { DESK, signIn } from '../../support/walk-dashboard.ts';

const JOB = 'Garage cleanout, half a truck';
const MOST_STEPS = 40;

let run: LocalRun;
let browser: Browser;

beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRun(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await run?.stop();
});

const focusedName = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : null;
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  });

/** Presses Tab until the element of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    if (name.test(await focusedName(page))) return;
  }
  throw new Error(`${MOST_STEPS} steps of Tab do not lead to ${name}; the last was “${await focusedName(page)}”`);
}

describe('by keyboard alone', () => {
  it('leads a worker from the list into the job, to a photo, through the viewer, and back to where one was', async () => {
    const { page, context } = await signIn(browser, run, 'worker');
    await page.getByRole('link', { name: JOB }).waitFor({ timeout: 60_000 });
    await tabTo(page, new RegExp(JOB));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: JOB, level: 1 }).waitFor();
    await expect.poll(() => focusedName(page)).toBe(JOB);
    await page.locator('[data-photo] img').nth(1).waitFor({ timeout: 60_000 });

    await tabTo(page, /, \w{3} \d+, \d{4}/);
    const first = await focusedName(page);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Photo 1 of/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: /^Photo 2 of/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: /^Photo 1 of/ }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focusedName(page)).toBe(first);

    await tabTo(page, /^After\s?\d*$/);
    await page.keyboard.press('Space');
    await page.locator('button[aria-pressed="true"]', { hasText: 'After' }).waitFor();
    await tabTo(page, /^Capture$/);
    await tabTo(page, /^Add from library$/);
    await context.close();
  });

  it('keeps the focus inside a sheet and gives it back', async () => {
    const { page, context } = await signIn(browser, run, 'worker', DESK);
    await tabTo(page, /^Account$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Account' }).waitFor();
    await tabTo(page, /^Sign out$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedName(page)).toBe('Account');
    await context.close();
  });
});

describe('Back', () => {
  it('leads from a photo to the page that one came from, by the browser and by Escape', async () => {
    const { page, context } = await signIn(browser, run, 'dispatcher');
    await page.getByRole('link', { name: 'Live' }).click();
    const photo = page.locator('.strip [data-photo]').first();
    for (const goBack of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
      await photo.click({ timeout: 60_000 });
      await page.getByRole('dialog').waitFor();
      await goBack();
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      expect(new URL(page.url()).pathname).toBe('/live');
    }
    await context.close();
  });

  it('closes a photo whose address was opened from elsewhere, and stays in its job', async () => {
    const { page, context } = await signIn(browser, run, 'worker');
    await page.getByRole('link', { name: JOB }).click({ timeout: 60_000 });
    const address = await page.locator('[data-photo]').first().getAttribute('href', { timeout: 60_000 });
    const fresh = await context.newPage();
    await fresh.goto(new URL(address ?? '', page.url()).href);
    await fresh.getByRole('dialog').waitFor();
    await fresh.keyboard.press('Escape');
    await expect.poll(() => fresh.getByRole('dialog').count()).toBe(0);
    expect(new URL(fresh.url()).pathname).toBe('/job/j-1');
    await context.close();
  });
});

describe('what a screen reader hears', () => {
  it('is that a photo was saved, and that it is in the job', async () => {
    const { page, context } = await signIn(browser, run, 'worker');
    await page.getByRole('link', { name: JOB }).click({ timeout: 60_000 });
    await page.locator('[data-photo]').first().waitFor({ timeout: 60_000 });
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      const region = document.querySelector('[aria-live="polite"]');
      if (region)
        new MutationObserver(() => heard.push(region.textContent ?? '')).observe(region, {
          subtree: true,
          childList: true,
          characterData: true,
        });
    });
    const { bytes } = await drawPhoto({ width: 800, height: 600, seed: 3 });
    await page.getByLabel('Add from library').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: bytes });
    const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join('|'));
    await expect.poll(heard, { timeout: 60_000 }).toMatch(/Photo saved on this phone\..*Photo is in the job\./);
    expect(await heard()).not.toMatch(/%/);
    await context.close();
  });
});
