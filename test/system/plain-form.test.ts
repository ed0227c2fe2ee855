/** The way without script, in a browser that runs none: from the access code to the photo in the office's album. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album, AuditPage, Photo } from '../../edge/api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { localRunTest } from '../support/local-run-test.ts';
import type { LocalRun } from '../support/start-local-run.ts';
import { DESK, openJob, PHONE, signIn } from '../support/walk-dashboard.ts';
import { changeForms, findFaults, sendBytes, sendPhoto, signExpired } from '../support/walk-plain-form.ts';

const JOB = { id: 'j-1', title: 'Garage cleanout, half a truck' };
const SCRIPT = '<script>document.title="run"</script>';

let run: LocalRun;
let browser: Browser;
let token: string;
let dispatcherToken: string;

const it = localRunTest.extend('begun', { scope: 'file', auto: true }, async ({ run: started, browser: opened }) => {
  [run, browser] = [started, opened];
  [token, dispatcherToken] = await Promise.all([run.token('worker'), run.token('dispatcher')]);
});

async function openPlainPhone(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${run.info.dashboard}/form.html`);
  return { context, page };
}

async function tellJob(page: Page, { job = JOB.id, code = token } = {}): Promise<void> {
  await page.getByLabel('Job number').fill(job);
  await page.getByLabel('Access code').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
}

const ARRIVED = 'The photo is in the job.';

describe('the way without script', () => {
  it('brings a photo with its title and stage into the job, byte for byte', async () => {
    const photo = await drawPhoto({ seed: 31 });
    const { context, page } = await openPlainPhone();
    await tellJob(page);
    await page.getByText(JOB.title).waitFor();
    expect(page.url()).toBe(`${run.info.dashboard}/form`);
    await sendPhoto(page, photo, 'Sofá año №5', 'after');
    await page.getByRole('heading', { name: ARRIVED }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/form-sent.html');

    const found = await findDeveloped(photo.sha256);
    expect(found).toMatchObject({
      title: 'Sofá año №5',
      stage: 'after',
      type: 'image/jpeg',
      uploaded_by: 'user-wes',
      bytes: photo.bytes.length,
    });
    expect(hash(await readObject(found.key))).toBe(photo.sha256);
    const log = await ask<AuditPage>(`/audit?job_id=${JOB.id}`);
    expect(log.entries).toContainEqual(
      expect.objectContaining({ action: 'tickets-issued', actor: 'user-wes', photo_ids: [found.photo_id], count: 1 }),
    );

    await page.getByRole('link', { name: 'Send another photo' }).click();
    await page.getByLabel('Job number').waitFor();
    await context.close();
  });

  it('keeps two photos apart when the second one is sent by going back', async () => {
    const [first, second] = await Promise.all([drawPhoto({ seed: 32 }), drawPhoto({ seed: 33 })]);
    const { context, page } = await openPlainPhone();
    await tellJob(page);
    await sendPhoto(page, first, 'First');
    await page.getByRole('heading', { name: ARRIVED }).waitFor();
    // The page was the response to a form: the browser does not keep it, and asks before it sends the form again.
    await expect(page.goBack()).rejects.toThrow('ERR_CACHE_MISS');
    await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
    await page.reload();
    await sendPhoto(page, second, 'Second');
    await page.getByRole('heading', { name: ARRIVED }).waitFor();
    const photos = [await findDeveloped(first.sha256), await findDeveloped(second.sha256)];
    expect(photos.map(({ title }) => title)).toEqual(['First', 'Second']);
    for (const { key } of photos) expect(await listVersions(key)).toHaveLength(1);
    await context.close();
  });

  it('tells what is wrong in a page, with a way back', async () => {
    const { context, page } = await openPlainPhone();
    for (const [told, words] of [
      [{ code: 'nonsense' }, 'The access code is not valid.'],
      [{ job: 'j-2' }, 'You may not do this here.'],
      [{ job: 'j-404' }, 'You may not do this here.'],
    ] as const) {
      await tellJob(page, told);
      await page.getByRole('heading', { name: words }).waitFor();
      await page.getByRole('link', { name: 'Back to the form' }).click();
    }
    await context.close();
  });

  it.each([
    ['a form whose time is over', 1000, 403, 'This form is too old.'],
    ['a form of another type than was signed', 1000, 403, 'This form is too old.'],
    ['a photo of 50 MiB and one byte', 50 * 1024 * 1024 + 1, 400, 'This photo is too large.'],
    ['a photo of 52 MiB', 52 * 1024 * 1024, 413, 'This photo is too large.'],
    ['an empty file', 0, 400, 'The photo did not arrive whole.'],
  ] as const)('says in a page why S3 did not take %s', async (name, bytes, status, words) => {
    const { context, page } = await openPlainPhone();
    if (name === 'a form whose time is over') await changeForms(page, (fields) => signExpired(run, fields));
    if (name.includes('another type'))
      await changeForms(page, (fields) => ({ ...fields, 'Content-Type': 'text/html' }));
    await tellJob(page);
    const response = await sendBytes(page, join(run.dataDir, 'to-send.jpg'), bytes);
    await page.getByRole('heading', { name: words }).waitFor();
    expect([response.status(), response.headers()['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(await page.locator('p[lang="es"]').count()).toBe(2);
    // Opened by its address, it begins again.
    await page.goto(page.url());
    expect(new URL(page.url()).pathname).toBe('/form.html');
    await context.close();
  });

  it('shows its pages to everybody: WCAG 2.2 AA, in light and dark', async () => {
    for (const [viewport, colorScheme] of [
      [PHONE, 'light'],
      [PHONE, 'dark'],
      [DESK, 'light'],
    ] as const) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      await page.goto(`${run.info.dashboard}/form.html`);
      expect(await findFaults(page)).toEqual([]);
      await tellJob(page);
      await page.getByLabel('Title').waitFor();
      expect(await findFaults(page)).toEqual([]);
      await sendBytes(page, join(run.dataDir, 'to-send.jpg'), 0);
      await page.getByRole('heading', { name: 'did not arrive whole' }).waitFor();
      expect(await findFaults(page)).toEqual([]);
      await page.goto(`${run.info.dashboard}/form-sent.html`);
      expect(await findFaults(page)).toEqual([]);
      await page.goto(`${run.info.dashboard}/form.html`);
      await tellJob(page, { code: 'nonsense' });
      await page.getByRole('link', { name: 'Back to the form' }).waitFor();
      expect(await findFaults(page)).toEqual([]);
      await context.close();
    }
  });
});

describe('a phone that keeps nothing', () => {
  it('is led from the site to the form, without a second code', async () => {
    const photo = await drawPhoto({ seed: 35 });
    const { context, page } = await signIn(browser, run, 'worker');
    await openJob(page, JOB.title);
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, key) {
        if (value instanceof ArrayBuffer) throw new DOMException('no room', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    });
    const file = { name: 'sofa.jpg', mimeType: 'image/jpeg', buffer: photo.bytes };
    await page.getByLabel('Add from library').setInputFiles(file);
    await page.getByRole('button', { name: 'Send it without saving' }).click();
    await page.getByRole('heading', { name: `A photo for ${JOB.id}` }).waitFor();
    expect(page.url()).toBe(`${run.info.dashboard}/form`);
    await sendPhoto(page, photo, 'Kept nowhere');
    await page.getByRole('heading', { name: ARRIVED }).waitFor();
    expect(await findDeveloped(photo.sha256)).toMatchObject({ title: 'Kept nowhere', uploaded_by: 'user-wes' });
    await context.close();
  });
});

describe('attack: script in what is typed', () => {
  it('stays text in the pages and in the album', async () => {
    const photo = await drawPhoto({ seed: 34 });
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${run.info.dashboard}/form.html`);
    await tellJob(page);
    await sendPhoto(page, photo, SCRIPT);
    await page.getByRole('heading', { name: ARRIVED }).waitFor();
    expect((await findDeveloped(photo.sha256)).title).toBe(SCRIPT);
    expect(await page.title()).not.toBe('run');
    await context.close();
  });
});

describe('attack: a form of another site, with a token of its own', () => {
  it('is turned away: nobody’s photo goes to a stranger’s job', async () => {
    const page = `<form method="post" action="${run.info.dashboard}/form">
      <input name="job_id" value="${JOB.id}"><input name="access_token" value="${token}"><button>Win a prize</button></form>`;
    const stranger = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
    const visitor = await context.newPage();
    await visitor.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
    const [response] = await Promise.all([
      visitor.waitForResponse(`${run.info.dashboard}/form`),
      visitor.getByRole('button').click(),
    ]);
    expect(response.status()).toBe(403);
    await visitor.getByRole('heading', { name: 'You may not do this here.' }).waitFor();
    await context.close();
    stranger.close();
  });
});

/** As the office asks. */
async function ask<T>(path: string): Promise<T> {
  const authorization = `Bearer ${dispatcherToken}`;
  const response = await fetch(`${run.info.dashboard}${path}`, { headers: { authorization } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** As the office sees it, once it is developed. */
async function findDeveloped(sha256: string): Promise<Photo> {
  const find = async () => {
    const { photos } = await ask<Album>(`/photos?job_id=${JOB.id}`);
    return photos.find((photo) => photo.sha256 === sha256 && photo.state === 'ready');
  };
  await expect.poll(find, { timeout: 60_000, interval: 500 }).toBeDefined();
  return (await find()) as Photo;
}

async function readObject(key: string): Promise<Uint8Array> {
  const { Body } = await run.s3.send(new GetObjectCommand({ Bucket: run.info.s3.uploads_bucket, Key: key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

async function listVersions(key: string): Promise<unknown[]> {
  const { uploads_bucket: Bucket } = run.info.s3;
  const { Versions = [] } = await run.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key }));
  return Versions;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
