/** A customer's link, on a phone that nobody has signed in to: opened, added to, and dead once it is revoked. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album, AuditPage, MadeLink } from '../../edge/api.ts';
import { drawQrCode } from '../../edge/core/qr-code.ts';
import { LINK_ROUTES } from '../../edge/link-api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { localRunTest } from '../support/local-run-test.ts';
import { runAxe } from '../support/run-axe.ts';
import { DESK, openJob, openVisitor, PHONE, pickPhotos } from '../support/walk-dashboard.ts';

const JOB = 'j-1';

const it = localRunTest
  .extend('ask', { scope: 'file' }, async ({ run }) => {
    const token = await run.token('dispatcher');
    return async (path: string, { body, ...init }: { method?: string; body?: object } = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return fetch(run.info.dashboard + path, { ...init, headers, ...sent });
    };
  })
  .extend('makeLink', { scope: 'file' }, ({ ask }) => async (asked: object = {}): Promise<MadeLink> => {
    const body = { job_id: JOB, name: 'Maria', may: 'add', ...asked };
    return (await ask(LINK_ROUTES.links, { method: 'POST', body })).json() as Promise<MadeLink>;
  })
  .extend('openPhone', ({ browser }, { onCleanup }) => {
    const opened: { close(): Promise<void> }[] = [];
    onCleanup(async () => void (await Promise.all(opened.map((context) => context.close()))));
    return async (url: string, options: BrowserContextOptions = {}) => {
      const visitor = await openVisitor(browser, { viewport: PHONE, locale: 'en-US', hasTouch: true, ...options });
      opened.push(visitor.context);
      await visitor.page.goto(url);
      return visitor;
    };
  });

async function openOwn(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Open .*Sent by you/ })
    .first()
    .press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Save to phone' }).waitFor();
  expect(await runAxe(page)).toEqual([]);
  await page.keyboard.press('Escape');
}

/** Runs in the page before its own scripts: the outbox's own connection to the database comes seconds later than the page's. */
function openLate(): void {
  const open = IDBFactory.prototype.open;
  let count = 0;
  IDBFactory.prototype.open = function (...named) {
    count += 1;
    if (count === 1) return open.apply(this, named);
    const late = {} as Record<string, unknown>;
    setTimeout(() => {
      const request = open.apply(this, named);
      for (const name of ['onsuccess', 'onerror', 'onupgradeneeded'] as const) {
        request[name] = (event: Event) => {
          Object.assign(late, { result: request.result, error: null, transaction: request.transaction });
          (late[name] as ((event: Event) => void) | undefined)?.(event);
        };
      }
    }, 3000);
    return late as unknown as IDBOpenDBRequest;
  };
}

/** Runs in the page. */
function isWhollySeen(element: Element): boolean {
  return element.getBoundingClientRect().bottom <= (element.closest('dialog')?.getBoundingClientRect().bottom ?? 0);
}

/** Copies the link, then finds its address selected where the browser refuses that. */
async function copyAddress(page: Page, part: Locator, url: string): Promise<void> {
  const copied = page.evaluate(() => {
    return new Promise((resolve) => {
      navigator.clipboard.writeText = async (text) => resolve(text);
    });
  });
  await part.getByRole('button', { name: 'Copy', exact: true }).click();
  expect(await copied).toBe(url);
  await part.getByText('Copied.').waitFor();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await part.getByRole('button', { name: 'Copy', exact: true }).click();
  await part.getByText('Copy the address above by hand').waitFor();
  const readSelection = () => {
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement)) return null;
    return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  };
  await expect.poll(() => page.evaluate(readSelection)).toBe(url);
}

/** The crew sees that a photo is new, opens it, and it is new no longer. */
async function seeUnseen(page: Page, isNoted: () => Promise<void>): Promise<void> {
  await openJob(page, 'Garage cleanout, half a truck');
  const unseen = page.getByRole('link', { name: /From the customer · new/ });
  await unseen.first().waitFor();
  expect(await runAxe(page)).toEqual([]);
  await unseen.first().click();
  await isNoted();
  await page.keyboard.press('Escape');
  await expect.poll(() => unseen.count()).toBe(0);
}

