/** A day as the five who have part in it live it: one job, from the call of a customer to the archive of its photos. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album, Photo } from '../../../edge/api.ts';
import { type DrawnPhoto, drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { readZip } from '../../support/read-zip.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import {
  DESK,
  moveToOther,
  openJob,
  PHONE,
  pickPhotos,
  sendOriginals,
  type Visitor,
} from '../../support/walk-dashboard.ts';

const TITLE = 'Shed of the Okafors';
const SMALL_PHONE = { width: 320, height: 640 };

describe('a day', () => {
  it('goes from a new job to its archive, and loses nothing on the way', async ({ run, browser, signInByTyping }) => {
    const photos = await drawDay();
    const { page: desk, complaints } = await signInByTyping('dispatcher', PHONE);
    await makeJob(desk);
    const jobId = new URL(desk.url()).pathname.split('/').at(-1) ?? '';
    const read = () => readPhotos(run, jobId);
    const listStages = async () => (await read()).map(({ stage }) => stage ?? 'none').toSorted();

    const { page: wes } = await signInByTyping('worker', PHONE);
    await takeStage(wes, 'Before', photos.before);
    await expect.poll(listStages).toEqual(['before']);
    const nadia = await signInByTyping('worker-2', SMALL_PHONE);
    await workWithoutSignal(nadia, photos);
    const customer = await addAsCustomer(browser, await makeLink(desk), photos.customers);
    await desk.keyboard.press('Escape');
    await desk.getByRole('link', { name: /From the customer · new/ }).waitFor();
    await nadia.context.setOffline(false);
    const findStray = async () => (await read()).find(({ sha256 }) => sha256 === photos.stray.sha256)?.photo_id;
    await expect.poll(findStray).toBeDefined();
    await moveToOther(desk, await findStray());
    await expect.poll(listStages).toEqual(['after', 'before', 'none']);

    await desk.setViewportSize(DESK);
    await compare(desk);
    await desk.goto(`${run.info.dashboard}/job/${jobId}/report`);
    await expect.poll(() => desk.locator('.report h2').allInnerTexts()).toContain('Before | After');
    await desk.goto(`${run.info.dashboard}/job/${jobId}`);
    const archived = await downloadAll(desk);
    expect(archived).toEqual((await read()).map(({ sha256 }) => sha256).toSorted());
    expect(archived).toEqual(expect.arrayContaining([photos.before.sha256, photos.after.sha256]));

    await endLink(desk);
    await customer.reload();
    await customer.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await customer.context().close();
    await closeWithReason(desk);
    await wes.reload();
    await wes.getByText('This job is closed and takes no more photos.').waitFor();
    expect(complaints).toEqual([]);
  });
});

async function drawDay() {
  const [before, after, stray, customers] = await Promise.all([601, 602, 603, 604].map((seed) => drawPhoto({ seed })));
  if (!before || !after || !stray || !customers) throw new Error('not drawn');
  return { before, after, stray, customers };
}

async function makeJob(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New job' }).click();
  const sheet = page.getByRole('dialog', { name: 'New job' });
  await sheet.getByRole('textbox', { name: 'Title', exact: true }).fill(TITLE);
  await sheet.getByRole('textbox', { name: 'Address' }).fill('77 Cedar Court');
  for (const name of ['Wes Alvarado', 'Nadia Brooks']) await sheet.getByRole('button', { name }).click();
  await sheet.getByRole('group', { name: 'Stages that must be shown' }).getByText('Receipt').click();
  await sheet.getByRole('button', { name: 'Make job' }).click();
  await page.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
}

async function takeStage(page: Page, stage: string, photo: DrawnPhoto): Promise<void> {
  await sendOriginals(page);
  await openJob(page, TITLE);
  await page.getByRole('button', { name: stage, exact: true }).click();
  await pickPhotos(page, [photo]);
}

async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share with the customer' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share with the customer' });
  await sheet.getByLabel('Who it is for').fill('Ngozi');
  await sheet.getByRole('combobox', { name: 'What they may do' }).selectOption('add');
  await sheet.getByRole('button', { name: 'Make link' }).click();
  return sheet.getByLabel('The link. It is shown this once.').inputValue();
}

/** Two photos wait on the phone, one of another job among them. */
async function workWithoutSignal({ page, context }: Visitor, photos: Awaited<ReturnType<typeof drawDay>>) {
  await openJob(page, TITLE);
  await page.getByRole('link', { name: 'Back' }).click();
  await context.setOffline(true);
  await takeStage(page, 'After', photos.after);
  await pickPhotos(page, [photos.stray]);
  await expect.poll(() => page.locator('.tile').count()).toBe(3);
}

async function addAsCustomer(browser: Browser, url: string, photo: DrawnPhoto): Promise<Page> {
  const context = await browser.newContext({ viewport: SMALL_PHONE, locale: 'en-US', hasTouch: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText('Choose photos').waitFor();
  await page
    .getByLabel('Choose photos')
    .setInputFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo.bytes }]);
  await page.getByRole('heading', { name: 'Your photos' }).waitFor();
  return page;
}

async function readPhotos(run: LocalRun, jobId: string): Promise<readonly Photo[]> {
  const headers = { authorization: `Bearer ${await run.token('dispatcher')}` };
  const album: Album = await (await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, { headers })).json();
  return album.photos.filter(({ state }) => state !== 'arriving');
}

async function compare(page: Page): Promise<void> {
  // The viewer of the photo that was moved stands open.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Before | After' }).click();
  const slider = page.getByRole('slider', { name: 'Where Before ends' });
  await slider.press('ArrowLeft');
  expect(await slider.getAttribute('aria-valuetext')).toBe('48 % Before');
  await expect.poll(() => page.locator('.compare-picture').count()).toBe(2);
}

/** The hashes of what is in the archive. */
async function downloadAll(page: Page): Promise<readonly string[]> {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
  await page.reload();
  await page.getByRole('button', { name: 'Save & share' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as ZIP' }).click(),
  ]);
  const files = [...readZip(await readFile(await download.path()))].filter(([name]) => name !== 'photos.csv');
  return files.map(([, bytes]) => createHash('sha256').update(bytes).digest('hex')).toSorted();
}

async function endLink(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share with the customer' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share with the customer' });
  await sheet.getByRole('button', { name: 'End link: Ngozi' }).click();
  await sheet.getByText('Ended').waitFor();
  await page.keyboard.press('Escape');
}

async function closeWithReason(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit job' }).click();
  const sheet = page.getByRole('dialog', { name: 'Edit job' });
  await sheet.getByRole('combobox', { name: 'Status' }).selectOption('Closed');
  await sheet.getByRole('textbox', { name: /^Why is it closed without/ }).fill('The tip gave no receipt');
  await sheet.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('This job is closed and takes no more photos.').waitFor();
}
