/** One booking: whose it is, how its payment is, its hour, its disputes, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ManagedBooking, ManagedDispute } from '../../../edge/booking-api.ts';
import { formatMoney } from '../../../edge/money.ts';
import type { Say } from '../../i18n/translate.ts';
import type { LazyView } from '../context.ts';
import { formatRoute } from '../navigation/page-route.ts';
import type { BookingDesk } from './booking-desk.ts';

export interface RowContext {
  readonly desk: BookingDesk;
  readonly view: LazyView;
  readonly say: Say;
}

const HALF_HOUR_MS = 30 * 60_000;
/** Of a booking that the crew will come to. */
const AHEAD = ['paid', 'refunded_partly'];
const UNPAID = ['pending_payment', 'processing', 'failed', 'expired'];
const ANSWERABLE = /needs_response$/;
/** Stripe's codes that a dispatcher can do something with; all others are the bank's refusal. */
const REASONS = ['insufficient_funds', 'expired_card', 'payment_failed'] as const;

export function bookingRow(booking: ManagedBooking, context: RowContext): TemplateResult {
  const { say, view } = context;
  const { booking_id, name, state, slot, order, confirmed_for, address, phone, email, note, time_zone } = booking;
  const { language } = view.words;
  const ordered = order.lines.map((line) => (line.quantity === 1 ? line.name : `${line.quantity} × ${line.name}`));
  const when = formatWhen(confirmed_for ?? slot.starts_at, language, time_zone);
  return html`<li class="booking" id=${`booking-${booking_id}`} tabindex="-1" aria-labelledby=${`name-${booking_id}`}>
    <div class="booking-head">
      <h3 id=${`name-${booking_id}`}>${name}</h3>
      <span class="fact" data-state=${state}>${say(`booked.${state}`)}</span>
    </div>
    <p>${confirmed_for ? say('booking.hour.confirmed', { time: when }) : `${when} – ${formatHour(booking.ends_at, language, { timeZone: time_zone })}`}</p>
    <p>${ordered.join(', ')} · <strong>${formatMoney(order.amount, order.currency, language)}</strong></p>
    <p>${address}<br /><a href=${`tel:${phone}`}>${phone}</a> · <a href=${`mailto:${email}`}>${email}</a></p>
    ${note ? html`<p>${say('booking.note', { note })}</p>` : nothing} ${whyFailed(booking, say)}
    ${booking.disputes.map((dispute) => disputeOf(dispute, booking, context))} ${tools(booking, context)}
  </li>`;
}

function whyFailed({ failure, state }: ManagedBooking, say: Say): TemplateResult | typeof nothing {
  if (failure === null || !UNPAID.includes(state)) return nothing;
  const known = REASONS.find((reason) => reason === failure);
  return html`<p class="booking-alert">${say('booking.why', { why: say(known ? `booking.why.${known}` : 'booking.why.declined') })}</p>`;
}

function disputeOf(
  dispute: ManagedDispute,
  { order, time_zone }: ManagedBooking,
  { say, view }: RowContext,
): TemplateResult {
  const { amount, reason, due_by, status, url } = dispute;
  const { language } = view.words;
  const told = say('booking.dispute', {
    amount: formatMoney(amount, order.currency, language),
    reason: reason.replaceAll('_', ' '),
  });
  const isOpen = ANSWERABLE.test(status);
  const how = status === 'won' || status === 'lost' ? say(`booking.dispute.${status}`) : say('booking.dispute.waits');
  const due =
    due_by === null
      ? ''
      : say('booking.dispute.due', { when: formatWhen(new Date(due_by * 1000).toISOString(), language, time_zone) });
  const evidence = dispute.evidence === null || dispute.evidence === 'uploaded' ? 'none' : dispute.evidence;
  return html`<div class="booking-alert">
    <p>${told} ${isOpen ? html`<strong>${due}</strong> ${say(`booking.evidence.${evidence}`)}` : how}</p>
    <a class="button" href=${url} target="_blank" rel="noreferrer">${say('booking.dispute.open')}</a>
  </div>`;
}

function tools(booking: ManagedBooking, context: RowContext): TemplateResult | typeof nothing {
  const { state, job_id, booking_id } = booking;
  const { say, desk, view } = context;
  if (UNPAID.includes(state)) return nothing;
  const isAsked = desk.shown().refunding === booking_id;
  const ask = () => desk.askToRefund(isAsked ? null : booking);
  return html`${AHEAD.includes(state) ? hourForm(booking, context) : nothing}
    <div class="sheet-actions">
      <a class="button" href=${formatRoute({ page: 'job', jobId: job_id, photoId: null })} @click=${() => view.actions.showDialog(null)}>${say('booking.job')}</a>
      ${
        AHEAD.includes(state)
          ? html`<button type="button" class="button button-danger" aria-expanded=${isAsked} @click=${ask}>${say('booking.refund')}</button>`
          : nothing
      }
    </div>
    ${isAsked ? question(booking, context) : nothing}`;
}

function question(booking: ManagedBooking, { say, desk, view }: RowContext): TemplateResult {
  const { order, refunded, name } = booking;
  const amount = formatMoney(order.amount - refunded, order.currency, view.words.language);
  return html`<div class="booking-alert" role="group" aria-label=${say('booking.refund')}>
    <p>${say('booking.refund.sure', { amount, name })}</p>
    <div class="sheet-actions">
      <button type="button" class="button button-danger" ?disabled=${desk.shown().isBusy} @click=${() => desk.refund(booking)}>${say('booking.refund.yes')}</button>
      <button type="button" class="button" @click=${() => desk.askToRefund(null)}>${say('booking.refund.no')}</button>
    </div>
  </div>`;
}

/** On the clock of the place where the work is, whatever that of who chooses. */
function hourForm(booking: ManagedBooking, { say, desk, view }: RowContext): TemplateResult {
  const { language } = view.words;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    desk.confirm(booking, String(new FormData(event.target as HTMLFormElement).get('hour')));
  };
  return html`<form class="booking-hour" @submit=${submit}>
    <label class="labelled"><span>${say('booking.hour')}</span>
      <select class="field" name="hour">
        ${listHours(booking).map((hour) => html`<option value=${hour} ?selected=${hour === booking.confirmed_for}>${formatHour(hour, language, { timeZone: booking.time_zone })}</option>`)}
      </select></label>
    <button class="button" ?disabled=${desk.shown().isBusy}>${say(booking.confirmed_for ? 'booking.hour.change' : 'booking.hour.do')}</button>
  </form>`;
}

function listHours({ slot, ends_at }: ManagedBooking): readonly string[] {
  const [begins, ends] = [Date.parse(slot.starts_at), Date.parse(ends_at)];
  const count = Math.max(1, Math.ceil((ends - begins) / HALF_HOUR_MS));
  return Array.from({ length: count }, (_, index) => new Date(begins + index * HALF_HOUR_MS).toISOString());
}

/** With the zone's name: who reads it may sit in another. */
function formatWhen(instant: string, language: string, timeZone: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short', timeZoneName: 'short' } as const;
  return formatHour(instant, language, { timeZone, ...day });
}

function formatHour(instant: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Date(instant).toLocaleString(language, { hour: 'numeric', minute: '2-digit', ...options });
}
