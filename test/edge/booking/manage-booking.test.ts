import { describe, expect } from 'vitest';
import { mintToken } from '../issuer.ts';
import { bookingTest } from './booking-test.ts';

const it = bookingTest
  /** A paid booking, and what a dispatcher does with it. */
  .extend('paid', async ({ world, bookAndPay, send, dispatcher }) => {
    const { bookingId, paid } = await bookAndPay();
    await send(paid);
    const read = async () => {
      const { body } = await world.ask('/bookings', { token: dispatcher });
      return body.bookings.find(({ booking_id }: { booking_id: string }) => booking_id === bookingId);
    };
    const booking = await read();
    const hour = new Date(Date.parse(booking.slot.starts_at) + 3600_000).toISOString();
    const patch = (body: object, { token = dispatcher, revision = booking.revision } = {}) =>
      world.ask(`/bookings?booking_id=${bookingId}`, {
        ...{ method: 'PATCH', token, body, headers: { 'if-match': `"${revision}"` } },
      });
    return { bookingId, booking, hour, patch, read };
  });

describe('confirming the hour', () => {
  it('puts it into the booking, the job and the audit log at once', async ({ world, paid, readJobs }) => {
    const { status, body, headers } = await paid.patch({ action: 'confirm', starts_at: paid.hour });
    expect([status, body.confirmed_for, headers.etag]).toEqual([200, paid.hour, `"${paid.booking.revision + 1}"`]);
    expect(await readJobs(paid.bookingId)).toMatchObject([{ scheduled_for: paid.hour, revision: 2 }]);
    const entries = (await world.readAudit(paid.bookingId)).filter(({ action }) => action === 'job-changed');
    expect(entries).toMatchObject([{ actor: 'dispatcher-1', detail: { changed: 'scheduled_for' } }]);
  });

  it('changes nothing when it is sent again', async ({ world, paid }) => {
    const body = { action: 'confirm', starts_at: paid.hour };
    await paid.patch(body);
    const again = await paid.patch(body);
    expect([again.status, again.body.revision]).toEqual([200, paid.booking.revision + 1]);
    const entries = (await world.readAudit(paid.bookingId)).filter(({ action }) => action === 'job-changed');
    expect(entries).toHaveLength(1);
  });

  it('is refused at another revision, and without one', async ({ paid }) => {
    const body = { action: 'confirm', starts_at: paid.hour };
    const other = await paid.patch(body, { revision: paid.booking.revision - 1 });
    expect(other.body.type).toMatch(/edited-meanwhile$/);
    const none = await paid.patch(body, { revision: '' });
    expect([none.status, (await paid.read()).confirmed_for]).toEqual([400, null]);
  });

  it.for<[string, number, number]>([
    ['takes the first minute of the half day', 0, 200],
    ['takes its last', 4 * 3600_000 - 60_000, 200],
    ['refuses the minute before it', -60_000, 400],
    ['refuses its end', 4 * 3600_000, 400],
  ])('%s', async ([, offsetMs, status], { paid }) => {
    const starts_at = new Date(Date.parse(paid.booking.slot.starts_at) + offsetMs).toISOString();
    expect((await paid.patch({ action: 'confirm', starts_at })).status).toBe(status);
  });

  it('is nothing for a booking that nobody has paid', async ({ world, toRequest, book, dispatcher }) => {
    const { body } = await book(toRequest());
    const { status, body: told } = await world.ask(`/bookings?booking_id=${body.booking_id}`, {
      ...{ method: 'PATCH', token: dispatcher, headers: { 'if-match': '"2"' } },
      body: { action: 'confirm', starts_at: body.slot.starts_at },
    });
    expect([status, told.errors]).toMatchObject([400, [{ pointer: '/action' }]]);
  });

  it('stays when money is given back in part, and when events come late', async ({ paid, send, listRaised }) => {
    await paid.patch({ action: 'confirm', starts_at: paid.hour });
    for (const event of listRaised(paid.bookingId)) await send({ ...event, id: `${event.id}late` });
    expect(await paid.read()).toMatchObject({ confirmed_for: paid.hour, state: 'paid' });
  });
});

describe('attack: somebody else manages bookings', () => {
  it.for<[string, Record<string, unknown>]>([
    ['a worker', { sub: 'worker-1', roles: ['worker'] }],
    ['a customer', { sub: 'customer-1', roles: ['customer'] }],
    ['a dispatcher whose token is for looking', { sub: 'dispatcher-1', roles: ['dispatcher'], scope: 'view' }],
    ['a dispatcher whose token is for one job', { sub: 'dispatcher-1', roles: ['dispatcher'], jobs: ['j-1'] }],
  ])('%s can neither list, confirm nor give back', async ([, claims], { world, paid, readJobs }) => {
    const token = await mintToken(claims);
    const [before] = await readJobs(paid.bookingId);
    const responses = [
      await world.ask('/bookings', { token }),
      await paid.patch({ action: 'confirm', starts_at: paid.hour }, { token }),
      await paid.patch({ action: 'refund' }, { token }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await readJobs(paid.bookingId)).toEqual([before]);
    expect(world.emulator.account.refunds.size).toBe(0);
  });

  it('the customer’s own secret does neither', async ({ world, bookAndPay, send }) => {
    const { bookingId, paid, request } = await bookAndPay();
    await send(paid);
    const { status } = await world.ask(`/bookings?booking_id=${bookingId}`, {
      ...{ method: 'PATCH', headers: { 'booking-secret': request.id }, body: { action: 'refund' } },
    });
    expect(status).toBe(401);
  });
});

describe('giving the money back', () => {
  it('stands in the audit log with who asked for it, before Stripe is asked, and once', async ({ world, paid }) => {
    await paid.patch({ action: 'refund' });
    await paid.patch({ action: 'refund' });
    const asked = (await world.readAudit(paid.bookingId)).filter(({ action }) => action === 'refund-asked');
    expect(asked).toMatchObject([
      { actor: 'dispatcher-1', detail: { booking: paid.bookingId, payment: expect.stringMatching(/^pi_/) } },
    ]);
  });

  it('is asked of Stripe once, however often a dispatcher asks', async ({ world, paid }) => {
    const before = world.emulator.account.refunds.size;
    await paid.patch({ action: 'refund' });
    await paid.patch({ action: 'refund' });
    expect(world.emulator.account.refunds.size).toBe(before + 1);
  });
});
