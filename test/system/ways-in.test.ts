/** Every way into a job but the dashboard's own, each as its user would go it: docs/ways-in.md. */
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import type { Album, Photo } from '../../edge/api.ts';
import { formatRoute } from '../../site/ui/navigation/page-route.ts';
import { drawPdfFile } from '../support/draw-pdf-file.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { findTool } from '../support/find-tool.ts';
import { localRunTest } from '../support/local-run-test.ts';
import { runShortcut, type SharedFile } from '../support/shortcut/run-shortcut.ts';
import type { LocalRun } from '../support/start-local-run.ts';

const SHORTCUT = new URL('../../site/shortcut/send-to-job.plist', import.meta.url);
const DOCUMENT = new URL('../../docs/ways-in.md', import.meta.url);
const HEIC = new URL('../origin/fixtures/quadrants.heic', import.meta.url);

let run: LocalRun;
let xml: string;
const it = localRunTest
  .extend('begun', { scope: 'file', auto: true }, async ({ run: started }) => {
    [run, xml] = [started, await readFile(SHORTCUT, 'utf8')];
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-ways-'));
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  });

async function readAlbum(jobId: string): Promise<readonly Photo[]> {
  const headers = { authorization: `Bearer ${await run.token('dispatcher', '--jobs', jobId)}` };
  const response = await fetch(`${run.info.dashboard}/photos?job_id=${jobId}`, { headers });
  return ((await response.json()) as Album).photos;
}

