/** PATCH /bookings?booking_id=…: a dispatcher confirms the hour, or gives the money back. */
import { type BookingRecord, isBookingOver } from '../../origin/booking-record.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { isObject } from '../core/is-object.ts';
import { AppError } from '../problem.ts';
import { cancelBooking } from './cancel-booking.ts';
import { confirmHour } from './confirm-hour.ts';
import { admitDispatcher, toManagedBookings } from './read-bookings.ts';

/**
 * Does what the body's `action` says.
 * @throws {AppError} when no dispatcher asks (`access-denied`), there is no such booking (`not-found`), or it is nothing that can be done
 * (`bad-request`)
 */
export async function manageBooking(call: BookingCall): Promise<EdgeResponse> {
  const { request, services } = call;
  const principal = await admitDispatcher(call);
  const body = parseJsonBody(request);
  const booking = await services.store.readBooking(request.query.get('booking_id') ?? '');
  if (booking === null || isBookingOver(booking, call.now)) throw new AppError('not-found');
  const changed = await act(isObject(body) ? body : {}, { call, booking, principal });
  const [shown] = await toManagedBookings([changed], call);
  return toJsonResponse(shown, { etag: `"${changed.revision}"` });
}

function act(
  body: Readonly<Record<string, unknown>>,
  acting: Parameters<typeof confirmHour>[1],
): Promise<BookingRecord> {
  if (body.action === 'refund') return cancelBooking(acting);
  if (body.action === 'confirm') return confirmHour(body.starts_at, acting);
  throw new AppError('bad-request', { errors: [{ pointer: '/action', detail: 'Must be confirm or refund.' }] });
}
