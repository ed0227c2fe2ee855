/** POST /bookings: a customer books. The price is the edge's own; what leads on is Stripe's page. */
import { createHash } from 'node:crypto';
import type { BookingRecord } from '../../origin/booking-record.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import { type BookingDraft, placeBooking } from '../booking/place-booking.ts';
import type { Booking } from '../booking-api.ts';
import { findPaidSession, sumRefunded } from '../core/apply-booking-event.ts';
import { renderBookingPage } from '../core/booking-page.ts';
import { type EdgeResponse, parseFormBody, parseJsonBody, readHeader, toJsonResponse } from '../core/exchange.ts';
import { type AskedBooking, hashBooking, hashBookingSecret, parseBooking, toBookingId } from '../core/parse-booking.ts';
import { parseBookingForm } from '../core/parse-booking-form.ts';
import { priceOrder } from '../core/price-order.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * Makes a booking; the same request again gives the same booking, with a session that can be paid.
 * @throws {AppError} when something is wrong or its slot is full (`bad-request`), it comes too often (`too-many-requests`), or a service
 * can't be had (`unavailable`)
 */
export async function makeBooking(call: BookingCall): Promise<EdgeResponse> {
  const { request, config, services, now } = call;
  const isForm = FORM.test(readHeader(request, 'content-type') ?? '');
  await services.countAsking(request.from.address);
  const body = isForm ? parseBookingForm(parseFormBody(request)) : parseJsonBody(request);
  const offered = await services.listSlots();
  const slots = new Set(offered.map(({ day, half_day }) => `${day} ${half_day}`));
  const asked = parseBooking(body, { prices: config.prices, slots, terms: config.terms });
  const { store, jobs } = services;
  const payments = await services.openPayments();
  const world = { store, jobs, payments, now, slotCapacity: config.slots.capacity };
  const booking = await placeBooking(toDraft(asked, call), world);
  if (!isForm) return toJsonResponse(toShownBooking(booking, now));
  return toPage(renderBookingPage(toShownBooking(booking, now), asked.language));
}

function toDraft(asked: AskedBooking, { request, config, services }: BookingCall): BookingDraft {
  const { id, size, extras, language, slot, name, phone, email, address, note, terms } = asked;
  const booking_id = toBookingId(id);
  return {
    ...{ booking_id, job_id: booking_id, secret_hash: hashBookingSecret(id), made_of: hashBooking(asked) },
    ...{ language, name, phone, email, address, note, terms, origin: request.origin },
    order: priceOrder(config.prices, { size, extras }, language),
    slot: { ...slot, starts_at: services.toStart(slot.day, slot.half_day) },
  };
}

/** A booking as its customer gets it. */
export function toShownBooking(booking: BookingRecord, now: Date): Booking {
  const { booking_id, state, order, slot, created_at, sessions } = booking;
  const latest = sessions.at(-1);
  const isOpen = state === 'pending_payment' && latest?.state === 'open' && latest.expires_at * 1000 > now.getTime();
  return {
    ...{ booking_id, state, order, slot, created_at },
    pay_url: isOpen ? (latest?.url ?? null) : null,
    failure: findPaidSession(booking) === null ? (latest?.failure ?? null) : null,
    refunded: sumRefunded(booking),
  };
}

function toPage(body: string): EdgeResponse {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', etag: `"${hash}"` },
    body,
  };
}
