/** A dispatcher and the bookings: one comes, its hour is confirmed, its money is given back; and a dispute gets its draft. */
import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { BookingOffer, ManagedBooking } from '../../edge/booking-api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { localRunTest } from '../support/local-run-test.ts';
import { readPdf } from '../support/read-pdf.ts';
import { runAxe } from '../support/run-axe.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { PHONE, type Visitor } from '../support/walk-dashboard.ts';

const EVIDENCE_WITHIN_MS = 60_000;

const it = localRunTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .override('run', { scope: 'file' }, async ({}, { onCleanup }) => {
    const run = await startLocalRun(null, ['payments=test']);
    onCleanup(() => run.stop());
    return run;
  })
  .extend('desk', { scope: 'file' }, async ({ run }) => createDesk(run, await run.token('dispatcher')));

type Desk = ReturnType<typeof createDesk>;
// biome-ignore lint/suspicious/noExplicitAny: what a test asserts on is whatever came
type Ask = (path: string, options?: RequestInit) => Promise<any>;

function createDesk(run: LocalRun, dispatcher: string) {
  const ask: Ask = async (path, options = {}) => {
    const headers = { authorization: `Bearer ${dispatcher}`, ...options.headers };
    return (await fetch(run.info.dashboard + path, { ...options, headers })).json();
  };
  return {
    ask,
    async read(bookingId: string): Promise<ManagedBooking | undefined> {
      const { bookings }: { bookings: readonly ManagedBooking[] } = await ask('/bookings');
      return bookings.find(({ booking_id }) => booking_id === bookingId);
    },
    /** The bank takes the last payment back. */
    async dispute(): Promise<void> {
      const bench = `${run.info.stripe?.endpoint}/`;
      const [, charge = ''] = /name="charge" value="(\w+)"/.exec(await (await fetch(bench)).text()) ?? [];
      await fetch(bench, { method: 'POST', body: new URLSearchParams({ charge }), redirect: 'manual' });
    },
  };
}

let taken = 0;

/** A customer books and pays with a card. @returns the booking's id */
async function bookAndPay({ ask, read }: Desk, number: string, name: string): Promise<string> {
  const offer: BookingOffer = await ask('/bookings/offer');
  const { day, half_day } = offer.slots[taken] ?? { day: '', half_day: '' };
  taken += 1;
  const person = { name, phone: '+1 555 0100', email: 'ada@example.com', address: '12 Pine Road' };
  const what = { size: 'half', extras: {}, slot: { day, half_day }, terms: offer.terms };
  const body = JSON.stringify({ id: randomUUID(), ...what, ...person });
  const headers = { 'content-type': 'application/json' };
  const booking = await ask('/bookings', { method: 'POST', headers, body });
  await fetch(booking.pay_url, { method: 'POST', body: new URLSearchParams({ number }), redirect: 'manual' });
  if (number === '4242424242424242')
    await expect.poll(async () => (await read(booking.booking_id))?.state).toBe('paid');
  return booking.booking_id;
}

/** A photo is sent, and developed. @returns its hash */
async function sendPhoto(run: LocalRun, { ask }: Desk, jobId: string): Promise<string> {
  const { bytes, sha256 } = await drawPhoto({ seed: 5 });
  const facts = { job_id: jobId, type: 'image/jpeg', stage: 'after', sha256, size: String(bytes.length) };
  const ticket = await ask(`/upload-url?${new URLSearchParams(facts)}`);
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, String(value));
  form.append('file', new Blob([new Uint8Array(bytes)]));
  const sent = await fetch(`${run.info.dashboard}/upload`, { method: 'POST', body: form });
  expect(sent.ok).toBe(true);
  const readState = async () => (await ask(`/photos?job_id=${jobId}`)).photos[0]?.state;
  await expect.poll(readState, { timeout: 30_000 }).toBe('ready');
  return sha256;
}

