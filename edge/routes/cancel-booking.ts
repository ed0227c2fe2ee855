/** A dispatcher gives the money back. That it is given back, and the job cancelled, only Stripe's event says. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { giveBack } from '../booking/give-back.ts';
import { findPaidSession } from '../core/apply-booking-event.ts';
import { AppError } from '../problem.ts';
import type { ChangingBooking } from './confirm-hour.ts';

/**
 * Asks Stripe to give all of it back; asked again, it is given once.
 * @throws {AppError} when nothing of it is paid (`bad-request`), or a service can't be had (`unavailable`)
 */
export async function cancelBooking({ call, booking, principal }: ChangingBooking): Promise<BookingRecord> {
  const { services, request, now } = call;
  const payment = findPaidSession(booking)?.payment_intent ?? null;
  if (payment === null || booking.state === 'disputed') {
    throw new AppError('bad-request', {
      errors: [{ pointer: '/action', detail: 'Only what is paid can be given back.' }],
    });
  }
  if (booking.state === 'refunded') return booking;
  const { auditLog, openPayments } = services;
  await giveBack(booking, payment, { auditLog, openPayments, actor: principal, request, now });
  return booking;
}
