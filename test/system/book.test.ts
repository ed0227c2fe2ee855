/** A customer books on a phone: two photos, the price, Stripe's page, and then the job; with every disorder that Stripe's events can be in. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Album, JobList } from '../../edge/api.ts';
import { browserTest } from '../support/browser-test.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { runAxe } from '../support/run-axe.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import {
  askAs,
  confirmFirstHour,
  disturbEvents,
  expireCheckout,
  fillBooking,
  operateBookings,
  payAtStripe,
  seePrice,
} from '../support/walk-booking.ts';
import { openJob, openVisitor, PHONE, signIn } from '../support/walk-dashboard.ts';

const DECLINED = '4000000000000002';
const FAILING_DEBIT = '000111111116';

const it = browserTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('run', { scope: 'file' }, async ({}, { onCleanup }) => {
    const run = await startLocalRun(null, ['payments=test']);
    onCleanup(() => run.stop());
    return run;
  })
  .extend('openPhone', ({ browser, run }, { onCleanup }) => {
    const opened: { close(): Promise<void> }[] = [];
    onCleanup(async () => void (await Promise.all(opened.map((context) => context.close()))));
    return async (options: BrowserContextOptions = {}) => {
      const visitor = await openVisitor(browser, { viewport: PHONE, locale: 'en-US', ...options });
      opened.push(visitor.context);
      await visitor.page.goto(`${run.info.dashboard}/book`);
      return visitor;
    };
  });

/** Two photos of three, and all else; a reload loses nothing of it. */
async function fillWithPhotos(run: LocalRun, page: Page): Promise<void> {
  await page.getByLabel('Choose photos').waitFor();
  expect(await runAxe(page)).toEqual([]);
  const photos = await Promise.all([81, 82, 83].map((seed) => drawPhoto({ seed })));
  const files = photos.map(({ bytes }, index) => ({ name: `${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
  await page.getByLabel('Choose photos').setInputFiles(files);
  await page.getByRole('button', { name: 'Remove photo 3' }).press('Enter');
  await expect.poll(() => page.getByText('Safe on this phone', { exact: true }).count()).toBe(2);
  await fillBooking(run, page);
  await page.reload();
  expect([await page.getByLabel('Your name').inputValue(), await page.getByLabel('Half truck').isChecked()]).toEqual([
    'Ada Byron',
    true,
  ]);
  await expect.poll(() => page.getByText('Safe on this phone', { exact: true }).count()).toBe(2);
  await page.getByLabel('I accept').check();
}

/** Once the office has sent a worker there. */
async function seeAsCrew(run: LocalRun, browser: Browser, bookingId: string): Promise<void> {
  const worker = run.info.users.find(({ name }) => name === 'worker')?.subject;
  await askAs(run, 'dispatcher', `/jobs?job_id=${bookingId}`, { crew: [{ subject: worker }] });
  const { photos: before } = await askAs<Album>(run, 'worker', `/photos?job_id=${bookingId}`);
  expect(before).toMatchObject([{ stage: 'before', uploaded_by_name: 'Ada Byron' }, { stage: 'before' }]);
  const crew = await signIn(browser, run, 'worker');
  await openJob(crew.page, 'Half truck, 2 × Mattress');
  await expect.poll(() => crew.page.getByRole('link', { name: /Before/ }).count()).toBe(2);
  await crew.context.close();
}

const readId = (page: Page) => /b-[0-9a-f]{20}/.exec(page.url())?.[0] ?? '';

describe('a customer', () => {
  it('books with two photos, pays amid every disorder, and the crew sees the job with both; it is given back', async ({
    run,
    browser,
    openPhone,
  }) => {
    const { page, complaints } = await openPhone();
    await fillWithPhotos(run, page);
    await seePrice(page);
    expect(await runAxe(page)).toEqual([]);
    await disturbEvents(run, 'all');
    await payAtStripe(page);
    // What was lost on the way is repaired; what comes late or twice as well makes no difference.
    await operateBookings(run, 'resend');
    await disturbEvents(run, 'none');
    await page.getByRole('heading', { name: 'Paid. You are booked.' }).waitFor({ timeout: 60_000 });
    await page.getByText('Your photos are with the job.').waitFor({ timeout: 60_000 });
    expect(await runAxe(page)).toEqual([]);

    const bookingId = readId(page);
    await seeAsCrew(run, browser, bookingId);
    await page.getByRole('link', { name: 'See your job and its photos' }).press('Enter');
    await page.getByRole('heading', { name: 'Your photos' }).waitFor();
    await page.goBack();
    await page.getByText('The office will tell you the time').waitFor();
    const hour = await confirmFirstHour(run, bookingId);
    await page.getByText(`The crew comes: ${hour}`).waitFor({ timeout: 70_000 });

    await operateBookings(run, 'refund', bookingId);
    await page.getByRole('heading', { name: 'Cancelled. Refunded: $329.00.' }).waitFor({ timeout: 70_000 });
    const { jobs } = await askAs<JobList>(run, 'dispatcher', `/jobs?job_id=${bookingId}`);
    expect(jobs).toMatchObject([{ status: 'cancelled' }]);
    expect(complaints).toEqual([]);
  });

  it('without script sees the price, pays, and keeps the link that shows how it is', async ({ run, openPhone }) => {
    const { page } = await openPhone({ javaScriptEnabled: false });
    expect(await page.getByLabel('Choose photos').isVisible()).toBe(false);
    await fillBooking(run, page);
    await seePrice(page);
    await page.getByRole('button', { name: 'Pay $329.00' }).click();
    const link = await page.getByRole('link', { name: /Keep this link/ }).getAttribute('href');
    await page.getByRole('link', { name: 'Pay $329.00' }).click();
    await payAtStripe(page);
    await page.waitForURL(/\/book\/status#b-/);
    // Chromium, told to run no script, still does not show what stands there for browsers without.
    expect(await page.content()).toContain('Stripe sends you the receipt');
    const { page: other } = await openPhone();
    await other.goto(run.info.dashboard + (link ?? ''));
    await other.getByRole('heading', { name: 'Paid. You are booked.' }).waitFor();
  });

  it('whose card is declined pays with another, and whose bank refuses opens the payment again', async ({
    run,
    openPhone,
  }) => {
    const { page } = await openPhone();
    await fillBooking(run, page);
    await seePrice(page);
    await page.getByRole('button', { name: 'Pay $329.00' }).press('Enter');
    await page.getByLabel('Card or account number').waitFor();
    const checkout = page.url();
    await page.goBack();
    await page.getByRole('heading', { name: 'Is this right?' }).waitFor();
    await page.getByRole('button', { name: 'Pay $329.00' }).press('Enter');
    await page.getByLabel('Card or account number').waitFor();
    expect(page.url()).toBe(checkout);
    await payAtStripe(page, DECLINED);
    await page.getByRole('alert').waitFor();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Not paid yet' }).waitFor();
    await page.getByRole('link', { name: 'Pay $329.00' }).click();
    await payAtStripe(page, FAILING_DEBIT);
    await page.getByRole('heading', { name: 'Your bank is working on it' }).waitFor();
    await page.getByRole('heading', { name: 'The payment has failed' }).waitFor();
    expect(await runAxe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pay again: $329.00' }).press('Enter');
    await payAtStripe(page);
    await page.getByRole('heading', { name: 'Paid. You are booked.' }).waitFor();
  });

  it('who comes back by the address alone is told that nothing is paid, and that its time is over', async ({
    run,
    openPhone,
  }) => {
    const { page } = await openPhone();
    await fillBooking(run, page);
    await seePrice(page);
    await page.getByRole('button', { name: 'Pay $329.00' }).press('Enter');
    await page.getByLabel('Card or account number').waitFor();
    const checkout = page.url();
    await page.goto(`${run.info.dashboard}/book`);
    await page.getByRole('link', { name: 'See your booking' }).press('Enter');
    await page.getByRole('heading', { name: 'Not paid yet' }).waitFor();
    await expireCheckout(run, checkout);
    await page.getByRole('heading', { name: 'The time to pay is over' }).waitFor();
    await page.getByRole('button', { name: 'Pay again: $329.00' }).press('Enter');
    await page.getByLabel('Card or account number').waitFor();
    expect(page.url()).not.toBe(checkout);
    const { page: stranger } = await openPhone();
    await stranger.goto(`${run.info.dashboard}/book/status#b-00000000000000000000`);
    await stranger.getByRole('heading', { name: 'This browser does not know this booking' }).waitFor();
    expect(await runAxe(stranger)).toEqual([]);
  });
});

