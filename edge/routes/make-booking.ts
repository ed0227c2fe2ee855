/** POST /bookings: a customer books. The price is the edge's own; what leads on is Stripe's page. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { findTermsText, hashTerms } from '../../origin/terms.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import { type BookingDraft, type PlacingWorld, payAgain, placeBooking } from '../booking/place-booking.ts';
import type { Booking } from '../booking-api.ts';
import { findPaidSession, sumRefunded } from '../core/apply-booking-event.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { type AskedBooking, hashBooking, hashBookingSecret, parseBooking, toBookingId } from '../core/parse-booking.ts';
import { priceOrder } from '../core/price-order.ts';

/**
 * Makes a booking; the same request again gives the same booking, with a session that can be paid.
 * @throws {AppError} when something is wrong or its slot is full (`bad-request`), it comes too often (`too-many-requests`), or a service
 * can't be had (`unavailable`)
 */
export async function makeBooking(call: BookingCall): Promise<EdgeResponse> {
  const { request, services } = call;
  await services.countAsking(request.from.address);
  const asked = await readAsked(call, parseJsonBody(request));
  const booking = await placeBooking(toPricedDraft(asked, call), await openPlacing(call));
  return toJsonResponse(toShownBooking(booking, call));
}

/**
 * Opens the payment of a booking again, for who has its secret.
 * @throws {AppError} when its half day is over or full (`bad-request`), it comes too often (`too-many-requests`), or a service can't be had
 * (`unavailable`)
 */
export async function openPayment(call: BookingCall, { booking_id }: BookingRecord): Promise<EdgeResponse> {
  const { request, services } = call;
  await services.countAsking(request.from.address);
  const slots = await listOffered(call);
  const isOffered: Parameters<typeof payAgain>[2] = ({ day, half_day }) => slots.has(`${day} ${half_day}`);
  const booking = await payAgain(booking_id, await openPlacing(call), isOffered);
  return toJsonResponse(toShownBooking(booking, call));
}

/** @throws {AppError} when something of it is wrong: `bad-request`, with all of it */
export async function readAsked(call: BookingCall, body: unknown): Promise<AskedBooking> {
  const { prices, terms } = call.config;
  return parseBooking(body, { prices, slots: await listOffered(call), terms });
}

async function listOffered({ services }: BookingCall): Promise<ReadonlySet<string>> {
  return new Set((await services.listSlots()).map(({ day, half_day }) => `${day} ${half_day}`));
}

/** @throws {AppError} when the keys of Stripe can't be had: `unavailable` or `internal` */
export async function openPlacing({ services, config, now }: BookingCall): Promise<PlacingWorld> {
  const { store, jobs } = services;
  return { store, jobs, payments: await services.openPayments(), now, slotCapacity: config.slots.capacity };
}

export function toPricedDraft(asked: AskedBooking, { request, config, services }: BookingCall): BookingDraft {
  const { id, size, extras, language, slot, name, phone, email, address, note, terms } = asked;
  const booking_id = toBookingId(id);
  const text = findTermsText(terms, language);
  return {
    ...{ booking_id, job_id: booking_id, secret_hash: hashBookingSecret(id), made_of: hashBooking(asked) },
    ...{ language, name, phone, email, address, note, terms, origin: request.origin },
    terms_sha256: text === null ? null : hashTerms(text),
    order: priceOrder(config.prices, { size, extras }, language),
    slot: { ...slot, starts_at: services.toHalfDay(slot.day, slot.half_day).begins },
  };
}

/** A booking as its customer gets it. */
export function toShownBooking(booking: BookingRecord, { config, now }: Pick<BookingCall, 'config' | 'now'>): Booking {
  const { booking_id, state, order, slot, created_at, sessions } = booking;
  const latest = sessions.at(-1);
  const isOpen = state === 'pending_payment' && latest?.state === 'open' && latest.expires_at * 1000 > now.getTime();
  return {
    ...{ booking_id, state, order, slot, created_at, confirmed_for: booking.confirmed_for ?? null },
    time_zone: config.slots.time_zone,
    pay_url: isOpen ? (latest?.url ?? null) : null,
    failure: findPaidSession(booking) === null ? (latest?.failure ?? null) : null,
    refunded: sumRefunded(booking),
    job_link: null,
  };
}
