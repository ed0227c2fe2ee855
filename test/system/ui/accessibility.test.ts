/** Every main state of the dashboard against axe-core's rules for WCAG 2.2 AA, on a phone and a desk, in light and dark. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../support/launch-browser.ts';
import { type LocalRun, startLocalRun } from '../../support/start-local-run.ts';
import { DESK, openJob, PHONE, signIn } from '../../support/walk-dashboard.ts';

const JOB = 'Garage cleanout, half a truck';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let run: LocalRun;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  [run, browser, axe] = await Promise.all([startLocalRun(), launchBrowser(), readFile(path, 'utf8')]);
});

afterAll(async () => {
  await browser?.close();
  await run?.stop();
});

/** The rules that the page breaks, with the elements that break them. */
async function findViolations(page: Page): Promise<string[]> {
  // Not as a script element: the page's content security policy takes no script that is not its own.
  await page.evaluate(axe);
  return page.evaluate(async (rules) => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await checker.run(document, { runOnly: rules });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`));
  }, RULES);
}

const LOOKS = [
  { name: 'phone, light', viewport: PHONE, colorScheme: 'light' },
  { name: 'phone, dark', viewport: PHONE, colorScheme: 'dark' },
  { name: 'desk, light', viewport: DESK, colorScheme: 'light' },
  { name: 'desk, dark', viewport: DESK, colorScheme: 'dark' },
] as const;

describe.each(LOOKS)('WCAG 2.2 AA, $name', ({ viewport, colorScheme }) => {
  const look = async (page: Page) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  };

  it('holds on the way of a worker', async () => {
    const context = await browser.newContext({ viewport, locale: 'en-US', colorScheme });
    const welcome = await context.newPage();
    await welcome.goto(run.info.dashboard);
    await welcome.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await findViolations(welcome)).toEqual([]);
    await context.close();

    const { page, context: phone } = await signIn(browser, run, 'worker', viewport);
    await look(page);
    expect(await findViolations(page)).toEqual([]);
    await openJob(page, JOB);
    await page.locator('[data-photo]').first().waitFor();
    expect(await findViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Title for the next photos' }).click();
    await phone.setOffline(true);
    await page.getByLabel('Add from library').setInputFiles(await drawnFile());
    await page.getByText('only on this phone').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.locator('.tile button').first().click();
    await page.getByRole('dialog').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete from this phone' }).click();
    await page.getByRole('heading', { name: 'Delete this photo?' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await phone.close();
  });

  it('holds on the way of a dispatcher', async () => {
    const { page, context } = await signIn(browser, run, 'dispatcher', viewport);
    await look(page);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.locator('.live-job').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await openJob(page, JOB);
    await page.locator('[data-photo]').first().click();
    await page.getByText('Details').click();
    expect(await findViolations(page)).toEqual([]);
    await page.goto(`${run.info.dashboard}/problems#job-closed`);
    await page.getByRole('heading', { name: 'Problem types' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });
});

async function drawnFile() {
  const { drawPhoto } = await import('../../support/draw-photo.ts');
  const { bytes } = await drawPhoto({ width: 800, height: 600 });
  return { name: 'load.jpg', mimeType: 'image/jpeg', buffer: bytes };
}
