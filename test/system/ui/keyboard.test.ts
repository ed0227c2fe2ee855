/** Whole journeys without a pointer, by the names that a screen reader says, by what it says by itself, and in the system's colours. */
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { DESK, openJob, pickPhotos } from '../../support/walk-dashboard.ts';
import { focusedName, tabTo } from './tab-to.ts';

const JOB = 'Garage cleanout, half a truck';
const EMPTY_JOB = 'Try it out: photos from curl';

describe('by keyboard alone', () => {
  it('leads a worker from the list into the job, to a photo, through the viewer, and back to where one was', async ({
    signIn,
  }) => {
    const { page } = await signIn('worker');
    await page.getByRole('link', { name: JOB }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: JOB }).first().waitFor();
    await tabTo(page, new RegExp(JOB));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: JOB, level: 1 }).waitFor();
    await expect.poll(() => focusedName(page)).toBe(JOB);
    await page.locator('[data-photo] img[loading][src]').nth(1).waitFor({ timeout: 60_000 });

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
    await tabTo(page, /^Take photo$/);
    await tabTo(page, /^Add from library$/);
  });

  it('keeps the focus inside a sheet and gives it back', async ({ signIn }) => {
    const { page } = await signIn('worker', DESK);
    await tabTo(page, /^Account$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Account' }).waitFor();
    await tabTo(page, /^Sign out$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedName(page)).toBe('Account');
  });

  it('gives a photo to another job, and takes that back', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await openJob(page, JOB);
    const first = page.locator('[data-photo]').first();
    const photoId = await first.getAttribute('data-photo');
    await first.press('Enter');
    const press = (name: RegExp) => tabTo(page, name).then(() => page.keyboard.press('Enter'));
    await press(/Details$/);
    await press(/^Move to another job$/);
    await tabTo(page, /^Find a job/);
    await page.keyboard.type('harbor');
    // Then the edge's answer changes nothing under the focus.
    await expect.poll(() => page.locator('.choices .choice').count()).toBe(1);
    await press(/^Office furniture/);
    await page.getByRole('alert').getByText('The photo is in “Office').waitFor();
    await press(/^Undo$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => first.getAttribute('data-photo')).toBe(photoId);
  });
});

describe('before signing in', () => {
  it('lets one choose the language, which the issuer’s page has too', async ({ run, browser }) => {
    const context = await browser.newContext({ viewport: DESK, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(run.info.dashboard);
    await page.getByLabel('Language').selectOption('Español');
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await page.getByRole('heading', { name: '¿Quién trabaja?' }).waitFor();
    await page.locator('button[name="user"][value="worker"]').click();
    await page.getByRole('heading', { name: 'Trabajos' }).waitFor();
    await context.close();
  });
});

describe('by keyboard alone, a dispatcher', () => {
  it('skips the list of jobs, and has the heading where the last photo is deleted or restored', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await page.getByRole('link', { name: EMPTY_JOB }).first().click();
    await page.getByRole('link', { name: 'Skip to content' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedName(page)).toBe(EMPTY_JOB);

    await pickPhotos(page, [await drawPhoto({ width: 400, height: 300 })]);
    await page.locator('[data-photo]').click({ timeout: 60_000 });
    await page.getByRole('dialog', { name: /^Photo 1 of/ }).waitFor();
    await tabTo(page, /^Delete photo$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focusedName(page)).toBe(EMPTY_JOB);

    await tabTo(page, /^Recently deleted$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Restore\b/ }).waitFor();
    await tabTo(page, /^Restore\b/);
    await page.keyboard.press('Enter');
    await page.getByText('The photo is back in the job.').waitFor();
    await expect.poll(() => focusedName(page)).toBe('Recently deleted');
  });

  it('deletes a photo, takes it back, and reads of both in the history', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await page.getByRole('link', { name: JOB }).first().waitFor();
    await tabTo(page, new RegExp(JOB));
    await page.keyboard.press('Enter');
    await page.locator('[data-photo] img[loading][src]').nth(1).waitFor({ timeout: 60_000 });
    await tabTo(page, /, \w{3} \d+, \d{4}/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Photo 1 of/ }).waitFor();
    await tabTo(page, /^Delete photo$/);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Photo deleted.').waitFor();
    await tabTo(page, /^Undo$/);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The photo is back in the job.').waitFor();
    // A look at the album that was under way does not know of the photo yet.
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-photo'))).toBe(true);
    await tabTo(page, /^History$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedName(page)).toBe('History');
    await page.getByText('Dana Ito restored a photo.').waitFor();
    await page.getByText('Dana Ito deleted a photo.').waitFor();
    await tabTo(page, /^Back$/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: JOB, level: 1 }).waitFor();
  });
});

