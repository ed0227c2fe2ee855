/** Walks through the main states of the dashboard and takes a picture of each. Words come from the site's own lists. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { en } from '../../../site/i18n/en.ts';
import { enLazy } from '../../../site/i18n/en-lazy.ts';
import { es } from '../../../site/i18n/es.ts';
import { esLazy } from '../../../site/i18n/es-lazy.ts';
import { createWords, type Say } from '../../../site/i18n/translate.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

export interface ShotLook {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  readonly language: 'en' | 'es';
}

export interface ShotOptions {
  readonly browser: Browser;
  readonly run: LocalRun;
  readonly look: ShotLook;
  /** The file of a picture. */
  readonly save: (name: string) => string;
}

interface Walk {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly say: Say;
  shoot(state: string): Promise<void>;
}

/** Returns the names of the pictures taken. */
export async function takeShots(options: ShotOptions): Promise<readonly string[]> {
  return [
    ...(await walkAs('worker', options, walkWorker)),
    ...(await walkAs('dispatcher', options, walkDispatcher)),
    ...(await walkAs('customer', options, walkCustomer)),
  ];
}

async function walkAs(
  user: string,
  { browser, run, look, save }: ShotOptions,
  walk: (walk: Walk) => Promise<void>,
): Promise<readonly string[]> {
  const names: string[] = [];
  const { width, height, colorScheme, language } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: width < 800 ? 2 : 1,
    locale: language === 'es' ? 'es-MX' : 'en-US',
    colorScheme,
    reducedMotion: 'reduce',
    hasTouch: width < 1000,
  });
  const page = await context.newPage();
  const { say } = language === 'es' ? createWords('es', { ...es, ...esLazy }) : createWords('en', { ...en, ...enLazy });
  const shoot = async (state: string) => {
    const name = `${state}-${look.name}`;
    await page.screenshot({ path: save(name) });
    names.push(name);
  };
  try {
    await page.goto(run.info.dashboard);
    const signIn = page.getByRole('button', { name: say('sign-in.do'), exact: true });
    await signIn.waitFor();
    if (user === 'worker') await shoot('sign-in');
    await signIn.click();
    await page.locator(`button[name="user"][value="${user}"]`).click();
    await page.locator('a.card').first().waitFor();
    await walk({ page, context, say, shoot });
    return names;
  } finally {
    await context.close();
  }
}

async function walkWorker(walk: Walk): Promise<void> {
  const { page, context, say, shoot } = walk;
  await page.locator('a.card[href="/job/j-1"]').click();
  await seeImages(page);
  await shoot('job');
  await page
    .locator('.capture-bar')
    .getByRole('button', { name: say('stage.after') })
    .first()
    .click();
  await context.setOffline(true);
  await addPhotos(page, say, 2);
  await page.locator('.waiting[data-paused="network"]').waitFor({ timeout: 60_000 });
  await shoot('job-offline');
  await page.locator('.tile button').first().click();
  await page.getByRole('dialog').waitFor();
  await shoot('capture');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: say('app.account') }).click();
  await page.getByRole('dialog').waitFor();
  await shoot('account');
  await page.getByRole('button', { name: say('account.sign-out') }).click();
  await page.getByRole('button', { name: say('account.sign-out.stay') }).waitFor();
  await shoot('sign-out');
  await page.keyboard.press('Escape');
  await walkBackOnline(walk);
}

async function walkBackOnline({ page, context, say, shoot }: Walk): Promise<void> {
  await page.goto(new URL('/', page.url()).href);
  await page.locator('a.card').first().waitFor();
  await shoot('jobs');
  await context.setOffline(false);
  await page.locator('a.card[href="/job/j-test"]').click();
  await page.getByText(say('job.empty')).waitFor();
  await shoot('job-empty');
  await page.goto(new URL('/job/j-1', page.url()).href);
  await page.waitForFunction(() => !document.querySelector('.waiting'), undefined, { timeout: 60_000 });
  await seeImages(page);
  await shoot('job-sent');
  await page.locator('[data-photo]').first().click();
  await page.locator('.viewer-large').waitFor();
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.viewer-large')?.naturalWidth);
  await shoot('viewer');
  await page.getByText(say('viewer.details')).click();
  await shoot('viewer-details');
}

