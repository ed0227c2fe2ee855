/** A dispatcher gives the money back. That it is given back, and the job cancelled, only Stripe's event says. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import { findPaidSession } from '../core/apply-booking-event.ts';
import { AppError } from '../problem.ts';

/**
 * Asks Stripe to give all of it back; asked again, it is given once.
 * @throws {AppError} when nothing of it is paid (`bad-request`)
 */
export async function cancelBooking({
  call,
  booking,
}: {
  readonly call: BookingCall;
  readonly booking: BookingRecord;
}): Promise<BookingRecord> {
  const payment = findPaidSession(booking)?.payment_intent ?? null;
  if (payment === null || booking.state === 'disputed') {
    throw new AppError('bad-request', {
      errors: [{ pointer: '/action', detail: 'Only what is paid can be given back.' }],
    });
  }
  if (booking.state !== 'refunded') {
    await (await call.services.openPayments()).refund(payment, `refund-${booking.booking_id}`);
  }
  return booking;
}
