/**
 * POST /bookings by a form, which every browser sends, with script or without: first the price, of which nothing is kept; then, by the
 * form on that page, the booking itself and the way to Stripe.
 */
import type { BookingCall } from '../booking/booking-call.ts';
import { renderPayPage, renderReview } from '../booking/booking-page.ts';
import { placeBooking } from '../booking/place-booking.ts';
import { type EdgeResponse, parseFormBody, toPageResponse } from '../core/exchange.ts';
import { parseBookingForm } from '../core/parse-booking-form.ts';
import { priceOrder } from '../core/price-order.ts';
import { openPlacing, readAsked, toPricedDraft, toShownBooking } from './make-booking.ts';

/**
 * @throws {AppError} when something is wrong or its slot is full (`bad-request`), it comes too often (`too-many-requests`), or a service
 * can't be had (`unavailable`)
 */
export async function bookByForm(call: BookingCall): Promise<EdgeResponse> {
  const { request, config, services } = call;
  const form = parseFormBody(request);
  const isPaying = form.get('step') === 'pay';
  if (isPaying) await services.countAsking(request.from.address);
  const isPlain = !form.get('id') || form.get('plain') === 'yes';
  // A page without script has no chance to offer: what it is shown next bears an id.
  if (!isPaying && !form.get('id')) form.set('id', services.createSecret());
  const asked = await readAsked(call, parseBookingForm(form));
  if (!isPaying) {
    const { from = '', to = '' } = config.slots.half_days.find(({ id }) => id === asked.slot.half_day) ?? {};
    const order = priceOrder(config.prices, asked, asked.language);
    return toKeptPage(renderReview({ asked, order, hours: `${from}–${to}`, isPlain }));
  }
  const booking = await placeBooking(toPricedDraft(asked, call), await openPlacing(call));
  const { id: secret, language } = asked;
  return toKeptPage(renderPayPage({ booking: toShownBooking(booking, call), secret, language, isPlain }));
}

/** The customer's own browser may keep it: what a form has got is not asked for again, and the way back from Stripe would end at an error. */
function toKeptPage(body: string): EdgeResponse {
  const page = toPageResponse(body);
  return { ...page, headers: { ...page.headers, 'cache-control': 'private, no-cache' } };
}
