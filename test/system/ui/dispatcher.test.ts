/** What a dispatcher does with a job's photos: deletes, brings back, and reads who did what; and what a crew sees of it. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album } from '../../../edge/api.ts';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { DESK, moveToOther, openJob, pickPhotos } from '../../support/walk-dashboard.ts';
import { askEdge, findWhole, moveBack, toListing } from './ask-as-dispatcher.ts';

const JOB = 'Garage cleanout, half a truck';

const photosOf = (page: Page) =>
  page.locator('.grid [data-photo]').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-photo')));

/** Waits until the pipeline is done with the job's photos. */
async function openSettled(page: Page, job: string): Promise<(string | null)[]> {
  await openJob(page, job);
  await page.locator('.grid img').first().waitFor({ timeout: 60_000 });
  await expect.poll(() => page.locator('.grid .state').count(), { timeout: 60_000 }).toBe(0);
  return photosOf(page);
}

/** By the viewer of the photo. */
describe('a dispatcher', () => {
  it('deletes a photo, which is gone for its crew too, and restores it among the recently deleted', async ({
    signIn,
  }) => {
    const { page: crew } = await signIn('worker');
    const { page, complaints } = await signIn('dispatcher', DESK);
    const before = await openSettled(page, JOB);
    await openSettled(crew, JOB);
    await page.locator(`[data-photo="${before[0]}"]`).click();
    await page.getByRole('dialog', { name: `Photo 1 of ${before.length}` }).waitFor();
    await page.locator('.viewer-large').waitFor();
    await page.getByRole('button', { name: 'Delete photo' }).click();
    await page.getByRole('alert').getByText('Photo deleted.').waitFor();
    // The viewer goes on to the next photo, which is now the first.
    await page.getByRole('dialog', { name: `Photo 1 of ${before.length - 1}` }).waitFor();
    await page.keyboard.press('Escape');
    expect(await photosOf(page)).toEqual(before.slice(1));

    await crew.reload();
    await expect.poll(() => photosOf(crew), { timeout: 30_000 }).toEqual(before.slice(1));
    expect(await crew.getByRole('link', { name: 'Recently deleted' }).count()).toBe(0);
    expect(await crew.getByRole('link', { name: 'History' }).count()).toBe(0);

    await page.getByRole('link', { name: 'Recently deleted' }).click();
    await page.getByText('30 days left').waitFor();
    await page.getByRole('button', { name: /^Restore: / }).click();
    await page.getByText('Nothing was deleted').waitFor();
    await crew.reload();
    await expect.poll(() => photosOf(crew), { timeout: 30_000 }).toEqual(before);
    expect(complaints).toEqual([]);
  });

  it('takes a deletion back at once, where it was made', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    const before = await openSettled(page, JOB);
    await page.locator(`[data-photo="${before.at(-1)}"]`).click();
    await page.getByRole('button', { name: 'Delete photo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The photo is back in the job.').waitFor();
    await page.getByRole('dialog', { name: `Photo ${before.length} of ${before.length}` }).waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(await photosOf(page)).toEqual(before);
  });

  it('reads in the history who did what, by name, with no pointer', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await openSettled(page, JOB);
    const link = page.getByRole('link', { name: 'History' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
    await page.getByText('Dana Ito deleted a photo.').first().waitFor();
    const events = await page.locator('.event p:first-child').allInnerTexts();
    expect(events.indexOf('Dana Ito restored a photo.')).toBeLessThan(events.indexOf('Dana Ito deleted a photo.'));
    expect(events.some((event) => /^Wes Alvarado began to send (a|\d+) photos?\.$/.test(event))).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('History');
    await page.getByRole('link', { name: 'Back' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: JOB, level: 1 }).waitFor();
  });

  it('moves a photo to another job, which finds it there by the other job’s signature, and takes that back', async ({
    run,
    signIn,
  }) => {
    const { page, complaints } = await signIn('dispatcher', DESK);
    const before = await openSettled(page, JOB);
    const [photoId] = before;
    const urlIn = async (jobId: string): Promise<string | undefined> => {
      const album: Album = await (await askEdge(run, `/photos?job_id=${jobId}`)).json();
      return album.photos.find(({ photo_id, state }) => photo_id === photoId && state === 'ready')?.url ?? undefined;
    };
    const pathIn = async (jobId: string) => (await urlIn(jobId))?.split('?')[0];
    // Signed anew each hour.
    const [path = '', signature = ''] = (await urlIn('j-1'))?.split('?') ?? [];
    const move = () => moveToOther(page, photoId);
    // At once: it is offered for some moments.
    await move();
    expect(await photosOf(page)).toEqual(before.slice(1));
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => photosOf(page)).toEqual(before);
    await expect.poll(() => pathIn('j-1'), { timeout: 60_000 }).toBe(path);

    await move();
    await expect.poll(() => urlIn('j-2'), { timeout: 60_000 }).toBeDefined();
    const there = (await urlIn('j-2')) ?? '';
    const statusOf = async (path: string) => (await fetch(run.info.dashboard + path)).status;
    expect(await statusOf(there)).toBe(200);
    // Of the job that it has left the bucket has nothing more, and that job's signature does not open the other's.
    await expect.poll(() => run.s3.send(toListing(run, path)).then(({ KeyCount }) => KeyCount)).toBe(0);
    expect(await statusOf(`${there.split('?')[0]}?${signature}`)).toBe(403);
    await moveBack(run, photoId);
    await expect.poll(() => pathIn('j-1'), { timeout: 60_000 }).toBe(path);
    expect(complaints).toEqual([]);
  });

  it('is told why there is nothing to read, and tries again', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await page.route('**/audit?**', (route) => route.abort());
    await page.goto(new URL('/job/j-1/history', page.url()).href);
    await page.getByText('This could not be loaded.').waitFor();
    await page.unroute('**/audit?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.event').first().waitFor();
  });

  it('is told that nobody sends anything, where there are no jobs', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await page.route(
      (url) => url.pathname === '/jobs',
      (route) => route.fulfill({ json: { jobs: [] } }),
    );
    await page.goto(new URL('/live', page.url()).href);
    await page.getByText('All quiet').waitFor();
    expect(await page.locator('.skeleton').count()).toBe(0);
  });

  it('sees who of the crew sent a photo; a customer does not', async ({ signIn }) => {
    const { page } = await signIn('dispatcher', DESK);
    await openSettled(page, JOB);
    await page.locator('[data-photo]').first().click();
    await page.getByText('Details').click();
    await page.locator('.facts').getByText('Wes Alvarado').waitFor();
    const { page: customer } = await signIn('customer', DESK);
    await openSettled(customer, JOB);
    await customer.locator('[data-photo]').first().click();
    await customer.getByText('Details').click();
    await customer.locator('.facts').getByText('In job since').waitFor();
    expect(await customer.locator('.viewer').innerText()).not.toMatch(/Wes|user-wes|Delete/);
  });
});