describe('Back', () => {
  it('leads from a photo to the page that one came from, by the browser and by Escape', async ({ signIn }) => {
    const { page } = await signIn('dispatcher');
    await page.getByRole('link', { name: 'Live' }).click();
    const photo = page.locator('.strip [data-photo]').first();
    for (const goBack of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
      await photo.click({ timeout: 60_000 });
      await page.getByRole('dialog').waitFor();
      await goBack();
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      // A dialog closes at once, and the browser goes back some time after.
      await expect.poll(() => new URL(page.url()).pathname).toBe('/live');
    }
  });

  it('leads one page back although Close was tapped twice', async ({ signIn }) => {
    const { page } = await signIn('dispatcher');
    await page.getByRole('link', { name: 'Live' }).click();
    await page.locator('.strip [data-photo]').first().click({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Close' }).evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.goForward();
    await page.getByRole('dialog', { name: /^Photo/ }).waitFor();
  });

  it('closes a photo whose address was opened from elsewhere, and stays in its job', async ({ signIn }) => {
    const { page, context } = await signIn('worker');
    await page.getByRole('link', { name: JOB }).click({ timeout: 60_000 });
    const address = await page.locator('[data-photo]').first().getAttribute('href', { timeout: 60_000 });
    const fresh = await context.newPage();
    await fresh.goto(new URL(address ?? '', page.url()).href);
    await fresh.getByRole('dialog').waitFor();
    await fresh.keyboard.press('Escape');
    await expect.poll(() => fresh.getByRole('dialog').count()).toBe(0);
    expect(new URL(fresh.url()).pathname).toBe('/job/j-1');
  });
});

describe('what a screen reader hears', () => {
  it('is that a photo was saved, and that it is in the job', async ({ signIn }) => {
    const { page } = await signIn('worker');
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
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })]);
    const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join('|'));
    await expect.poll(heard, { timeout: 60_000 }).toMatch(/Photo saved on this phone\..*Photo is in the job\./);
    expect(await heard()).not.toMatch(/%/);
  });
});

describe('a worker’s phone', () => {
  it('is told what to do where the browser may clear its photos, and sees a switch and a chip in the system’s colours', async ({
    signIn,
  }) => {
    const { page } = await signIn('worker');
    await page.addInitScript(() => {
      Object.assign(StorageManager.prototype, { persisted: async () => false, persist: async () => false });
      const offered = () => Object.assign(new Event('beforeinstallprompt'), { prompt: async () => undefined });
      Object.assign(globalThis, { offer: () => dispatchEvent(offered()) });
    });
    await page.reload();
    await openJob(page, JOB);
    await page.emulateMedia({ forcedColors: 'active' });
    const groundOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    await page.locator('[data-choose]').click();
    await page.locator('[data-choose][aria-pressed="true"]').waitFor();
    expect(await groundOf('[data-choose]')).not.toBe(
      await groundOf('.chip[aria-pressed="false"], .chip:not([aria-pressed])'),
    );
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByText('Not promised').waitFor();
    await page.getByText('Add Edgeshot to your home screen').waitFor();
    await page.evaluate(() => Reflect.get(globalThis, 'offer')());
    await page.getByRole('button', { name: 'Add to home screen' }).waitFor();
    const knob = page.getByRole('switch');
    const before = await groundOf('[role="switch"]');
    await knob.click();
    expect(await groundOf('[role="switch"]')).not.toBe(before);
  });
});
