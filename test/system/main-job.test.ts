/** The main job, whole: from Capture in a real browser, through the template's own parts, to the office's screen. */
import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { JSHandle, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { DEMO_PHOTOS, renderDemoPhoto } from '../../infra/local/seed/demo-photos.ts';
import { drawDriveway } from '../../infra/local/seed/scenes.ts';
import { type DrawnPhoto, drawPhoto } from '../support/draw-photo.ts';
import { localRunTest as it } from '../support/local-run-test.ts';
import type { LocalRun } from '../support/start-local-run.ts';
import { DESK, openJob, pickPhotos, sendOriginals } from '../support/walk-dashboard.ts';

const JOB = { id: 'j-1', title: 'Garage cleanout, half a truck' };
const PICTURES = new URL('../../dist/shots/', import.meta.url).pathname;

describe('the main job', () => {
  it.for([
    ['GET', '/photos?job_id=j-1', 9001],
    ['GET', '/jobs', 9002],
    ['GET', '/links?job_id=j-1', 9003],
    ['POST', '/upload-url', 9004],
  ] as const)('hears by %s %s how long a photo has waited on a phone', async ([method, path, seconds], { run }) => {
    // Only the first report of a process in five minutes is passed on.
    const headers = { authorization: `Bearer ${await run.token('worker')}`, 'x-unsent-for': String(seconds) };
    expect((await fetch(run.info.dashboard + path, { method, headers })).status).toBeLessThan(500);
    const readLog = () => readFile(join(run.dataDir, 'run.log'), 'utf8');
    await expect.poll(readLog).toContain(`oldest_unsent ${seconds} Seconds`);
  });

  it('takes a photo from the worker’s phone to the office’s screen, byte for byte', async ({ run, signInByTyping }) => {
    const photo = await takePhoto();
    const worker = await signInByTyping('worker');
    await sendOriginals(worker.page);
    await openJob(worker.page, JOB.title);

    const progress = await watchProgress(worker.page);
    await slowUpload(worker.page, 256 * 1024);
    await pickPhotos(worker.page, [photo]);
    await expect.poll(() => listObjectsWith(run, photo.sha256), { timeout: 60_000 }).toHaveLength(1);
    const [key = ''] = await listObjectsWith(run, photo.sha256);
    const photoId = key.match(/([0-9a-f-]{36})\//)?.[1] ?? '';
    await worker.page.locator(`[data-photo="${photoId}"]`).getByText('In job', { exact: true }).waitFor();
    expect(await progress.evaluate((seen) => [...seen])).toEqual(expect.arrayContaining(['Saved', 'Sending']));

    await seeThumbnail(worker.page, photoId);
    await openFullSize(worker.page, photoId);
    expect(worker.complaints).toEqual([]);

    const dispatcher = await signInByTyping('dispatcher', DESK);
    await openJob(dispatcher.page, JOB.title);
    await seeThumbnail(dispatcher.page, photoId);
    await mkdir(PICTURES, { recursive: true });
    await dispatcher.page.screenshot({ path: `${PICTURES}album.png`, clip: { x: 0, y: 0, width: 1440, height: 620 } });
    await openFullSize(dispatcher.page, photoId);
    expect(dispatcher.complaints).toEqual([]);
  });

  it('sends what was taken although the part that sends could not be loaded at first', async ({ signIn }) => {
    const photo = await drawPhoto({ width: 640, height: 480 });
    const worker = await signIn('worker');
    let refusals = 0;
    await worker.context.route('**/assets/page-sender-*.js', (route) =>
      refusals++ < 2 ? route.abort('connectionreset') : route.fallback(),
    );
    await worker.page.reload();
    await openJob(worker.page, JOB.title);
    const delivered = worker.page.waitForResponse(
      (response) => response.url().endsWith('/upload') && response.status() === 201,
    );
    await pickPhotos(worker.page, [photo]);
    await delivered;
    expect(refusals).toBeGreaterThanOrEqual(2);
  });
});

describe('photos from another app', () => {
  it('are kept with no signal, wait for their job, and go there', async ({ run, signInByTyping }) => {
    const { page, context } = await signInByTyping('worker');
    await page.waitForFunction(() =>
      navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null),
    );
    await page.getByRole('link', { name: JOB.title }).waitFor();
    await context.setOffline(true);
    await share(page, [await drawPhoto({ width: 800, height: 600 }), await drawPhoto({ width: 800, height: 600 })]);
    await page.getByRole('dialog', { name: 'Which job are these 2 photos for?' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    // Nobody has chosen yet: they are there the next time too.
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('2 shared photos wait here for their job.').waitFor();
    await page.reload();
    await page.getByRole('dialog').getByRole('button', { name: JOB.title }).click();
    await page.getByText('2 photos are only on this phone').waitFor();
    await expect.poll(() => page.getByText('wait here for their job').count()).toBe(0);

    // A shortcut of the installed site leads to the job that was open last.
    await page.goto(`${run.info.dashboard}/last-job`);
    await page.getByRole('heading', { name: JOB.title, level: 1 }).waitFor();
    await context.setOffline(false);
    await page.getByText('In job', { exact: true }).nth(1).waitFor({ timeout: 60_000 });
  });
});

/** As a phone held upright takes it: the sensor's picture lies on its side, and EXIF says so. */
async function takePhoto(): Promise<DrawnPhoto> {
  const scene = drawDriveway(77, { pile: true, truck: true });
  const sample = DEMO_PHOTOS[0];
  if (!sample) throw new TypeError('There is no sample to take the picture like.');
  const bytes = await renderDemoPhoto({ ...sample, scene, orientation: 6 }, Date.now());
  return { bytes, sha256: hash('sha256', bytes) };
}

/** The keys of the job's objects that hold exactly these bytes. */
async function listObjectsWith(run: LocalRun, sha256: string): Promise<string[]> {
  const Bucket = run.info.s3.uploads_bucket;
  const { Contents = [] } = await run.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `jobs/${JOB.id}/` }));
  const hashed = Contents.map(async ({ Key = '' }) => {
    const { Body } = await run.s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return hash('sha256', bytes) === sha256 ? [Key] : [];
  });
  return (await Promise.all(hashed)).flat();
}