describe('a worker', () => {
  it('is not kept waiting by a photo that a dispatcher deleted before the phone saw it in its job', async ({
    run,
    signIn,
  }) => {
    const { page } = await signIn('worker');
    await openJob(page, 'Try it out');
    await page.route('**/photos?**', (route) => route.abort());
    await pickPhotos(page, [await drawPhoto()]);
    await page.getByText('Delivered', { exact: true }).waitFor({ timeout: 60_000 });
    await expect.poll(() => findWhole(run), { timeout: 60_000 }).toBeDefined();
    const photo = await findWhole(run);
    const deleted = await askEdge(run, `/photos/${photo?.photo_id}?job_id=j-test`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);

    await page.unroute('**/photos?**');
    await page.reload();
    await page.getByText('No photos yet').waitFor({ timeout: 60_000 });
    expect(await page.locator('.tile').count()).toBe(0);
  });

  it('is not kept waiting by a photo that was given to another job before the phone saw it in its own', async ({
    run,
    signIn,
  }) => {
    const { page } = await signIn('worker');
    await openJob(page, 'Try it out');
    await page.route('**/photos?**', (route) => route.abort());
    await pickPhotos(page, [await drawPhoto({ seed: 77 })]);
    await page.getByText('Delivered', { exact: true }).waitFor({ timeout: 60_000 });
    await expect.poll(() => findWhole(run), { timeout: 60_000 }).toBeDefined();
    const { photo_id, revision } = (await findWhole(run)) ?? {};
    const moved = await askEdge(run, `/photos/${photo_id}/move?job_id=j-test`, {
      method: 'POST',
      headers: { 'if-match': String(revision) },
      body: JSON.stringify({ job_id: 'j-2' }),
    });
    expect(moved.status).toBe(200);

    await page.unroute('**/photos?**');
    await page.reload();
    await page.getByText('No photos yet').waitFor({ timeout: 60_000 });
    expect(await page.locator('.tile').count()).toBe(0);
  });

  it('sends an original that the office has asked for, though the phone waits for Wi-Fi', async ({ run, signIn }) => {
    const { page, context } = await signIn('worker');
    const mobile = () => Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } });
    await context.addInitScript(mobile);
    await page.reload();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByLabel('Original photos').selectOption('wifi');
    await page.getByRole('button', { name: 'Close' }).click();
    await openJob(page, 'Try it out');
    await pickPhotos(page, [await drawPhoto({ width: 4000, height: 3000, seed: 78 })]);
    const findWaiting = async () => {
      const album: Album = await (await askEdge(run, '/photos?job_id=j-test')).json();
      return album.photos.find(({ state, part, original_is }) => state === 'ready' && part === 'photo' && original_is);
    };
    await expect.poll(findWaiting, { timeout: 60_000 }).toMatchObject({ original_is: 'on-phone' });
    const { photo_id } = (await findWaiting()) ?? {};
    await askEdge(run, `/photos/${photo_id}/original?job_id=j-test`, { method: 'POST' });
    const findOriginal = async () => {
      const album: Album = await (await askEdge(run, `/photos?job_id=j-test&ids=${photo_id}`)).json();
      return album.photos[0]?.original;
    };
    await expect.poll(findOriginal, { timeout: 90_000 }).toMatchObject({ part: 'original' });
  });

  it('reads why there is no picture of a file', async ({ signIn }) => {
    const { page } = await signIn('worker');
    await openJob(page, 'Try it out');
    const { bytes } = await drawPhoto();
    await pickPhotos(page, [{ bytes: bytes.subarray(0, 2_000) }]);
    // The job may hold photos of the tests before.
    const damaged = page.locator('[data-photo]', { hasText: 'No preview' });
    await damaged.waitFor({ timeout: 60_000 });
    await damaged.click();
    await page.getByText('The original is kept. It is damaged.').waitFor();
  });
});
