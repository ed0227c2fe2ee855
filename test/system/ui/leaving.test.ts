/** What our own buttons do with photos that are still being saved, and what is told of those that cannot be. */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { drawPhoto } from '../../support/draw-photo.ts';
import { localRunTest } from '../../support/local-run-test.ts';
import { fillUp, slowDown } from '../../support/slow-phone.ts';
import { openJob } from '../../support/walk-dashboard.ts';
import { countKept } from '../phone/phone-journey.ts';
import { choosePhotos, endSession, readKept } from './kept-photos.ts';
import { publishVersion } from './publish-version.ts';

const it = localRunTest
  .extend('worker', ({ signIn }) => signIn('worker'))
  /** Whom the issuer knows, and whose browser has a service worker. */
  .extend('typist', ({ signInByTyping }) => signInByTyping('worker'));

const JOB = 'Try it out: photos from curl';
const COUNT = 30;

/** Chooses 30 photos on a phone that needs some 10 s to save them. */
async function chooseOnSlowPhone(page: Page): Promise<void> {
  await slowDown(page, 100);
  await choosePhotos(page, COUNT);
  await page
    .getByText(/^Saving \d+ photos…$/)
    .first()
    .waitFor();
  expect(await countKept(page)).toBeLessThan(COUNT);
}

describe('complaint: I chose thirty photos, tapped a button of this very site, and most of them were gone', () => {
  it('“Sign in to send” leaves when all of them are on the phone', async ({ typist }) => {
    const { page, context } = typist;
    await openJob(page, JOB);
    await endSession(page);
    await page
      .getByText(/Sign in again/)
      .filter({ visible: true })
      .waitFor();
    expect(await page.getByText(/No connection/).count()).toBe(0);
    await context.route('**/upload-url', (route) => route.abort());
    await choosePhotos(page, 1);
    const button = page.getByRole('button', { name: /^Sign in to send/ });
    await button.waitFor();
    await chooseOnSlowPhone(page);
    await button.click();
    await page.getByRole('dialog', { name: /^Saving \d+ photos?…$/ }).waitFor();
    // The issuer still knows who it is, and sends the browser back.
    await page.waitForURL(/[?&]code=/, { timeout: 60_000, waitUntil: 'commit' });
    await page.getByText(`${COUNT + 1} photos are only on this phone`).waitFor();
    expect(await countKept(page)).toBe(COUNT + 1);
  });

  it('“Sign out” counts all of them before it asks', async ({ worker }) => {
    const { page, context } = worker;
    await openJob(page, JOB);
    await context.route('**/upload-url', (route) => route.abort());
    await chooseOnSlowPhone(page);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: /^Saving \d+ photos?…$/ }).waitFor();
    const anyway = page.getByRole('button', { name: 'Sign out anyway' });
    await anyway.waitFor({ timeout: 60_000 });
    expect(await page.locator('#sheet-title').innerText()).toBe(`${COUNT} photos are only on this phone`);
    await anyway.click();
    await page.getByText(`${COUNT} photos on this phone wait for their owner to sign in.`).waitFor();
    const kept = await readKept(page);
    expect(kept.map(({ subject }) => subject)).toEqual(Array.from({ length: COUNT }, () => 'user-wes'));
  });

  it('“Reload” of an update loads the page when all of them are on the phone', async ({ run, typist }) => {
    const { page, context } = typist;
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller));
    await page.reload();
    await openJob(page, JOB);
    await context.route('**/upload-url', (route) => route.abort());
    await publishVersion(run, 'next');
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await page.getByText('A new version is ready.').waitFor();
    await chooseOnSlowPhone(page);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('dialog', { name: /^Saving \d+ photos?…$/ }).waitFor();
    await page.waitForEvent('load', { timeout: 60_000 });
    await page.getByText(`${COUNT} photos are only on this phone`).waitFor();
    expect(await countKept(page)).toBe(COUNT);
  });

  it('stays when the user says so', async ({ worker }) => {
    const { page } = worker;
    await openJob(page, JOB);
    await chooseOnSlowPhone(page);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.getByText(`Saving`).first().waitFor({ state: 'detached', timeout: 60_000 });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('heading', { name: JOB, level: 1 }).count()).toBe(1);
  });

  it('has the browser ask before the tab is closed', async ({ worker }) => {
    const { page } = worker;
    await openJob(page, JOB);
    // Only a page that was used may ask.
    await page.locator('.capture-bar').getByRole('button', { name: 'After' }).click();
    await slowDown(page, 3_000);
    await choosePhotos(page, 1);
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await expect.poll(() => countKept(page), { timeout: 60_000 }).toBe(1);
    await expect.poll(() => countKept(page), { timeout: 60_000 }).toBe(0);
  });
});