/** Notes which states of a photo the screen shows from now on. */
async function watchProgress(page: Page): Promise<JSHandle<Set<string>>> {
  return page.evaluateHandle(() => {
    const seen = new Set<string>();
    const look = () => {
      for (const state of document.querySelectorAll('.state')) seen.add(state.textContent?.trim().split(' ')[0] ?? '');
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    return seen;
  });
}

async function slowUpload(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 50,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

async function seeThumbnail(page: Page, photoId: string): Promise<void> {
  const thumbnail = page.locator(`[data-photo="${photoId}"] img[loading]`);
  await thumbnail.waitFor();
  await expect
    .poll(() => thumbnail.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 30_000 })
    .toBe(320);
}

/** Opens the photo in the viewer, then the original itself. */
async function openFullSize(page: Page, photoId: string): Promise<void> {
  await page.locator(`[data-photo="${photoId}"]`).click();
  const widths = () =>
    page
      .getByRole('dialog')
      .locator('img')
      .evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth));
  await expect.poll(widths, { timeout: 30_000 }).toContain(1280);
  await page.getByText('Details').click();
  const original = page.getByRole('link', { name: 'Open original' });
  const response = await page.request.get(new URL((await original.getAttribute('href')) ?? '', page.url()).href);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toBe('image/jpeg');
}

/** As another app's share sheet does: a form with the photos, from outside the page. */
async function share(page: Page, photos: readonly DrawnPhoto[]): Promise<void> {
  const files = photos.map(({ bytes }) => bytes.toString('base64'));
  await Promise.all([
    page.waitForEvent('load'),
    page.evaluate((encoded) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', enctype: 'multipart/form-data', action: '/share' });
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', name: 'photos', multiple: true });
      const transfer = new DataTransfer();
      for (const [index, text] of encoded.entries()) {
        const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
        transfer.items.add(new File([bytes], `${index}.jpg`, { type: 'image/jpeg' }));
      }
      input.files = transfer.files;
      form.append(input);
      document.body.append(form);
      form.submit();
    }, files),
  ]);
}
