/** A worker's phone before the local run: signs in as a person does, captures through the page's own inputs. */
import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../support/find-chromium.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

/** A browser whose every request, also to the loopback, goes through `proxyUrl`. */
export async function launchBehindProxy(proxyUrl: string): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install one, or name it in the variable CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic'],
    proxy: { server: proxyUrl, bypass: '<-loopback>' },
  });
}

/** Signs in as the demo worker; fulfils with the page, on the list of jobs. */
export async function signInAsWorker(context: BrowserContext, run: LocalRun): Promise<Page> {
  const page = await context.newPage();
  await page.goto(run.info.dashboard);
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await page.getByText('Wes Alvarado').click();
  await page.getByText('Yard debris').waitFor();
  return page;
}

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Chooses files in the open job, as from the library; fulfils when each is safe in this phone's database. */
export async function addFromLibrary(page: Page, files: readonly ChosenFile[]): Promise<void> {
  const before = await countKept(page);
  await page.locator('input[type=file][multiple]').setInputFiles([...files]);
  await waitFor(async () => (await countKept(page)) >= before + files.length || (await countKept(page)) === 0, 60_000);
}

/** How many entries the outbox holds. Read from the database itself: the test does not trust the screen. */
export function countKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('edgeshot');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('entries').objectStore('entries').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}

/** Chooses "send originals", so that what arrives can be compared with what was taken. */
export async function chooseOriginals(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('edgeshot');
        opening.onsuccess = () => {
          const change = opening.result.transaction('facts', 'readwrite');
          change.objectStore('facts').put({ originals: 'always', sendLocation: false }, 'settings');
          change.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.reload();
}

/** SHA-256 of the newest version under each key of a job, read from the bucket. */
export async function readBucket(run: LocalRun, jobId: string): Promise<ReadonlyMap<string, string>> {
  const { endpoint, region, access_key_id, secret_access_key, uploads_bucket: Bucket } = run.info.s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
  });
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: `jobs/${jobId}/` }));
  const newest = Versions.filter(({ IsLatest }) => IsLatest).map(({ Key = '' }) => Key);
  const hashes = newest.map(async (Key): Promise<[string, string]> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return [
      Key,
      createHash('sha256')
        .update((await Body?.transformToByteArray()) ?? '')
        .digest('hex'),
    ];
  });
  return new Map(await Promise.all(hashes));
}

/** Fulfils when `isSo` holds. */
export async function waitFor(isSo: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  // A page that is being reloaded or closed answers with an error: not yet.
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > endMs) throw new Error(`not so within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
