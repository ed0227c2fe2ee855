/** The steps that every journey takes, by the names that a screen reader hears. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { DrawnPhoto } from './draw-photo.ts';
import { keepSession } from './keep-session.ts';
import type { LocalRun } from './start-local-run.ts';

export const PHONE = { width: 360, height: 740 } as const;
export const DESK = { width: 1440, height: 900 } as const;

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained of: uncaught errors and refusals of its content security policy. */
  readonly complaints: readonly string[];
}

/** A browser of one's own, before its first address. */
export async function openVisitor(browser: Browser, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** Opens the dashboard in a browser of one's own and signs in as a demo user (`worker`, `dispatcher`, …), by the issuer's page. */
export async function signIn(
  browser: Browser,
  run: LocalRun,
  user: string,
  viewport: { width: number; height: number } = PHONE,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const visitor = await openVisitor(browser, toVisit(viewport, options));
  const { page } = visitor;
  await page.goto(run.info.dashboard);
  await page.getByRole('button', { name: 'Sign in', exact: true }).first().click();
  await page.locator(`button[name="user"][value="${user}"]`).click();
  await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  return visitor;
}

/** The same as of somebody who has signed in before, and without a service worker unless `options` allow it: where neither is the subject. */
export async function openSignedIn(
  browser: Browser,
  run: LocalRun,
  user: string,
  viewport: { width: number; height: number } = PHONE,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const visitor = await openVisitor(browser, toVisit(viewport, options));
  if (options.serviceWorkers !== 'allow') await visitor.context.addInitScript(refuseServiceWorkers);
  await keepSession(visitor.page, run, user);
  await visitor.page.goto(run.info.dashboard);
  await visitor.page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  return visitor;
}

/** As a browser does that keeps nothing. Playwright's own way answers the page with nothing, which no browser does. */
function refuseServiceWorkers(): void {
  const refuse = () => Promise.reject(new DOMException('not here', 'SecurityError'));
  if ('serviceWorker' in navigator) navigator.serviceWorker.register = refuse;
}

function toVisit(viewport: { width: number; height: number }, options: BrowserContextOptions): BrowserContextOptions {
  return { viewport, locale: 'en-US', hasTouch: viewport.width < 800, ...options };
}

export async function openJob(page: Page, title: string): Promise<void> {
  // Every link of that name leads there: on a desk, what is arriving live stands beside the list.
  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

/** Gives the open job these photos, by the button of that name. */
export async function pickPhotos(
  page: Page,
  photos: readonly Pick<DrawnPhoto, 'bytes'>[],
  button: 'Take photo' | 'Add from library' = 'Add from library',
): Promise<void> {
  const files = photos.map(({ bytes }, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
  await page.getByLabel(button).setInputFiles(files);
}

/** Has the phone send originals as they are, through its account sheet. */
export async function sendOriginals(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByLabel('Original photos').selectOption('always');
  await page.getByRole('button', { name: 'Close' }).click();
}

/** Gives a photo of the open album to the job “Office furniture, third floor”. Its viewer stays open. */
export async function moveToOther(page: Page, photoId: string | null | undefined): Promise<void> {
  await page.locator(`[data-photo="${photoId}"]`).click();
  await page.getByText('Details').click();
  await page.getByRole('button', { name: 'Move to another job' }).click();
  await page.getByRole('searchbox', { name: 'Find a job by name or address' }).fill('harbor');
  await page.getByRole('button', { name: 'Office furniture' }).click();
  await page.getByRole('alert').getByText('The photo is in “Office').waitFor();
}
