/** The site without signal, what opening it twice costs, what sign-out leaves behind, and how a new version comes. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { openJob, PHONE, pickPhotos } from '../../support/walk-dashboard.ts';
import { applyUpdate, installUpdate, listKept, listShells, publishVersion } from './publish-version.ts';
import { countSettledImages, noteImageRequests, openAlbumAnew, shownImages } from './shown-images.ts';

const JOB = 'Garage cleanout, half a truck';

/** Waits until the service worker has the page in its hands and has kept the shell. */
async function waitForServiceWorker(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null),
  );
}

describe('complaint: opening an album again downloads every picture again', () => {
  it('asks the network for no picture that was seen, though every hour signs them anew', async ({ signIn }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    const asked = noteImageRequests(context);
    await openJob(page, JOB);
    const count = await countSettledImages(page);
    await openAlbumAnew(page, count);
    expect(asked.length).toBeGreaterThanOrEqual(count);
    // The browser's own cache goes by the whole address, and every hour brings new signatures: it must not be what helps.
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.clearBrowserCache');
    asked.length = 0;
    await openAlbumAnew(page, count);
    expect(asked).toEqual([]);
  });
});

describe('the service worker', () => {
  it('opens job and album with no signal, and takes a photo there', async ({ run, signIn }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    await openJob(page, JOB);
    const count = await countSettledImages(page);
    await openAlbumAnew(page, count);

    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { name: JOB, level: 1 }).waitFor();
    await expect.poll(() => shownImages(page)).toBe(count);
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })], 'Take photo');
    await page.getByText('1 photo is only on this phone').waitFor();

    await page.goto(`${run.info.dashboard}/`);
    await page.getByRole('link', { name: JOB }).waitFor();
    await page.getByText('1 photo is only on this phone').waitFor();
    await context.setOffline(false);
    await openJob(page, JOB);
    await page.getByText('In job', { exact: true }).first().waitFor({ timeout: 60_000 });
  });
});

describe('signing out', () => {
  it('asks first while a photo is only on this phone, and leaves nothing seen behind', async ({ signIn }) => {
    const { page } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    await openJob(page, JOB);
    await page.locator('[data-photo] img[loading][src]').first().waitFor({ timeout: 60_000 });
    await page.route('**/upload-url', (route) => route.abort());
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })]);
    await page.getByText('1 photo is only on this phone').waitFor();

    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: '1 photo is only on this phone' }).waitFor();
    await page.getByRole('button', { name: 'Sign out anyway' }).click();
    await page.getByText('1 photo on this phone waits for its owner to sign in.').waitFor();
    const caches = () =>
      page.evaluate(async () => (await globalThis.caches.keys()).filter((name) => !/^(shell|config)/.test(name)));
    await expect.poll(caches).toEqual([]);
  });
});

describe('Background Sync', () => {
  it('sends what waits when no page of the site is open', async ({ run, signIn }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    await context.route('**/upload-url', (route) => route.abort());
    await openJob(page, JOB);
    await pickPhotos(page, [await drawPhoto({ width: 800, height: 600 })], 'Take photo');
    await page.getByText('1 photo is only on this phone').waitFor();

    const elsewhere = await context.newPage();
    const registrationId = await findRegistration(elsewhere, run);
    await page.close({ runBeforeUnload: false });
    await context.unroute('**/upload-url');
    const sent = context.waitForEvent('request', {
      predicate: (request) =>
        request.method() === 'POST' && request.url().endsWith('/upload') && Boolean(request.serviceWorker()),
      timeout: 30_000,
    });
    const devtools = await elsewhere.context().newCDPSession(elsewhere);
    const origin = run.info.dashboard;
    await devtools.send('ServiceWorker.enable');
    await devtools.send('ServiceWorker.dispatchSyncEvent', {
      origin,
      registrationId,
      tag: 'edgeshot-send',
      lastChance: false,
    });
    await sent;

    const again = await context.newPage();
    await again.goto(`${run.info.dashboard}/job/j-1`);
    await again.getByRole('heading', { name: JOB, level: 1 }).waitFor();
    await expect.poll(() => again.locator('.waiting').count(), { timeout: 30_000 }).toBe(0);
  });
});

