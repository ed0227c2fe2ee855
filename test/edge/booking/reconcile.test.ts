import { describe, expect, vi } from 'vitest';
import { NOW } from '../issuer.ts';
import { bookingTest } from './booking-test.ts';

describe('the reconciler of bookings', () => {
  bookingTest(
    'makes the job of a payment whose webhook was lost, once, and counts it for the alarm',
    async ({ world, bookAndPay, readJobs }) => {
      const { bookingId } = await bookAndPay();
      const repairs = await world.reconcile();
      expect(repairs.repaired).toContainEqual({ booking_id: bookingId, by: 'checkout.session.completed' });
      expect(await readJobs(bookingId)).toMatchObject([{ status: 'open', revision: 1 }]);
      expect(JSON.parse(world.lines.at(-1) ?? '')).toMatchObject({ stage: 'test', bookings_repaired: 1, strange: 0 });
      expect((await world.reconcile()).repaired).toEqual([]);
    },
  );

  bookingTest(
    'gives back what was paid a second time, once',
    async ({ world, toRequest, book, findSession, listRaised, send }) => {
      const request = toRequest();
      const { body } = await book(request);
      const first = findSession(body.booking_id);
      world.emulator.till.expire(first);
      for (const event of listRaised(body.booking_id)) await send(event);
      await book(request);
      const second = findSession(body.booking_id);
      Object.assign(first, { status: 'open' });
      for (const session of [second, first]) world.emulator.till.pay(session, { kind: 'succeeds' });
      const before = world.emulator.account.refunds.size;
      const { repaired } = await world.reconcile();
      expect(repaired).toContainEqual({ booking_id: body.booking_id, by: 'paid-twice' });
      await world.reconcile();
      await world.reconcile();
      const refunds = [...world.emulator.account.refunds.values()].slice(before);
      expect(refunds).toMatchObject([{ amount: 32_900 }]);
    },
  );

  bookingTest(
    'lets the place go of a booking that nobody has paid, though no event says so',
    async ({ world, toRequest, book, findSession }) => {
      const { body } = await book(toRequest());
      const session = findSession(body.booking_id);
      Object.assign(session, { status: 'expired', url: null });
      vi.setSystemTime(NOW.getTime() + 60 * 60_000);
      const repairs = await world.reconcile();
      expect(repairs.repaired).toEqual([{ booking_id: body.booking_id, by: 'session-expired' }]);
      const [slot] = await world.scan(`SLOT#${body.slot.day}#${body.slot.half_day}`);
      expect(slot).toMatchObject({ held: 0 });
    },
  );
});