async function openBookings({ page }: Visitor, name: string) {
  await page.getByRole('link', { name: 'Live', exact: true }).click();
  await page.getByRole('button', { name: 'Bookings', exact: true }).click();
  const row = page.getByRole('listitem', { name });
  await row.waitFor();
  return row;
}

describe('a dispatcher', () => {
  it('sees a booking come, confirms its hour, and gives the money back', async ({ run, desk, signIn }) => {
    const visitor = await signIn('dispatcher', PHONE, { timezoneId: 'Asia/Tokyo' });
    const first = await bookAndPay(desk, '4000000000009995', 'Declined Dan');
    const row = await openBookings(visitor, 'Declined Dan');
    await row.getByText('Not paid yet').waitFor();
    const bookingId = await bookAndPay(desk, '4242424242424242', 'Ada Byron');
    const { page } = visitor;
    const ada = page.getByRole('listitem', { name: 'Ada Byron' });
    await ada.getByText('Paid', { exact: true }).waitFor({ timeout: 20_000 });
    // On the company's clock, wherever the dispatcher sits.
    await ada.getByLabel('Hour').selectOption({ index: 2 });
    await ada.getByRole('button', { name: 'Confirm the hour' }).click();
    await ada.getByText(/Confirmed for \w{3}, \w{3} \d+, 2:00\sPM E[SD]T/).waitFor();
    const booking = await desk.read(bookingId);
    expect((await desk.ask(`/jobs?job_id=${bookingId}`)).jobs[0].scheduled_for).toBe(booking?.confirmed_for);
    expect(await runAxe(page)).toEqual([]);
    await ada.getByRole('button', { name: 'Cancel and refund' }).click();
    await ada.getByText(/Refund \$249\.00 to Ada Byron\?/).waitFor();
    await ada.getByRole('button', { name: 'Yes, refund' }).press('Enter');
    await ada.getByText('Refunded').waitFor({ timeout: 30_000 });
    expect((await desk.ask(`/jobs?job_id=${bookingId}`)).jobs[0].status).toBe('cancelled');
    expect([visitor.complaints, first.startsWith('b-')]).toEqual([[], true]);
    const worker = await signIn('worker');
    await expect.poll(() => worker.page.getByRole('button', { name: 'Bookings' }).count()).toBe(0);
    expect((await fetch(`${run.info.dashboard}/config.json`).then((response) => response.json())).payments).toBe(true);
  });
});

describe('a dispute', () => {
  it('has its evidence as a draft within a minute, with the photos that prove the work, and is not submitted', async ({
    run,
    desk,
  }) => {
    const bookingId = await bookAndPay(desk, '4242424242424242', 'Zoë Łoś');
    const sha256 = await sendPhoto(run, desk, bookingId);
    const began = Date.now();
    await desk.dispute();
    await expect
      .poll(async () => (await desk.read(bookingId))?.disputes[0]?.evidence, { timeout: EVIDENCE_WITHIN_MS })
      .toBe('drafted');
    expect(Date.now() - began).toBeLessThan(EVIDENCE_WITHIN_MS);
    const booking = await desk.read(bookingId);
    expect(booking).toMatchObject({ state: 'disputed', disputes: [{ status: 'needs_response' }] });
    const page = await (await fetch(booking?.disputes[0]?.url ?? '')).text();
    expect(page).toContain('a draft, not submitted');
    const [, file] = /href="(\/files\/\w+)"/.exec(page) ?? [];
    const document = await fetch(`${run.info.stripe?.endpoint}${file}`);
    const { text, pages } = await readPdf(new Uint8Array(await document.arrayBuffer()));
    for (const words of [
      sha256,
      'Zoë Łoś',
      '12 Pine Road',
      'Verified: yes',
      'those of',
      'Until 24 hours before',
      'photo stored',
    ]) {
      expect(text).toContain(words);
    }
    expect(pages).toBeLessThanOrEqual(18);
    const { entries } = await desk.ask(`/audit?job_id=${bookingId}`);
    expect(entries).toContainEqual(expect.objectContaining({ action: 'evidence-drafted' }));
  });
});
