/** The steps of a customer who books, and what the office and Stripe do meanwhile. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { BookingList, BookingOffer } from '../../edge/booking-api.ts';
import type { LocalRun } from './start-local-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

let taken = 0;

/** Each booking has a half day of its own. */
export async function fillBooking(run: LocalRun, page: Page): Promise<void> {
  const offer = (await (await fetch(`${run.info.dashboard}/bookings/offer`)).json()) as BookingOffer;
  const slot = offer.slots[2 + taken];
  taken += 1;
  await page.getByLabel('Half truck').check();
  await page.getByLabel('Mattress').selectOption('2');
  await page.getByLabel('Day', { exact: true }).fill(slot?.day ?? '');
  await page.getByLabel(slot?.half_day === 'morning' ? 'Morning' : 'Afternoon').check();
  await page.getByLabel('Address').fill('12 Pine Road');
  await page.getByLabel('Your name').fill('Ada Byron');
  await page.getByLabel('Phone').fill('+1 555 0100');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('I accept').check();
}

export async function seePrice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'See the price' }).press('Enter');
  await page.getByRole('heading', { name: 'Is this right?' }).waitFor();
  expect(await page.getByText('Total: $329.00').count()).toBe(1);
}

/** Presses the price's button, and pays on the emulator's page. */
export async function payAtStripe(page: Page, number = '4242424242424242'): Promise<void> {
  if (new URL(page.url()).pathname === '/bookings')
    await page.getByRole('button', { name: 'Pay $329.00' }).press('Enter');
  await page.getByLabel('Card or account number').fill(number);
  await page.getByRole('button', { name: /^Pay/ }).click();
}

export async function disturbEvents(run: LocalRun, disorder: string): Promise<void> {
  await fetch(`${run.info.stripe?.endpoint}/`, { method: 'POST', body: new URLSearchParams({ disorder }) });
}

export async function operateBookings(run: LocalRun, ...args: readonly string[]): Promise<string> {
  const command = ['infra/operate/bookings.ts', ...args, '--data', run.dataDir];
  return (await promisify(execFile)(process.execPath, command, { cwd: ROOT })).stdout;
}

export async function askAs<T>(run: LocalRun, user: string, path: string, change?: object): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${await run.token(user)}` };
  const sent = change
    ? { method: 'PATCH', body: JSON.stringify(change), headers: { ...headers, 'if-match': '"1"' } }
    : { headers };
  return (await (await fetch(run.info.dashboard + path, sent)).json()) as T;
}

/** The office says when within the half day the crew comes. @returns that hour, as its customer is to see it */
export async function confirmFirstHour(run: LocalRun, bookingId: string): Promise<string> {
  const { bookings } = await askAs<BookingList>(run, 'dispatcher', '/bookings');
  const booking = bookings.find(({ booking_id }) => booking_id === bookingId);
  const { starts_at = '' } = booking?.slot ?? {};
  const headers = { authorization: `Bearer ${await run.token('dispatcher')}`, 'if-match': `"${booking?.revision}"` };
  const body = JSON.stringify({ action: 'confirm', starts_at });
  const response = await fetch(`${run.info.dashboard}/bookings?booking_id=${bookingId}`, {
    ...{ method: 'PATCH', headers, body },
  });
  expect(response.status).toBe(200);
  const clock = { timeZone: 'America/New_York', dateStyle: 'full', timeStyle: 'short' } as const;
  return new Date(starts_at).toLocaleString('en', clock);
}

/** The session's half hour is over, as Stripe's own API lets a merchant say. */
export async function expireCheckout(run: LocalRun, checkout: string): Promise<void> {
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = run.info.s3;
  const { endpoint } = run.info.secrets_manager;
  const client = new SecretsManagerClient({
    region: run.info.region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { SecretString = '{}' } = await client.send(
    new GetSecretValueCommand({ SecretId: run.info.stripe?.secret_id }),
  );
  const id = checkout.split('/').at(-1);
  const authorization = `Bearer ${JSON.parse(SecretString).api_key}`;
  const response = await fetch(`${run.info.stripe?.endpoint}/v1/checkout/sessions/${id}/expire`, {
    method: 'POST',
    headers: { authorization },
  });
  expect(response.status).toBe(200);
}
