/** A test of the function `booking`: its file shares one world; each test has an address and a half day of its own. */
import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { test, vi } from 'vitest';
import { mintToken, NOW } from '../issuer.ts';
import type { Asking } from '../origin-request.ts';
import { startBookingWorld, WEBHOOK_SECRETS } from './booking-world.ts';
import { signEvent } from './model-stripe.ts';

export const PERSON = {
  name: 'Ada Byron',
  phone: '+1 555 0100',
  email: 'ada@example.com',
  address: '12 Pine Road, Springfield',
};
let count = 0;

export const bookingTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('world', { scope: 'file' }, async ({}, { onCleanup }) => {
    const world = await startBookingWorld();
    onCleanup(() => world.close());
    return world;
  })
  .extend('dispatcher', { scope: 'file' }, () => mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'] }))
  .extend('toRequest', ({ world }) => {
    count += 1;
    world.setAddress(`203.0.113.${count}`);
    vi.setSystemTime(NOW);
    const day = new Date(Date.UTC(2026, 10, 23 + (count % 11))).toISOString().slice(0, 10);
    const slot = { day, half_day: Math.floor(count / 11) % 2 === 0 ? 'morning' : 'afternoon' };
    return (more: object = {}) => {
      const asked = { id: randomUUID(), size: 'half', extras: { mattress: 2 }, slot, terms: '2026-11-01' };
      return { ...asked, ...PERSON, ...more };
    };
  })
  .extend(
    'book',
    ({ world }) =>
      (body: object, asking: Asking = {}) =>
        world.ask('/bookings', { method: 'POST', body, ...asking }),
  )
  .extend('findSession', ({ world }) => (bookingId: string): Stripe.Checkout.Session => {
    const sessions = [...world.emulator.account.sessions.values()];
    const found = sessions.findLast(({ client_reference_id }) => client_reference_id === bookingId);
    if (!found) throw new Error('no session');
    return found;
  })
  /** The events that the emulator has raised of a booking, oldest first. */
  .extend(
    'listRaised',
    ({ world }) =>
      (bookingId: string): readonly Stripe.Event[] =>
        [...world.emulator.account.events.values()].filter((event) => JSON.stringify(event).includes(bookingId)),
  )
  .extend('send', ({ world }) => async (event: object, secret: string = WEBHOOK_SECRETS[0]) => {
    const { raw, signature } = signEvent(event, Date.now(), secret);
    return world.ask('/stripe/webhook', { method: 'POST', body: raw, headers: { 'stripe-signature': signature } });
  })
  .extend('bookAndPay', ({ world, toRequest, book, findSession, listRaised }) => async (more: object = {}) => {
    const request = toRequest(more);
    const { body } = await book(request);
    world.emulator.till.pay(findSession(body.booking_id), { kind: 'succeeds' });
    const [paid] = listRaised(body.booking_id).slice(-1);
    return { request, bookingId: body.booking_id as string, paid: paid as Stripe.Event };
  })
  .extend(
    'readJobs',
    ({ world }) =>
      async (jobId: string) =>
        (await world.scan(`JOB#${jobId}`)).filter(({ sk }) => sk === 'JOB'),
  );
