/** A worker's phone that is slow, or full, or loses its database, before a whole local run. Looks into the database itself. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest } from '../../support/local-run-test.ts';
import type { LocalRun } from '../../support/start-local-run.ts';

declare global {
  var isRoomLeft: boolean;
  var hashDelayMs: number;
}

interface KeptEntry {
  readonly subject: string;
  readonly fileName: string;
  readonly stage: string | null;
}

export const leavingTest = localRunTest
  /** A worker on a phone that can be made slow, and full. */
  .extend('worker', async ({ signIn }) => {
    const visitor = await signIn('worker');
    await visitor.context.addInitScript(makeWorse);
    await visitor.page.reload();
    return visitor;
  });

/** Runs before the page's scripts. Each hash takes `hashDelayMs` longer (three are made of a picture), and no picture is taken without `isRoomLeft`. */
function makeWorse(): void {
  globalThis.hashDelayMs = 0;
  globalThis.isRoomLeft = true;
  const { digest } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.digest = async function (...args) {
    await new Promise((resolve) => setTimeout(resolve, globalThis.hashDelayMs));
    return digest.apply(this, args);
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    if (value instanceof ArrayBuffer && !globalThis.isRoomLeft) throw new DOMException('no room', 'QuotaExceededError');
    return put.call(this, value, key);
  };
}

export async function slowDown(page: Page, hashDelayMs: number): Promise<void> {
  await page.evaluate((ms) => {
    globalThis.hashDelayMs = ms;
  }, hashDelayMs);
}

/** Chooses `count` photos named 0.jpg, 1.jpg, … in the open job, and does not wait for them. */
export async function choosePhotos(page: Page, count: number): Promise<void> {
  const photos = await Promise.all(Array.from({ length: count }, () => drawPhoto({ width: 400, height: 300 })));
  const files = photos.map(({ bytes }, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
  await page.getByLabel('Add from library').setInputFiles(files);
}

/** The outbox's entries, all users', as the database of a page of the site has them. */
export function readKept(page: Page): Promise<KeptEntry[]> {
  return page.evaluate(
    () =>
      new Promise<KeptEntry[]>((resolve, reject) => {
        const opening = indexedDB.open('edgeshot');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const listing = opening.result.transaction('entries').objectStore('entries').getAll();
          listing.onsuccess = () => {
            opening.result.close();
            resolve(listing.result);
          };
        };
      }),
  );
}

/** Lets the session end on the phone, as it does when the issuer takes the refresh token no more. */
export async function endSession(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('edgeshot');
        opening.onsuccess = () => {
          const change = opening.result.transaction('key-values', 'readwrite');
          const store = change.objectStore('key-values');
          const reading = store.get('session');
          reading.onsuccess = () => store.put({ ...reading.result, goodUntilMs: 0, refreshToken: null }, 'session');
          change.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.reload();
}

/** Changes the published service worker as a deployment would. */
export async function publish(run: LocalRun, change: (script: string) => string): Promise<void> {
  const object = { Bucket: run.info.s3.site_bucket, Key: 'service-worker.js' };
  const { Body, CacheControl, ContentType } = await run.s3.send(new GetObjectCommand(object));
  const script = change((await Body?.transformToString()) ?? '');
  await run.s3.send(new PutObjectCommand({ ...object, Body: script, CacheControl, ContentType }));
}
