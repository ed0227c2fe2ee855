/** POST /bookings: a form or JSON books; with the id and the secret of a booking its payment is opened again. */
import type { BookingCall } from '../booking/booking-call.ts';
import { isBookingForm } from '../booking/booking-refusal.ts';
import { type EdgeRequest, type EdgeResponse, readHeader } from '../core/exchange.ts';
import { AppError } from '../problem.ts';
import { bookByForm } from './book-by-form.ts';
import { makeBooking, openPayment } from './make-booking.ts';
import { findOwnBooking } from './read-bookings.ts';

/**
 * @throws {AppError} when another site's page has sent it (`access-denied`), something is wrong (`bad-request`), there is no such booking
 * (`not-found`), it comes too often (`too-many-requests`), or a service can't be had (`unavailable`)
 */
export async function takeBooking(call: BookingCall): Promise<EdgeResponse> {
  if (!isOfOwnPage(call.request)) throw new AppError('access-denied');
  const bookingId = call.request.query.get('booking_id');
  if (bookingId !== null) return openPayment(call, await findOwnBooking(call, bookingId));
  return isBookingForm(call.request) ? bookByForm(call) : makeBooking(call);
}

/**
 * Nobody's browser books what another site has filled in: it would take a place in a stranger's name, and from that stranger's address. Also
 * not as JSON, which a page may send to anywhere as `text/plain`. Browsers of before 2023 say no more than their page's origin.
 */
function isOfOwnPage(request: EdgeRequest): boolean {
  const { headers, origin } = request;
  if (headers['sec-fetch-site'] !== undefined) {
    return /^(same-origin|none)$/.test(readHeader(request, 'sec-fetch-site') ?? '');
  }
  const from = headers.origin === undefined ? 'null' : readHeader(request, 'origin');
  return from === 'null' || from === origin;
}