/** The browser's own number of the site's service worker. */
async function findRegistration(page: Page, run: LocalRun): Promise<string> {
  const devtools = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${run.info.dashboard}/`);
      if (own) resolve(own.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  return found;
}

describe('a new version of the site', () => {
  it('waits until it is asked for, and then takes over', async ({ run, signIn }) => {
    const { page } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    // As on any later visit: the page itself comes from the version that is to be replaced.
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    await publishVersion(run, 'next');
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await page.getByText('A new version is ready.').waitFor();
    const versions = () =>
      page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('shell-')).length);
    expect(await versions()).toBe(2);

    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    const active = () => page.evaluate(async () => (await caches.keys()).includes('shell-next'));
    expect(await active()).toBe(true);
    expect(await page.getByText('A new version is ready.').count()).toBe(0);
  });

  it('leaves nothing when its installation fails, and the next one leaves open tabs the files that they run', async ({
    run,
    signIn,
  }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    const [running = ''] = await listShells(page);
    await publishVersion(run, 'broken', { adds: '/assets/none.js' });
    expect(await installUpdate(page)).toBe('redundant');
    expect(await listShells(page)).toEqual([running]);

    const [parts = ''] = await listKept(page, running, 'photo-parts');
    await publishVersion(run, 'half-repaired', { removes: '/assets/none.js' });
    await publishVersion(run, 'repaired', { removes: parts });
    const other = await context.newPage();
    await other.goto(run.info.dashboard);
    expect(await installUpdate(page)).toBe('installed');
    await applyUpdate(other);
    expect(await listShells(page)).toEqual([running, 'shell-repaired']);

    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.clearBrowserCache');
    await context.setOffline(true);
    expect(await page.evaluate((path) => fetch(path).then(({ status }) => status, String), parts)).toBe(200);
    await context.setOffline(false);
    // Another tab has changed over already.
    await applyUpdate(page);
    await other.reload();
    await expect.poll(() => listShells(other)).toEqual(['shell-repaired']);
  });
});

describe('the language of a phone', () => {
  /** How many files of texts a shell keeps, English and Spanish. */
  const countKept = (page: Page, shell: string) =>
    Promise.all(['en', 'es'].map(async (language) => (await listKept(page, shell, language)).length));
  const chooseLanguage = (page: Page, field: string, name: string) => page.getByLabel(field).selectOption(name);

  it('is the only one whose texts it keeps, until another is chosen with signal', async ({ signIn }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    const [running = ''] = await listShells(page);
    expect(await countKept(page, running)).toEqual([1, 0]);

    await context.setOffline(true);
    await page.getByRole('button', { name: 'Account' }).click();
    await chooseLanguage(page, 'Language', 'Español');
    await page.getByText('El español no se puede cargar ahora.').waitFor();
    await expect.poll(() => page.getByLabel('Language').inputValue()).toBe('');
    // A phone that was set to Spanish without signal: it speaks what it keeps, and Spanish with the signal.
    await page.evaluate(() => localStorage.setItem('language', 'es'));
    await page.reload();
    await page.getByRole('link', { name: JOB }).waitFor();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByText('Send where a photo was taken').waitFor();
    await context.setOffline(false);
    await page.getByText('Enviar dónde se tomó la foto').waitFor({ timeout: 30_000 });
    await expect.poll(() => countKept(page, running)).toEqual([1, 2]);
  });

  it('is kept of the version that waits as well, and both of the next', async ({ run, signIn }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await waitForServiceWorker(page);
    await page.reload();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    // Of its own at each try: a version is published once.
    const [waits, after] = [`waits-${Date.now()}`, `after-${Date.now()}`];
    await publishVersion(run, waits);
    expect(await installUpdate(page)).toBe('installed');
    expect(await countKept(page, `shell-${waits}`)).toEqual([1, 0]);
    await page.getByRole('button', { name: 'Account' }).click();
    await chooseLanguage(page, 'Language', 'Español');
    await page.getByRole('heading', { name: 'Cuenta' }).waitFor();
    await expect.poll(() => countKept(page, `shell-${waits}`)).toEqual([1, 2]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cerrar', exact: true }).click();

    await context.setOffline(true);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Recargar' }).click()]);
    await page.getByRole('heading', { name: 'Trabajos', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Cuenta' }).click();
    await chooseLanguage(page, 'Idioma', 'English');
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    await context.setOffline(false);
    await publishVersion(run, after);
    expect(await installUpdate(page)).toBe('installed');
    expect(await countKept(page, `shell-${after}`)).toEqual([1, 2]);
  });
});
