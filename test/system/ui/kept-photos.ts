/** What a worker does before a local run, and what the phone then has, in the database itself. */
import type { Page } from 'playwright-core';
import { drawPhoto } from '../../support/draw-photo.ts';

interface KeptEntry {
  readonly subject: string;
  readonly fileName: string;
  readonly stage: string | null;
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
