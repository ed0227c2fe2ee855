/** PATCH /bookings?booking_id=…: a dispatcher gives the money back. That it is given back, and the job cancelled, only Stripe's event says. */

import type { BookingCall } from '../booking/booking-call.ts';
import { findPaidSession } from '../core/apply-booking-event.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { isObject } from '../core/is-object.ts';
import { AppError } from '../problem.ts';
import { admitDispatcher, toManagedBookings } from './read-bookings.ts';

/**
 * Asks Stripe to give all of it back; asked again, it is given once.
 * @throws {AppError} when there is no such booking (`not-found`), or none that is paid (`bad-request`)
 */
export async function cancelBooking(call: BookingCall): Promise<EdgeResponse> {
  const { request, services } = call;
  await admitDispatcher(call);
  const body = parseJsonBody(request);
  if (!isObject(body) || body.action !== 'refund') {
    throw new AppError('bad-request', { errors: [{ pointer: '/action', detail: 'Must be refund.' }] });
  }
  const booking = await services.store.readBooking(request.query.get('booking_id') ?? '');
  if (booking === null) throw new AppError('not-found');
  const payment = findPaidSession(booking)?.payment_intent ?? null;
  if (payment === null || booking.state === 'disputed') {
    throw new AppError('bad-request', {
      errors: [{ pointer: '/action', detail: 'Only what is paid can be given back.' }],
    });
  }
  if (booking.state !== 'refunded') {
    await (await services.openPayments()).refund(payment, `refund-${booking.booking_id}`);
  }
  const [shown] = await toManagedBookings([booking], call);
  return toJsonResponse(shown);
}