async function walkDispatcher({ page, say, shoot }: Walk): Promise<void> {
  await shoot('dispatcher');
  await page.getByRole('link', { name: say('jobs.live') }).click();
  await page.locator('.live-job img').first().waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('live');
  await page.getByRole('link', { name: say('jobs.title'), exact: true }).click();
  await walkAlbum(page, say, shoot);
  await walkJobPages(page, say, shoot);
  await page.route('**/photos?**', (route) => route.fulfill({ status: 403, json: { code: 'access-denied' } }));
  await page.goto(new URL('/job/j-unknown', page.url()).href);
  await page.getByText(say('load.failed')).waitFor();
  await shoot('job-refused');
  await page.goto(new URL('/problems', page.url()).href);
  await page.locator('.problem').first().waitFor();
  await shoot('problems');
}

/** The garage's album grouped and narrowed, some of it chosen, compared, and on its way out. */
async function walkAlbum(page: Page, say: Say, shoot: Walk['shoot']): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await page.locator('a.card[href="/job/j-1"]').click();
  await seeImages(page);
  await press(say('album.look'));
  const choices = page.locator('.album-look select');
  await choices.first().selectOption('stage');
  await page.locator('.album-look input').check();
  await shoot('album-look');
  await press(say('album.choose'));
  await page.locator('.tile-check').first().check();
  await shoot('album-chosen');
  await page.keyboard.press('Escape');
  await press(say('album.compare'));
  await page.locator('.compare-slider').waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('compare');
  await page.keyboard.press('Escape');
  await press(say('album.take-out'));
  await page.locator('.choice').first().waitFor();
  await shoot('take-out');
  await page.locator('a.choice').click();
  await page.locator('.report img').last().waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('report');
  await page.goBack();
  await page.goBack();
}

/** Deletes a photo of the garage and brings it back. */
async function walkJobPages(page: Page, say: Say, shoot: Walk['shoot']): Promise<void> {
  await page.locator('a.card[href="/job/j-1"]').click();
  await seeImages(page);
  await shoot('dispatcher-job');
  await page.locator('[data-photo]').nth(1).click();
  await page.getByRole('button', { name: say('photo.delete') }).click();
  await page.getByText(say('photo.deleted')).waitFor();
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.viewer-large')?.naturalWidth);
  await shoot('viewer-deleted');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: say('page.title.deleted') }).click();
  await page.locator('.bin-item').waitFor();
  await shoot('deleted');
  await page.getByRole('button', { name: new RegExp(`^${say('deleted.restore')}: `) }).click();
  await page.getByText(say('page.none.deleted')).waitFor();
  await shoot('deleted-none');
  await page.goBack();
  await page.getByRole('link', { name: say('page.title.history') }).click();
  await page.locator('.event img').first().waitFor();
  await page.locator('.notice').waitFor({ state: 'detached' });
  await shoot('history');
}

async function walkCustomer({ page, shoot }: Walk): Promise<void> {
  await page.locator('a.card').first().click();
  await seeImages(page);
  await shoot('customer');
}

async function seeImages(page: Page): Promise<void> {
  await page.locator('.grid img').first().waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.grid img')].every(
      (image) => image.hidden || image.naturalWidth > 0,
    ),
  );
}

async function addPhotos(page: Page, say: Say, count: number): Promise<void> {
  const drawn = await Promise.all(
    Array.from({ length: count }, (_, index) => drawPhoto({ width: 1200, height: 900, seed: 11 + index })),
  );
  const files = drawn.map(({ bytes }, index) => ({
    name: `photo-${index}.jpg`,
    mimeType: 'image/jpeg',
    buffer: bytes,
  }));
  await page.getByLabel(say('job.library'), { exact: true }).setInputFiles(files);
}
