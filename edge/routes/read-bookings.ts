/** GET /bookings: one of them for its customer, by its secret; all of them for dispatchers. And what can be booked. */
import { timingSafeEqual } from 'node:crypto';
import { type BookingRecord, isBookingOver } from '../../origin/booking-record.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import { shareBookedJob } from '../booking/share-job.ts';
import {
  BOOKING_SECRET_HEADER,
  type Booking,
  type BookingList,
  type BookingOffer,
  type ManagedBooking,
} from '../booking-api.ts';
import { mayMakeJobs } from '../core/access.ts';
import { type EdgeResponse, readHeader, toJsonResponse } from '../core/exchange.ts';
import { hashBookingSecret } from '../core/parse-booking.ts';
import type { Principal } from '../core/principal.ts';
import { AppError } from '../problem.ts';
import { toShownBooking } from './make-booking.ts';

/** @throws {AppError} when neither the booking's secret nor a dispatcher's token is there: `not-found` or `access-denied` */
export async function readBookings(call: BookingCall): Promise<EdgeResponse> {
  const bookingId = call.request.query.get('booking_id');
  if (bookingId !== null) return readOwnBooking(call, bookingId);
  await admitDispatcher(call);
  const bookings = await call.services.listBookings();
  return toJsonResponse({ bookings: await toManagedBookings(bookings, call) } satisfies BookingList);
}

async function readOwnBooking(call: BookingCall, bookingId: string): Promise<EdgeResponse> {
  const { services, now, request } = call;
  const booking = await findOwnBooking(call, bookingId);
  const secret = readHeader(request, BOOKING_SECRET_HEADER) ?? '';
  const job_link = await shareBookedJob(booking, secret, { links: services.links, now });
  return toJsonResponse({ ...toShownBooking(booking, call), job_link } satisfies Booking);
}

/**
 * Nobody can tell a booking that is not there from one whose secret is another.
 * @throws {AppError} when it is either: `not-found`
 */
export async function findOwnBooking(
  { request, services, now }: BookingCall,
  bookingId: string,
): Promise<BookingRecord> {
  const secret = readHeader(request, BOOKING_SECRET_HEADER) ?? '';
  const booking = /^b-[0-9a-f]{20}$/.test(bookingId) ? await services.store.readBooking(bookingId) : null;
  const expected = Buffer.from(booking?.secret_hash ?? hashBookingSecret(''), 'hex');
  const isRight = timingSafeEqual(Buffer.from(hashBookingSecret(secret), 'hex'), expected);
  if (booking === null || !isRight || isBookingOver(booking, now)) throw new AppError('not-found');
  return booking;
}

/** @throws {AppError} when it is no dispatcher who asks: `access-denied`, or what its token lacks */
export async function admitDispatcher({ request, services }: BookingCall): Promise<Principal> {
  const principal = await services.identify(request);
  if (!mayMakeJobs(principal)) throw new AppError('access-denied');
  return principal;
}

/** Bookings as a dispatcher sees them. */
export async function toManagedBookings(
  bookings: readonly BookingRecord[],
  call: Pick<BookingCall, 'services' | 'config' | 'now'>,
): Promise<readonly ManagedBooking[]> {
  const { services } = call;
  const ids = bookings.flatMap(({ disputes }) => disputes.map(({ dispute_id }) => dispute_id));
  // Most have none: then neither rows nor Stripe's keys are read.
  const [evidence, address] =
    ids.length === 0 ? [[], ''] : await Promise.all([services.readEvidence(ids), services.findDisputes()]);
  const states = new Map(evidence.map(({ dispute_id, state }) => [dispute_id, state]));
  return bookings.map((booking) => {
    const { job_id, name, phone, email, note, disputes } = booking;
    return {
      ...toShownBooking(booking, call),
      ...{ job_id, name, phone, email, address: booking.address, note, revision: booking.revision },
      ends_at: services.toHalfDay(booking.slot.day, booking.slot.half_day).ends,
      disputes: disputes.map(({ dispute_id, status, reason, amount, due_by }) => ({
        ...{ status, reason, amount, due_by },
        evidence: states.get(dispute_id) ?? null,
        url: `${address}${dispute_id}`,
      })),
      pay_url: null,
    };
  });
}

export async function readOffer({ config, services }: BookingCall): Promise<EdgeResponse> {
  const offer: BookingOffer = { ...config.prices, terms: config.terms, slots: await services.listSlots() };
  return toJsonResponse(offer);
}
