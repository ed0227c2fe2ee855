/** A customer books and pays, the crew sees a job, the dispatcher gives the money back: with every disorder that events can be in. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookingOffer } from '../../edge/booking-api.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
let run: LocalRun;
let offer: BookingOffer;
let taken = 0;

beforeAll(async () => {
  run = await startLocalRun(null, ['payments=test']);
  offer = (await ask('/bookings/offer')) as BookingOffer;
});
afterAll(() => run?.stop());

// biome-ignore lint/suspicious/noExplicitAny: what a test asserts on is whatever came
async function ask(path: string, options: RequestInit = {}): Promise<any> {
  const response = await fetch(run.info.dashboard + path, options);
  return response.json();
}

async function book() {
  const slot = offer.slots[Math.floor(taken / 2)];
  taken += 1;
  const person = { name: 'Ada Byron', phone: '+1 555 0100', email: 'ada@example.com', address: '12 Pine Road' };
  const what = { size: 'half', extras: { mattress: 1 }, slot: { day: slot?.day, half_day: slot?.half_day } };
  const id = randomUUID();
  const body = JSON.stringify({ id, ...what, ...person, terms: offer.terms });
  const booking = await ask('/bookings', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const readState = async () =>
    (await ask(`/bookings?booking_id=${booking.booking_id}`, { headers: { 'booking-secret': id } })).state;
  const pay = (number: string) =>
    fetch(booking.pay_url, { method: 'POST', body: new URLSearchParams({ number }), redirect: 'manual' });
  return { bookingId: booking.booking_id as string, readState, pay };
}

const turn = (fields: Record<string, string>) =>
  fetch(`${run.info.stripe?.endpoint}/`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

async function readJob(user: string, jobId: string) {
  const headers = { authorization: `Bearer ${await run.token(user)}` };
  return (await ask(`/jobs?job_id=${jobId}`, { headers })).jobs?.[0];
}

async function operate(...args: readonly string[]) {
  const command = ['infra/operate/bookings.ts', ...args, '--data', run.dataDir];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  return stdout + stderr;
}

describe('a booking', () => {
  it('is paid, seen by its crew, and given back', async () => {
    const { bookingId, readState, pay } = await book();
    expect([await readState(), await readJob('dispatcher', bookingId)]).toEqual(['pending_payment', undefined]);
    expect((await pay('4242424242424242')).status).toBe(303);
    await expect.poll(readState).toBe('paid');
    const job = await readJob('dispatcher', bookingId);
    expect(job).toMatchObject({ status: 'open', title: 'Half truck, Mattress', customer_name: 'Ada Byron' });
    const dispatcher = { authorization: `Bearer ${await run.token('dispatcher')}` };
    const worker = run.info.users.find(({ name }) => name === 'worker')?.subject;
    await ask(`/jobs?job_id=${bookingId}`, {
      ...{ method: 'PATCH', headers: { ...dispatcher, 'if-match': `"${job.revision}"` } },
      body: JSON.stringify({ crew: [{ subject: worker }] }),
    });
    expect(await readJob('worker', bookingId)).toMatchObject({ status: 'open' });
    const body = JSON.stringify({ action: 'refund' });
    await ask(`/bookings?booking_id=${bookingId}`, { method: 'PATCH', headers: dispatcher, body });
    await expect.poll(readState).toBe('refunded');
    expect(await readJob('worker', bookingId)).toMatchObject({ status: 'cancelled' });
  });

  it.each(['twice', 'late', 'reversed'])('is paid once when events come %s', async (disorder) => {
    await turn({ disorder });
    const { bookingId, readState, pay } = await book();
    await pay('4242424242424242');
    await expect.poll(readState).toBe('paid');
    expect(await readJob('dispatcher', bookingId)).toMatchObject({ status: 'open', revision: 1 });
  });

  it('whose event was lost is repaired by the operator, and shown', async () => {
    await turn({ disorder: 'lost' });
    const { bookingId, readState, pay } = await book();
    await pay('4242424242424242');
    expect(await operate('resend', '--dry-run')).toContain(`checkout.session.completed  ${bookingId}`);
    expect(await readState()).toBe('pending_payment');
    expect(await operate('resend')).toContain(`${bookingId}  repaired by checkout.session.completed`);
    expect([await readState(), await operate('list')]).toEqual(['paid', expect.stringContaining(`${bookingId}  paid`)]);
    expect(JSON.parse((await operate('show', bookingId)).split('\nthe local run')[0] ?? '')).toMatchObject({
      state: 'paid',
    });
    await operate('refund', bookingId);
    await operate('resend');
    expect([await readState(), (await readJob('dispatcher', bookingId)).status]).toEqual(['refunded', 'cancelled']);
    expect(await operate('refund', bookingId)).toContain('was given back before');
    const headers = { authorization: `Bearer ${await run.token('dispatcher')}` };
    const { entries } = await ask(`/audit?job_id=${bookingId}`, { headers });
    const asked = entries.filter(({ action }: { action: string }) => action === 'refund-asked');
    expect(asked).toMatchObject([{ actor: 'operator' }]);
    await turn({ disorder: 'none' });
  });

  it('is processing while the bank takes its time, and fails where the bank refuses', async () => {
    const { bookingId, readState, pay } = await book();
    await pay('000111111116');
    await expect.poll(readState).toBe('processing');
    await expect.poll(readState).toBe('failed');
    expect(await readJob('dispatcher', bookingId)).toBeUndefined();
  });
});
