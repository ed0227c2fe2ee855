/** POST /bookings: a form or JSON books; with the id and the secret of a booking its payment is opened again. */
import type { BookingCall } from '../booking/booking-call.ts';
import { isBookingForm } from '../booking/booking-refusal.ts';
import type { EdgeResponse } from '../core/exchange.ts';
import { bookByForm } from './book-by-form.ts';
import { makeBooking, openPayment } from './make-booking.ts';
import { findOwnBooking } from './read-bookings.ts';

/**
 * @throws {AppError} when something is wrong (`bad-request`), there is no such booking (`not-found`), it comes too often
 * (`too-many-requests`), or a service can't be had (`unavailable`)
 */
export async function takeBooking(call: BookingCall): Promise<EdgeResponse> {
  const bookingId = call.request.query.get('booking_id');
  if (bookingId !== null) return openPayment(call, await findOwnBooking(call, bookingId));
  return isBookingForm(call.request) ? bookByForm(call) : makeBooking(call);
}
