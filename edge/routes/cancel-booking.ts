/** A dispatcher gives the money back. That it is given back, and the job cancelled, only Stripe's event says. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { findPaidSession } from '../core/apply-booking-event.ts';
import { toAuditEntry } from '../core/audit.ts';
import { AppError } from '../problem.ts';
import type { ChangingBooking } from './confirm-hour.ts';

/**
 * Asks Stripe to give all of it back; asked again, it is given once. Who asks stands in the job's audit log before Stripe is asked: so no
 * money goes back of which nobody knows who wished it.
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
  const detail = { booking: booking.booking_id, payment };
  const audited = { action: 'refund-asked', jobId: booking.job_id, actor: principal, detail } as const;
  const { record, window } = toAuditEntry(audited, request, now);
  if (window !== null) await services.auditLog.appendFirst(record, window);
  await (await services.openPayments()).refund(payment, `refund-${booking.booking_id}`);
  return booking;
}
