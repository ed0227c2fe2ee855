/** Notes and drawings on a whole running system: as a worker makes them, and the office sees them. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album } from '../../../edge/api.ts';
import { formatNotesFileKey } from '../../../origin/notes.ts';
import { localRunTest as it } from '../../support/local-run-test.ts';
import { runAxe } from '../../support/run-axe.ts';
import { DESK, openJob, PHONE } from '../../support/walk-dashboard.ts';
import { askEdge, toListing } from './ask-as-dispatcher.ts';

const JOB = { id: 'j-1', title: 'Garage cleanout, half a truck' };

/** The button in the viewer, which lies over that of the job. */
const inViewer = (page: Page, name: string) =>
  page.getByRole('dialog', { name: /^Photo 1 of/ }).getByRole('button', { name, exact: true });

async function openPhoto(page: Page): Promise<void> {
  await openJob(page, JOB.title);
  await page.locator('[data-photo] img[loading][src]').first().waitFor();
  await page.locator('[data-photo]').first().click();
  await page.getByRole('dialog', { name: /^Photo 1 of/ }).waitFor();
  await page.getByText('Details').click();
}

/** An arrow by pointer, words, a circle by keys, and the circle away again. */
async function draw(page: Page, dialog: Locator): Promise<void> {
  const board = dialog.getByRole('application');
  const box = await board.boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
  await page.mouse.move(x - 60, y - 60);
  await page.mouse.down();
  await page.mouse.move(x + 20, y + 20, { steps: 4 });
  await page.mouse.up();
  await dialog.getByText('1 mark', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Blue' }).click();
  await dialog.getByRole('button', { name: 'Text' }).click();
  await dialog.getByLabel('Words').fill('Leak here');
  await board.click();
  await dialog.getByText('2 marks').waitFor();
  await dialog.getByRole('button', { name: 'Circle' }).click();
  await board.focus();
  for (const key of ['ArrowUp', 'Enter', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter'])
    await page.keyboard.press(key);
  await dialog.getByText('3 marks').waitFor();
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByText('2 marks').waitFor();
}

describe('notes', () => {
  it('of a worker on a photo are read by the office, counted, and taken back', async ({ run, signIn }) => {
    const { page, complaints } = await signIn('worker', { width: 320, height: 640 });
    await openPhoto(page);
    await inViewer(page, 'Notes').press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Notes on this photo' });
    await sheet.getByText('No notes yet.').waitFor();
    await sheet.getByLabel('New note').fill('Mind the step\nbehind the door');
    await sheet.getByRole('button', { name: 'Save note' }).press('Enter');
    await sheet.getByText('Mind the step').waitFor();
    await expect.poll(() => sheet.getByRole('button', { name: 'Take back' }).count()).toBe(1);
    expect(await runAxe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.keyboard.press('Escape');
    await inViewer(page, '1 note').waitFor();

    const dispatcher = await signIn('dispatcher', DESK);
    await openPhoto(dispatcher.page);
    await inViewer(dispatcher.page, '1 note').click();
    const theirs = dispatcher.page.getByRole('dialog', { name: 'Notes on this photo' });
    await theirs.getByText(/^Wes Alvarado · /).waitFor();
    await theirs.getByRole('button', { name: 'Take back' }).click();
    await theirs.getByText('No notes yet.').waitFor();
    const { photos }: Album = await (await askEdge(run, '/photos?job_id=j-1')).json();
    expect(photos.filter(({ note_count }) => note_count !== undefined).map((photo) => photo.note_count)).toEqual([0]);
    expect([...complaints, ...dispatcher.complaints]).toEqual([]);
  });

  it('written without signal wait on the phone, over a reload, and reach the job by themselves', async ({
    run,
    signIn,
  }) => {
    const { page, context } = await signIn('worker', PHONE, { serviceWorkers: 'allow' });
    await openJob(page, JOB.title);
    await page.locator('[data-photo] img[loading][src]').first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByRole('button', { name: 'Notes', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: 'Notes on this job' });
    await sheet.getByText('No notes yet.').waitFor();
    await context.setOffline(true);
    const field = sheet.getByLabel('New note');
    await field.fill('Gate code 1234');
    await sheet.getByRole('button', { name: 'Save note' }).click();
    await sheet.getByText('Only on this phone.').waitFor();
    await field.fill('Half typed');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notes · 1 not sent' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Notes · 1 not sent' }).click();
    await sheet.getByText('Gate code 1234').waitFor();
    expect(await field.inputValue()).toBe('Half typed');
    await context.setOffline(false);
    await sheet.getByRole('button', { name: 'Take back' }).waitFor({ timeout: 30_000 });
    const { notes } = await (await askEdge(run, '/photos/notes?job_id=j-1')).json();
    expect(notes).toMatchObject([{ text: 'Gate code 1234', by_name: 'Wes Alvarado' }]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '1 note', exact: true }).waitFor();
  });

  it('are nowhere on a customer’s page', async ({ signIn }) => {
    const { page } = await signIn('customer');
    await openJob(page, JOB.title);
    await page.locator('[data-photo] img[loading][src]').first().waitFor();
    expect(await page.getByText(/notes?\b/i).count()).toBe(0);
  });
});

describe('the notes on a photo', () => {
  it('go with it when it is deleted, their file too, and come back with it', async ({ run }) => {
    const { photos }: Album = await (await askEdge(run, '/photos?job_id=j-3')).json();
    const [photo] = photos;
    const ask = (path: string, method = 'GET', body?: object) =>
      askEdge(run, `/photos/${photo?.photo_id}${path}?job_id=j-3`, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
    const file = `/${formatNotesFileKey({ jobId: 'j-3', photoId: photo?.photo_id ?? '' })}`;
    const countFiles = async () => (await run.s3.send(toListing(run, file))).KeyCount;
    expect((await ask('/notes', 'POST', { note_id: 'note-of-gate', text: 'The gate sticks' })).status).toBe(200);
    expect(await countFiles()).toBe(1);
    expect((await ask('', 'DELETE')).status).toBe(204);
    expect([(await ask('/notes')).status, await countFiles()]).toEqual([404, 0]);
    expect((await ask('/restore', 'POST')).status).toBe(200);
    expect([await (await ask('/notes')).json(), await countFiles()]).toMatchObject([
      { notes: [{ text: 'The gate sticks' }] },
      1,
    ]);
  });
});

describe('a drawing', () => {
  it('made without signal is a photo of its own, no evidence, and leads to the one that it was drawn on', async ({
    run,
    signIn,
  }) => {
    const { page, context, complaints } = await signIn('worker');
    await openPhoto(page);
    const before: Album = await (await askEdge(run, '/photos?job_id=j-1')).json();
    const dialog = page.getByRole('dialog', { name: 'Draw on a copy of this photo' });
    await page.getByRole('button', { name: 'Draw on a copy' }).click();
    await dialog.getByRole('application').locator('img').waitFor();
    await context.setOffline(true);
    await draw(page, dialog);
    expect(await runAxe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save a copy' }).click();
    await page.getByText('Drawing saved on this phone.').waitFor();
    await context.setOffline(false);

    const find = async () => {
      const { photos }: Album = await (await askEdge(run, '/photos?job_id=j-1')).json();
      return photos.find(({ drawn_on, state }) => drawn_on !== undefined && state === 'ready');
    };
    await expect.poll(find, { timeout: 60_000 }).toMatchObject({ verified: false, stage: null });
    const drawing = await find();
    const original = before.photos.find(({ photo_id }) => photo_id === drawing?.drawn_on);
    const after: Album = await (await askEdge(run, '/photos?job_id=j-1')).json();
    const now = after.photos.find(({ photo_id }) => photo_id === original?.photo_id);
    expect([now?.sha256, now?.revision, now?.key]).toEqual([original?.sha256, original?.revision, original?.key]);
    expect([drawing?.width, drawing?.height]).toEqual([original?.width, original?.height]);
    await page.keyboard.press('Escape');
    await page.locator(`[data-photo="${drawing?.photo_id}"]`).click();
    await page.getByText('Details').click();
    await page.getByRole('link', { name: 'this photo' }).click();
    await page.getByText('Drawings on it').waitFor();
    expect(page.url()).toContain(original?.photo_id);
    expect(complaints).toEqual([]);
  });
});
