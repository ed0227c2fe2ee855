/** A worker's phone before the local run: signs in as a person does, captures through the page's own inputs. */
import { hash } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, type ObjectVersion } from '@aws-sdk/client-s3';
import type { BrowserContext, Page } from 'playwright-core';
import { parseObjectMetadata } from '../../../origin/object-facts.ts';
import type { DrawnPhoto } from '../../support/draw-photo.ts';
import type { LocalRun } from '../../support/start-local-run.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Signs in as the demo worker; fulfils with the page, on the list of jobs. */
export async function signInAsWorker(context: BrowserContext, run: LocalRun): Promise<Page> {
  const page = await context.newPage();
  await page.goto(run.info.dashboard);
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await page.getByText('Wes Alvarado').click();
  await page.getByText('Yard debris').waitFor();
  return page;
}

/** Chooses photos in the open job, as from the library; fulfils when each is safe in this phone's database. */
export async function addFromLibrary(page: Page, photos: readonly DrawnPhoto[]): Promise<void> {
  const before = new Set(await listKept(page));
  const files = photos.map(({ bytes }, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
  await page.locator('input[type=file][multiple]').setInputFiles(files);
  // One that was kept may be in its job, and gone, before the last is kept.
  const seen = new Set<string>();
  const isKept = async () => {
    for (const id of await listKept(page)) if (!before.has(id)) seen.add(id);
    return seen.size >= photos.length;
  };
  await waitUntil(isKept, 60_000);
}

export async function countKept(page: Page): Promise<number> {
  return (await listKept(page)).length;
}

/** Ids of the outbox's entries. Read from the database itself: the test does not trust the screen. */
function listKept(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('edgeshot');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const listing = opening.result.transaction('entries').objectStore('entries').getAllKeys();
          listing.onsuccess = () => {
            opening.result.close();
            resolve(listing.result.map(String));
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
          const change = opening.result.transaction('key-values', 'readwrite');
          change.objectStore('key-values').put({ originals: 'always', sendLocation: false }, 'settings');
          change.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.reload();
}

/** Of each run, what was read of its versions: none ever changes, and whoever waits for a photo looks again and again. */
const hashesOf = new WeakMap<LocalRun, Map<string, HashedFile>>();

/** SHA-256 of the newest version under each key of a job, read from the bucket. What only went ahead of a photo is none. */
export async function readBucket(run: LocalRun, jobId: string): Promise<ReadonlyMap<string, string>> {
  const Bucket = run.info.s3.uploads_bucket;
  const { Versions = [] } = await run.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: `jobs/${jobId}/` }));
  const newest = Versions.filter(({ IsLatest }) => IsLatest);
  const known = hashesOf.get(run) ?? new Map<string, HashedFile>();
  hashesOf.set(run, known);
  const hashes = newest.map((version) => known.get(version.VersionId ?? '') ?? readVersion(run, version));
  const read = await Promise.all(hashes);
  for (const [index, { VersionId = '' }] of newest.entries()) known.set(VersionId, read[index] ?? []);
  return new Map(read.flat());
}

type HashedFile = readonly (readonly [key: string, sha256: string])[];

async function readVersion({ s3, info }: LocalRun, { Key = '', VersionId }: ObjectVersion): Promise<HashedFile> {
  const Bucket = info.s3.uploads_bucket;
  const { Body, Metadata = {} } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  if (parseObjectMetadata(Metadata).part === 'preview') return [];
  return [[Key, hash('sha256', (await Body?.transformToByteArray()) ?? '')]];
}
