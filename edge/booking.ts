/** Lambda@Edge, origin-request, of /bookings and /stripe/webhook: what customers book and pay. Only where a deployment takes payments. */

import type { BookingRoute } from './booking/booking-call.ts';
import { BOOKING_ROUTES } from './booking-api.ts';
import { createBookingHandler } from './create-booking-handler.ts';
import { manageBooking } from './routes/manage-booking.ts';
import { readBookings, readOffer } from './routes/read-bookings.ts';
import { takeBooking } from './routes/take-booking.ts';
import { takePaymentEvent } from './routes/take-payment-event.ts';

export const BOOKING_TABLE: readonly BookingRoute[] = [
  { method: 'GET', path: BOOKING_ROUTES.offer, respond: readOffer },
  { method: 'GET', path: BOOKING_ROUTES.bookings, respond: readBookings },
  { method: 'POST', path: BOOKING_ROUTES.bookings, respond: takeBooking },
  { method: 'PATCH', path: BOOKING_ROUTES.bookings, respond: manageBooking },
  { method: 'POST', path: BOOKING_ROUTES.webhook, respond: takePaymentEvent },
];

export const handler = createBookingHandler(BOOKING_TABLE);