describe('the pages of bookings', () => {
  it.for([
    [320, 'light', 'en-US', 'Book a pickup'],
    [1440, 'dark', 'es-MX', 'Reserva una recogida'],
  ] as const)(
    'fit %i px, %s, for %s, with targets that a thumb hits',
    async ([width, colorScheme, locale, title], { openPhone }) => {
      const { page } = await openPhone({ viewport: { width, height: 800 }, colorScheme, locale });
      await page.getByRole('heading', { name: title }).waitFor();
      await page.locator('#photos').waitFor();
      const faults = await page.evaluate(() => {
        const targets = [
          ...document.querySelectorAll<HTMLElement>(
            'a, button, select, textarea, .choice, .picker, input:not([type="hidden"], .choice input, .picker input)',
          ),
        ];
        const small = targets
          .filter((target) => target.getBoundingClientRect().height < 44)
          .map((target) => target.outerHTML);
        return document.documentElement.scrollWidth > window.innerWidth ? [...small, 'too wide'] : small;
      });
      expect([...faults, ...(await runAxe(page))]).toEqual([]);
      await page.getByRole('link', { name: locale === 'en-US' ? 'Español' : 'English' }).press('Enter');
      await page
        .getByRole('heading', { name: locale === 'en-US' ? 'Reserva una recogida' : 'Book a pickup' })
        .waitFor();
    },
  );
});
