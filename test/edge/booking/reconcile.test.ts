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
