/** The images of an album that are shown, and those that anybody asks the network for. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_PHOTOS } from '../../../infra/local/seed/demo-photos.ts';

const SEEDED = DEMO_PHOTOS.filter(({ jobId }) => jobId === 'j-1').length;

export const shownImages = (page: Page) =>
  page
    .locator('.grid img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);

/** Waits until all photos of the demo job are there and the pipeline is done with them. */
export async function countSettledImages(page: Page): Promise<number> {
  const images = page.locator('.grid img');
  await expect.poll(() => images.count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(SEEDED);
  await expect.poll(() => page.getByText('Arriving').count(), { timeout: 60_000 }).toBe(0);
  return images.count();
}

/** Notes the images that anybody asks the network for; with a service worker, that is the service worker. */
export function noteImageRequests(context: BrowserContext): string[] {
  const asked: string[] = [];
  context.on('request', (request) => {
    const isImage = /\/(jobs|thumbs)\/[^/]+\/([^/?]+\/)?[^/?]+\./.test(request.url());
    if (isImage && request.serviceWorker()) asked.push(request.url());
  });
  return asked;
}

/** Opens the job's album anew and waits until all its images are shown. */
export async function openAlbumAnew(page: Page, expected: number): Promise<void> {
  await page.reload();
  await expect.poll(() => shownImages(page), { timeout: 30_000 }).toBe(expected);
}
