/** What an album has for people who look, and for many photos at once: in one local run, as a dispatcher and as a worker. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album } from '../../../edge/api.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { readZip } from '../../support/read-zip.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { DESK, openJob } from '../../support/walk-dashboard.ts';

const FILE_NAME = /^\d{4}-\d\d-\d\d \d\d\.\d\d .+ – Wes Alvarado – .+\.jpg$/;
const JOB = { id: 'j-1', title: 'Garage cleanout, half a truck' };

describe('an album', () => {
  it('is grouped and narrowed, and says what it has found', async ({ signIn }) => {
    const { page, complaints } = await signIn('worker');
    await openJob(page, JOB.title);
    await page.locator('[data-photo]').first().waitFor();
    await page.getByRole('button', { name: 'View', exact: true }).click();
    await page.getByRole('combobox', { name: 'Group' }).selectOption('stage');
    await expect
      .poll(() => page.locator('.grid-heading h2').allInnerTexts())
      .toEqual(['Before', 'Load', 'After', 'Receipt']);
    await page.getByRole('combobox', { name: 'Stage', exact: true }).selectOption('load');
    await page.getByText('2 photos found.').waitFor();
    await page.getByRole('switch', { name: 'Title, time and name' }).check();
    await expect.poll(() => page.locator('.tile-words').first().innerText()).toContain('Wes Alvarado');
    // What is kept on this phone is how albums are seen; which photos were wanted ended with the visit.
    await page.reload();
    await expect.poll(() => page.locator('.tile-words').count()).toBe(5);
    expect(await page.locator('.grid-heading').count()).toBe(4);
    expect(complaints).toEqual([]);
  });
});

describe('many photos at once', () => {
  it('are chosen by keyboard, get a title, are deleted, and brought back', async ({ signIn }) => {
    const { page, complaints } = await signIn('dispatcher', DESK);
    await openJob(page, JOB.title);
    await page.locator('[data-photo]').first().waitFor();
    await page.getByRole('button', { name: 'Select', exact: true }).press('Enter');
    const checks = page.locator('.tile-check');
    await checks.nth(1).press('Space');
    await checks.nth(3).press('Shift+Space');
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Stage, title' }).press('Enter');
    await page.getByRole('textbox', { name: 'Title' }).fill('North wall');
    await page.keyboard.press('Enter');
    await page.getByText('3 photos changed.').waitFor();
    await expect.poll(() => page.getByRole('checkbox', { name: 'North wall' }).count()).toBe(3);

    await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
    await page.getByText('3 photos deleted.').waitFor();
    await expect.poll(() => page.locator('.grid .tile').count()).toBe(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 photos are back in the job.').waitFor();
    await expect.poll(() => page.locator('.grid .tile').count()).toBe(5);
    await page.keyboard.press('Escape');
    await expect.poll(() => checks.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('tell by photo what did not work, keep what was typed, and are tried again', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await openJob(page, JOB.title);
    await longPress(page);
    await page.getByRole('button', { name: 'All (5)' }).click();
    let refused = 0;
    await page.route('**/photos/*?job_id=*', (route) => {
      const isRefused = route.request().method() === 'PATCH' && refused++ < 2;
      return isRefused ? route.fulfill({ status: 503, body: '' }) : route.fallback();
    });
    await page.getByRole('button', { name: 'Stage, title' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('South wall');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('2 of 5 did not work.').waitFor();
    expect(await page.locator('.chosen-failures li').count()).toBe(2);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('2 photos changed.').waitFor();
    await expect.poll(() => page.getByRole('checkbox', { name: 'South wall' }).count()).toBe(5);
  });
});

describe('Before | After', () => {
  it('is slid by the arrow keys, and kept as a pair by one title', async ({ run, signIn }) => {
    const { page, complaints } = await signIn('dispatcher', DESK);
    const photos = await readPhotos(run);
    const ids = photos.filter(({ stage }) => stage === 'before' || stage === 'after').map(({ photo_id }) => photo_id);
    await openJob(page, JOB.title);
    await page.getByRole('button', { name: 'Before | After' }).click();
    const slider = page.getByRole('slider', { name: 'Where Before ends' });
    await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('52 % Before');
    expect(await page.locator('.compare-over').evaluate((over) => over.style.getPropertyValue('--split'))).toBe('52%');
    expect(await page.locator('.compare-picture').count()).toBe(2);
    const title = page.getByRole('textbox', { name: 'Title' });
    if ((await title.count()) > 0) {
      await title.fill('The pile');
      await page.getByRole('button', { name: 'Keep as a pair' }).click();
    }
    await page.getByText('A pair, by its title.').waitFor();
    const titles = (await readPhotos(run)).filter(({ photo_id }) => ids.includes(photo_id)).map((photo) => photo.title);
    expect(new Set(titles).size).toBe(1);
    expect(complaints).toEqual([]);
  });
});

describe('out of the house', () => {
  it('goes one photo under a name that tells when, by whom and what', async ({ signIn }) => {
    const { page } = await signIn('worker');
    await openJob(page, JOB.title);
    await page.locator('[data-photo]').last().click();
    await page.getByText('Details').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(FILE_NAME);
  });

  it('goes a report to the printer, per stage that is chosen, with no photo cut in two', async ({ run, signIn }) => {
    const { page, complaints } = await signIn('dispatcher', DESK);
    await page.goto(`${run.info.dashboard}/job/${JOB.id}/report`);
    const report = page.locator('.report');
    await report.waitFor();
    await page.getByRole('checkbox', { name: 'Before | After' }).uncheck();
    await page.getByRole('checkbox', { name: 'Receipt' }).uncheck();
    await page.evaluate(() => {
      globalThis.print = () => document.body.setAttribute('data-printed', document.title);
    });
    await page.getByRole('button', { name: 'Print' }).click();
    await expect.poll(() => page.locator('body').getAttribute('data-printed')).toBe(JOB.title);
    await page.emulateMedia({ media: 'print' });
    const text = await page.locator('body').innerText();
    expect(text).toContain('418 Juniper Lane');
    expect(await report.locator('h2').allInnerTexts()).toEqual(['Before', 'Load', 'After']);
    expect(text).not.toMatch(/Receipt|Capture|Sign/);
    expect(
      await report.locator('img').evaluateAll((all) => all.every((img) => (img as HTMLImageElement).naturalWidth > 0)),
    ).toBe(true);
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      expect(pdf.match(/\/Type \/Page\b/g)?.length).toBe(2);
    }
    expect(complaints).toEqual([]);
  });

  it('goes all of a job as one archive, byte-true against the bucket, and names what is missing', async ({
    run,
    signIn,
  }) => {
    const { page, complaints } = await signIn('worker');
    // Where no file can be chosen to stream into, it is a download.
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    await page.reload();
    await openJob(page, JOB.title);
    const [lost] = await readPhotos(run);
    await run.s3.send(new DeleteObjectCommand({ Bucket: run.info.s3.uploads_bucket, Key: lost?.key }));
    await page.getByRole('button', { name: 'Save & share' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as ZIP' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${JOB.title} – photos.zip`);
    await page.getByText('Saved with 4 of 5 photos.').waitFor();
    const zip = readZip(await readFile(await download.path()));
    const stored = await readStored(run);
    const files = [...zip].filter(([name]) => name !== 'photos.csv');
    expect(files).toHaveLength(4);
    expect(files.filter(([, bytes]) => !stored.has(hashOf(bytes)))).toEqual([]);
    expect(files.filter(([name]) => !FILE_NAME.test(name))).toEqual([]);
    expect(zip.get('photos.csv')?.toString()).toContain('not in this archive: not-found');
    expect(complaints).toEqual([]);
  });

  it('goes by the share sheet what is there, byte-true, and as downloads where the browser refuses it', async ({
    run,
    signIn,
  }) => {
    const { page } = await signIn('worker');
    await page.addInitScript(installShareSheet);
    await page.reload();
    await openJob(page, JOB.title);
    await page.getByRole('button', { name: 'Save & share' }).click();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const share = page.getByRole('button', { name: 'Share 4 now' });
    await share.click();
    const readShared = () => page.evaluate((): readonly string[] => Reflect.get(globalThis, 'shared'));
    await expect.poll(readShared).toHaveLength(4);
    const stored = await readStored(run);
    expect((await readShared()).filter((hash) => !stored.has(hash))).toEqual([]);
    await page.evaluate(() => Reflect.set(globalThis, 'refusal', 'NotAllowedError'));
    const [download] = await Promise.all([page.waitForEvent('download'), share.click()]);
    expect(download.suggestedFilename()).toMatch(FILE_NAME);
  });
});

/** With the mouse: half a second on one tile. */
async function longPress(page: Page): Promise<void> {
  await page.locator('[data-photo]').first().hover();
  await page.mouse.down();
  await page.locator('.tile-check').first().waitFor();
  await page.mouse.up();
  await page.getByText('1 selected').waitFor();
}

/** Runs in the page: a share sheet, which a browser without a screen has not. It notes the hashes of what it is given. */
function installShareSheet(): void {
  const toHash = async (file: File) => {
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  Object.assign(globalThis, { shared: [] });
  Object.assign(navigator, {
    canShare: () => true,
    share: async ({ files = [] }: ShareData) => {
      const refusal: unknown = Reflect.get(globalThis, 'refusal');
      if (typeof refusal === 'string') throw new DOMException('', refusal);
      Object.assign(globalThis, { shared: await Promise.all(files.map(toHash)) });
    },
  });
}

async function readPhotos(run: LocalRun): Promise<Album['photos']> {
  const authorization = `Bearer ${await run.token('dispatcher')}`;
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${JOB.id}`, { headers: { authorization } });
  const album: Album = await response.json();
  return album.photos;
}

/** The hashes of all that the bucket has of the job. */
async function readStored({ s3, info }: LocalRun): Promise<ReadonlySet<string>> {
  const bucket = info.s3.uploads_bucket;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `jobs/${JOB.id}/` }));
  const bodies = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return hashOf(Buffer.from((await Body?.transformToByteArray()) ?? []));
  });
  return new Set(await Promise.all(bodies));
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