async function readBytes(key: string): Promise<Buffer> {
  const { Body } = await run.s3.send(new GetObjectCommand({ Bucket: run.info.s3.uploads_bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('the Shortcut', () => {
  const share = async (jobId: string, files: readonly SharedFile[], key?: string) => {
    const token = key ?? (await run.token('worker', '--jobs', jobId, '--scope', 'upload'));
    return runShortcut(xml, [`${run.info.dashboard}/upload-url?job_id=${jobId}&method=PUT`, token], files);
  };

  it('sends HEIC and JPEG, whatever they are called, byte for byte, and each of them once', async () => {
    const [heic, jpeg] = [await readFile(HEIC), (await drawPhoto()).bytes];
    const files = [
      { name: 'IMG_0001.HEIC', bytes: new Uint8Array(heic) },
      { name: 'Foto 1.234,5 KB – Baño nº 2', bytes: new Uint8Array(jpeg) },
    ];
    const { shown, requests } = await share('j-shortcut', files);
    expect(shown).toEqual(['Sent / Enviadas: 2']);
    expect(requests.map(({ method, headers }) => [method, ...headers])).toEqual([
      ...[
        ['GET', 'Authorization'],
        ['PUT', 'Content-Type'],
      ],
      ...[
        ['GET', 'Authorization'],
        ['PUT', 'Content-Type'],
      ],
    ]);
    expect((await share('j-shortcut', files)).shown).toEqual(['Sent / Enviadas: 2']);
    await expect
      .poll(async () => (await readAlbum('j-shortcut')).map(({ state }) => state))
      .toEqual(['ready', 'ready']);
    const photos = await readAlbum('j-shortcut');
    expect(photos.map(({ type, key }) => [type, key.split('.').at(-1)]).sort()).toEqual([
      ['image/heic', 'heic'],
      ['image/jpeg', 'jpg'],
    ]);
    const stored = await Promise.all(photos.map(async ({ key }) => hash('sha256', await readBytes(key))));
    expect(stored.sort()).toEqual([heic, jpeg].map((bytes) => hash('sha256', bytes)).sort());
  });

  it('says why, and sends the others, where one cannot be sent', async () => {
    const { bytes } = await drawPhoto();
    const file = { name: 'a.jpg', bytes: new Uint8Array(bytes) };
    const spent = await run.token('worker', '--jobs', 'j-other', '--scope', 'upload');
    expect((await share('j-shortcut-2', [file], spent)).shown).toEqual([
      'Not sent / No enviada: You may not do this here.',
      'Sent / Enviadas: 0',
    ]);
  });
});

describe('a shell', () => {
  const call = promisify(execFile);
  const wait = (jobId: string) => expect.poll(async () => (await readAlbum(jobId)).map(({ state }) => state));

  it('sends a photo by the line of docs/ways-in.md, with curl, and with an id the same one once', async ({
    folder,
  }) => {
    const photo = await drawPhoto();
    await writeFile(join(folder, 'photo.jpg'), photo.bytes);
    const line = (await readBlock('curl -T')).replace('j-1', 'j-curl');
    const env = { ...process.env, SITE: run.info.dashboard, AUTH_TOKEN: await run.token('worker', '--jobs', 'j-curl') };
    await call('sh', ['-c', line], { cwd: folder, env });
    await wait('j-curl').toEqual(['ready']);
    expect((await readAlbum('j-curl'))[0]).toMatchObject({ sha256: photo.sha256, type: 'image/jpeg' });
    const named = line.replace('method=PUT', 'method=PUT&id=roll-7-photo-1');
    for (let time = 0; time < 2; time += 1) await call('sh', ['-c', named], { cwd: folder, env });
    await wait('j-curl').toEqual(['ready', 'ready']);
  });

  it('sends one by the form of the README, with curl', async ({ folder }) => {
    const photo = await drawPhoto();
    await writeFile(join(folder, 'photo.png'), await sharp(photo.bytes).png().toBuffer());
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const line = (/^ {4}(curl -s "http.*\n.*\n.*\/upload)$/m.exec(readme)?.[1] ?? '')
      .replaceAll('http://localhost:8080', run.info.dashboard)
      .replace('docs/screenshot-album.png', 'photo.png');
    const env = { ...process.env, AUTH_TOKEN: await run.token('worker') };
    await call('sh', ['-c', line], { cwd: folder, env });
    const seePng = async () => (await readAlbum('j-test')).filter(({ type }) => type === 'image/png');
    await expect.poll(async () => (await seePng()).map(({ state }) => state)).toEqual(['ready']);
  });

  it.skipIf(findTool('python3') === null)('sends one by Python alone, as docs/ways-in.md says', async ({ folder }) => {
    const photo = await drawPhoto();
    await writeFile(join(folder, 'photo.jpg'), photo.bytes);
    await writeFile(join(folder, 'send.py'), await readBlock('import json'));
    const token = await run.token('worker', '--jobs', 'j-python', '--scope', 'upload');
    await call('python3', ['send.py', run.info.dashboard, 'j-python', token, 'photo.jpg'], { cwd: folder });
    await wait('j-python').toEqual(['ready']);
  });
});

describe('a page of the dashboard', () => {
  it('sends by Uppy and its S3 plugin, with a form to /upload, under the page’s own policy', async ({ browser }) => {
    const entry = new URL('../support/uppy-page.ts', import.meta.url).pathname;
    const built = await build({ entryPoints: [entry], bundle: true, format: 'iife', write: false, logLevel: 'silent' });
    const page = await browser.newPage();
    await page.goto(`${run.info.dashboard}/form.html`);
    await page.evaluate(built.outputFiles[0]?.text ?? '');
    const photo = await drawPhoto();
    const token = await run.token('worker', '--jobs', 'j-uppy');
    const said = await page.evaluate(
      ([key = '', base64 = '']) => globalThis.sendByUppy('j-uppy', key, base64),
      [token, photo.bytes.toString('base64')],
    );
    expect(said).toBe('sent');
    await expect.poll(async () => (await readAlbum('j-uppy')).map(({ sha256 }) => sha256)).toEqual([photo.sha256]);
    await page.close();
  });

  it('cannot PUT to the bucket where photos go by the edge, as docs/api.md says', async ({ browser }) => {
    const page = await browser.newPage();
    await page.goto(`${run.info.dashboard}/form.html`);
    const headers = { authorization: `Bearer ${await run.token('worker', '--jobs', 'j-put')}` };
    const said = await page.evaluate(async (given) => {
      const ticket = await (await fetch('/upload-url?job_id=j-put&method=PUT', { headers: given })).json();
      const sent = fetch(ticket.url, { method: 'PUT', headers: ticket.headers, body: 'x' });
      return sent.then(
        () => 'sent',
        () => 'not let',
      );
    }, headers);
    expect(said).toBe('not let');
    await page.close();
  });
});

describe('the same picture, sent again with other bytes', () => {
  it('is kept, and said to look like the one that is there', async ({ signIn }) => {
    const token = await run.token('worker', '--jobs', 'j-1', '--scope', 'upload');
    const scene = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#0b2d4d' } })
      .composite([
        { input: { create: { width: 400, height: 500, channels: 3, background: '#ffe9c0' } }, left: 60, top: 40 },
      ])
      .jpeg({ quality: 92 })
      .toBuffer();
    const again = await sharp(scene).resize(640).jpeg({ quality: 60 }).toBuffer();
    const files = [scene, again].map((bytes, index) => ({ name: `${index}.jpg`, bytes: new Uint8Array(bytes) }));
    await runShortcut(xml, [`${run.info.dashboard}/upload-url?job_id=j-1&method=PUT`, token], files);
    const hashes = files.map(({ bytes }) => hash('sha256', bytes));
    const find = async () => (await readAlbum('j-1')).filter(({ sha256 }) => hashes.includes(sha256 ?? ''));
    await expect.poll(async () => (await find()).map(({ state }) => state)).toEqual(['ready', 'ready']);
    const [shown, other] = await find();
    const { page } = await signIn('dispatcher');
    await page.goto(
      `${run.info.dashboard}${formatRoute({ page: 'job', jobId: 'j-1', photoId: shown?.photo_id ?? '' })}`,
    );
    await page.locator('.viewer-details summary').click();
    const link = page.locator('.look-alikes a');
    await link.waitFor();
    expect(await link.getAttribute('href')).toContain(other?.photo_id);
  });
});

describe('a receipt', () => {
  it('comes as a PDF, is seen by its first page, and is handed over as a file that nothing runs', async () => {
    const token = await run.token('worker', '--jobs', 'j-receipt', '--scope', 'upload');
    const pdf = { name: 'Factura nº 7.pdf', bytes: new Uint8Array(drawPdfFile()) };
    const address = `${run.info.dashboard}/upload-url?job_id=j-receipt&method=PUT&stage=receipt`;
    expect((await runShortcut(xml, [address, token], [pdf])).shown).toEqual(['Sent / Enviadas: 1']);
    await expect.poll(async () => (await readAlbum('j-receipt')).map(({ state }) => state)).toEqual(['ready']);
    const [photo] = await readAlbum('j-receipt');
    expect(photo).toMatchObject({ type: 'application/pdf', stage: 'receipt' });
    const { headers } = await fetch(run.info.dashboard + photo?.url);
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    const page = await fetch(run.info.dashboard + photo?.preview_url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });
});

/** The indented block of docs/ways-in.md that begins with these words. */
async function readBlock(begin: string): Promise<string> {
  const blocks = (await readFile(DOCUMENT, 'utf8')).split('\n\n').filter((part) => part.startsWith(`    ${begin}`));
  return (blocks[0] ?? '').replace(/^ {4}/gm, '');
}

describe('a route that is written wrongly', () => {
  it.each([
    ['GET', '/upload-url/?job_id=j-1'],
    ['GET', '/Upload-Url?job_id=j-1'],
    ['GET', '/PHOTOS?job_id=j-1'],
    ['GET', '/jobs/'],
    ['POST', '/Upload-Url'],
    ['POST', '/upload/'],
  ])('answers %s %s with a problem, not with a page', async (method, path) => {
    const headers = { authorization: `Bearer ${await run.token('worker')}` };
    const response = await fetch(run.info.dashboard + path, { method, headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ code: 'not-found' });
  });
});