describe('a customer’s link', () => {
  it('is made, listed and ended in the job’s sheet by a dispatcher', async ({ signIn, openPhone }) => {
    const desk = await signIn('dispatcher', DESK);
    await openJob(desk.page, 'Garage cleanout, half a truck');
    await desk.page.getByRole('button', { name: 'Edit job' }).first().click();
    const part = desk.page.getByRole('region', { name: 'Link for the customer' });
    await part.getByLabel('Who it is for').fill('Rosa');
    await part.getByRole('button', { name: 'Make link' }).press('Enter');
    const url = await part.getByLabel('The link. It is shown this once.').inputValue();
    const code = part.getByRole('img', { name: /^QR code/ });
    expect(await code.locator('path').getAttribute('d')).toBe(drawQrCode(url).path);
    expect((await code.boundingBox())?.width).toBeGreaterThanOrEqual(200);
    await expect.poll(() => code.evaluate(isWhollySeen)).toBe(true);
    expect(await runAxe(desk.page)).toEqual([]);
    await copyAddress(desk.page, part, url);
    const { page } = await openPhone(url);
    await page.getByText('Rosa').waitFor();
    await part.getByRole('button', { name: 'End link: Rosa' }).press('Enter');
    await part.getByText('Ended').waitFor();
    expect(await desk.page.evaluate(() => document.activeElement?.tagName)).toBe('LI');
    await page.reload();
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('is made from the job’s page by who works there, on the smallest phone', async ({ signIn }) => {
    const { page, complaints } = await signIn('worker', { width: 320, height: 640 });
    const album = Promise.withResolvers<void>();
    await page.route('**/photos?*', (route) => album.promise.then(() => route.fallback()));
    await openJob(page, 'Garage cleanout, half a truck');
    expect(await page.getByRole('button', { name: 'Edit job' }).count()).toBe(0);
    const way = page.getByRole('button', { name: 'Share with the customer' });
    expect((await way.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await way.press('Enter');
    const part = page.getByRole('dialog', { name: 'Share with the customer' });
    await part.getByLabel('Who it is for').fill('Noor');
    await part.getByRole('button', { name: 'Make link' }).press('Enter');
    expect((await part.getByRole('img').boundingBox())?.width).toBeGreaterThanOrEqual(200);
    // The album comes while the sheet is open, and takes nothing of the page away.
    album.resolve();
    await page.locator('[data-photo]').first().waitFor({ state: 'attached' });
    expect(await runAxe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => way.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('shows the job to a phone of nobody’s, takes a photo under the customer’s name, and is dead once it is revoked', async ({
    ask,
    makeLink,
    openPhone,
    signIn,
  }) => {
    const link = await makeLink();
    const { page, complaints } = await openPhone(link.url);
    await page.getByRole('heading', { name: 'Garage cleanout, half a truck' }).waitFor();
    expect(await page.getByText('QuickDumpNow').count()).toBe(1);
    const photo = await drawPhoto({ seed: 71 });
    await pickPhotos(page, [photo], 'Choose photos' as never);
    const readOwn = async () => {
      const album = (await (await ask(`/photos?job_id=${JOB}`)).json()) as Album;
      return album.photos.filter(({ uploaded_by }) => uploaded_by === `link:${link.link_id}`);
    };
    await expect.poll(readOwn, { timeout: 30_000 }).toMatchObject([{ uploaded_by_name: 'Maria', verified: true }]);
    await page.getByRole('heading', { name: 'Your photos' }).waitFor();
    expect(await page.getByText(/Wes|Camila/).count()).toBe(0);

    expect(await runAxe(page)).toEqual([]);
    await openOwn(page);

    const { page: crews } = await signIn('worker', PHONE);
    await seeUnseen(crews, async () => expect.poll(readOwn).toMatchObject([{ revision: 1 }]));

    const path = `${LINK_ROUTES.links}?job_id=${JOB}&link_id=${link.link_id}`;
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204);
    await page.reload();
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    expect(await page.getByText('Garage cleanout').count()).toBe(0);
    expect(await runAxe(page)).toEqual([]);
    const { entries } = (await (await ask(`/audit?job_id=${JOB}`)).json()) as AuditPage;
    const ofLink = entries.filter(({ detail }) => detail.link === link.link_id).map(({ action }) => action);
    expect(ofLink).toEqual(['link-revoked', 'link-opened', 'link-made']);
    expect(complaints).toEqual([]);
  });

  it('keeps what is chosen as soon as the page offers it, on a phone whose database opens late', async ({
    ask,
    makeLink,
    openPhone,
  }) => {
    const link = await makeLink({ name: 'Late' });
    const { page, context } = await openPhone('about:blank');
    await context.addInitScript(openLate);
    await page.goto(link.url);
    await page.getByText('Choose photos').waitFor();
    await pickPhotos(page, [await drawPhoto({ seed: 74 })], 'Choose photos' as never);
    const countOwn = async () => {
      const { photos } = (await (await ask(`/photos?job_id=${JOB}`)).json()) as Album;
      return photos.filter(({ uploaded_by }) => uploaded_by === `link:${link.link_id}`).length;
    };
    await expect.poll(countOwn, { timeout: 20_000 }).toBe(1);
  });

  it('keeps two links on one phone apart, and takes nothing where it is to look alone', async ({
    makeLink,
    openPhone,
  }) => {
    const [add, view] = [await makeLink({ name: 'Ana' }), await makeLink({ name: 'Ben', may: 'view', job_id: 'j-2' })];
    const { page, context } = await openPhone(add.url);
    await page.getByText('Ana').waitFor();
    await context.setOffline(true);
    await pickPhotos(page, [await drawPhoto({ seed: 72 })], 'Choose photos' as never);
    await page.getByText('Safe on this phone', { exact: true }).waitFor();
    await context.setOffline(false);
    const other = await context.newPage();
    await other.goto(view.url);
    await other.getByText('Ben').waitFor();
    expect(await other.getByRole('heading', { name: 'Add photos' }).count()).toBe(0);
    expect(await other.getByText('Safe on this phone', { exact: true }).count()).toBe(0);
    await page.getByRole('heading', { name: 'Your photos' }).waitFor();
  });

  it('speaks the phone’s language, and the other by a switch', async ({ makeLink, openPhone }) => {
    const { page } = await openPhone((await makeLink()).url, { locale: 'es-MX', viewport: DESK });
    await page.getByRole('heading', { name: 'Agregar fotos' }).waitFor();
    // An image that is not there yet is a quiet surface, not a broken picture.
    await page.route('**/thumbs/**', (route) => route.fulfill({ status: 404 }));
    await page.reload();
    const image = page.locator('.link-tile img').first();
    await expect.poll(() => image.evaluate((shown) => getComputedStyle(shown).opacity)).toBe('0');
    await page.getByRole('button', { name: 'English' }).press('Enter');
    await page.getByRole('heading', { name: 'Add photos' }).waitFor();
  });

  it('opens nothing without its secret: what a chat or a log sees of it', async ({ run, openPhone, makeLink }) => {
    const { url } = await makeLink();
    const seen = await fetch(url.replace(/#.*/, ''));
    expect([seen.status, (await seen.text()).includes('Garage')]).toEqual([200, false]);
    const { page } = await openPhone(`${run.info.dashboard}/l`);
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });
});