describe('complaint: twelve photos could not be saved, and I was told of four', () => {
  it('lists each by its name with its ways out, asks before it lets them go, and saves them once there is room', async ({
    worker,
  }) => {
    const { page } = worker;
    await openJob(page, 'Hot tub removal');
    await fillUp(page);
    await choosePhotos(page, 12);
    const sheet = page.getByRole('dialog', { name: '12 photos are NOT saved' });
    await sheet.waitFor();
    for (let index = 0; index < 12; index += 1) await sheet.getByText(`“${index}.jpg” was NOT saved`).waitFor();
    expect(await sheet.getByRole('button', { name: 'Save to phone' }).count()).toBe(12);
    expect(await sheet.getByRole('button', { name: 'Send it without saving' }).count()).toBe(12);
    await sheet.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('alert').getByText('12 photos are NOT saved').waitFor();

    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await sheet.getByRole('button', { name: 'Go on without them' }).waitFor();
    await sheet.getByRole('button', { name: 'Stay here' }).click();
    await page.evaluate(() => {
      globalThis.isRoomLeft = true;
    });
    await page.getByRole('button', { name: 'Show' }).click();
    await sheet.getByRole('button', { name: 'Try again' }).click();
    await sheet.waitFor({ state: 'detached' });
    await page.getByText('NOT saved').first().waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.waiting').count(), { timeout: 60_000 }).toBe(0);
    expect(await page.locator('.tile').count()).toBe(12);
  });
});

describe('complaint: “Sending. You can lock the phone” stands over a file that can never be sent', () => {
  it('says which cannot be sent, why, and what can be done', async ({ worker }) => {
    const { page } = worker;
    await openJob(page, 'Hot tub removal');
    const { bytes } = await drawPhoto();
    await page.getByLabel('Add from library').setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
      { name: 'yard.jpg', mimeType: 'image/jpeg', buffer: bytes },
    ]);
    await page.getByText('1 photo can’t be sent').waitFor();
    await page.getByText('“notes.txt”: We do not take this kind of file.').waitFor();
    await page.getByText('In job', { exact: true }).first().waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('.waiting').count(), { timeout: 60_000 }).toBe(0);
    await page.getByRole('button', { name: 'What to do' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('button', { name: 'Save to phone' }).waitFor();
    expect(await sheet.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await sheet.getByRole('button', { name: 'Delete from this phone' }).click();
    await page.getByRole('button', { name: 'Delete from this phone' }).click();
    await page.getByText('can’t be sent').waitFor({ state: 'detached' });
  });
});

describe('complaint: one box says that photos are safe here, the next that the browser may clear them', () => {
  it('says one thing in one box', async ({ worker }) => {
    const { page, context } = worker;
    await openJob(page, 'Hot tub removal');
    await context.setOffline(true);
    await choosePhotos(page, 1);
    await page.locator('.waiting[data-paused="network"]').waitFor({ timeout: 60_000 });
    const box = await page.locator('.waiting').innerText();
    expect(box).toContain('They send by themselves when there is signal.');
    expect(box).toContain('This browser may clear photos that wait too long.');
    expect(box).not.toMatch(/\bsafe\b/i);
    expect(await page.locator('.job .warning').count()).toBe(0);
  });
});

describe('complaint: the stage that my colleague chose was on my photo', () => {
  it('drops stage and title of the next photos when the phone changes hands', async ({ worker }) => {
    const { page } = worker;
    const job = 'Yard debris after the storm';
    const stage = page.locator('.capture-bar').getByRole('button', { name: 'After' });
    await openJob(page, job);
    await stage.click();
    await page.getByRole('button', { name: 'Title for the next photos' }).click();
    await page.getByRole('textbox', { name: 'Title for the next photos' }).fill('Gate');
    await page.reload();
    await page.getByRole('textbox', { name: 'Title for the next photos' }).waitFor();
    expect(await stage.getAttribute('aria-pressed')).toBe('true');

    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('button[name="user"][value="worker-2"]').click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    await openJob(page, job);
    await page.locator('.job-body :is(.grid, .blank)').first().waitFor();
    expect(await stage.getAttribute('aria-pressed')).toBe('false');
    expect(await page.getByRole('textbox', { name: 'Title for the next photos' }).count()).toBe(0);
  });
});
