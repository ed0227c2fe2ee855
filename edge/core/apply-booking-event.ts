/**
 * What an event of Stripe changes of a booking. Each fact only ever grows: a session goes up in SESSION_STATES, a refund to
 * the larger amount, a dispute from open to closed. So the order of events and their repetition make no difference, and
 * `paid` never goes back; what people see of a booking follows from its facts.
 */
import {
  type BookingDispute,
  type BookingRecord,
  type BookingSession,
  type BookingState,
  SESSION_STATES,
} from '../../origin/booking-record.ts';
import type { BookingEvent, DisputeFact, RefundFact, SessionFact } from './booking-event.ts';

/** Why an event is not believed though Stripe has signed it. */
export type EventRefusal = 'wrong-session' | 'wrong-amount' | 'wrong-currency';

export type AppliedEvent =
  | { readonly booking: BookingRecord; readonly refusal: null }
  | { readonly booking: null; readonly refusal: EventRefusal };

/**
 * Stripe's states of a dispute, in the order in which it passes them: one that is over is not opened again by an event that is late. One that
 * is lost may be won on appeal.
 */
const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'prevented',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
];
/** After the last session of a booking is over. */
const UNPAID_SECONDS = 30 * 24 * 3600;
/** The customer's bank has let go of these. */
const HARMLESS_DISPUTES = ['won', 'warning_closed', 'prevented'];

/** Applies an event. What it says again, or says late, leaves the booking as it is: the very same object. */
export function applyBookingEvent(booking: BookingRecord, { fact }: BookingEvent): AppliedEvent {
  if (fact.kind === 'session') return applySession(booking, fact);
  return accept(booking, fact.kind === 'refund' ? withRefund(booking, fact) : withDispute(booking, fact));
}

/** Puts changed facts into a booking, with all that follows from them; nothing changed: the very same object. */
export function changeBooking(booking: BookingRecord, facts: Partial<BookingRecord>): BookingRecord {
  const next = { ...booking, ...facts };
  const state = toBookingState(next);
  const holds_slot = state !== 'failed' && state !== 'expired' && state !== 'refunded';
  const changed = { ...next, state, holds_slot, expires_at: toBookingEnd(next) };
  const isSame = JSON.stringify(changed) === JSON.stringify(booking);
  return isSame ? booking : { ...changed, revision: booking.revision + 1 };
}

/**
 * When a booking goes that nobody has paid: people's names and addresses are not kept for what came to nothing. Long after Stripe could
 * tell anything of it: it repeats events for three days. Null: it stays.
 */
export function toBookingEnd({ sessions }: Pick<BookingRecord, 'sessions'>): number | null {
  const isKept = sessions.some(({ state }) => state === 'paid' || state === 'processing');
  return isKept ? null : Math.max(...sessions.map(({ expires_at }) => expires_at)) + UNPAID_SECONDS;
}

/** The session that was paid: the first of them, if a customer should ever manage to pay two. */
export function findPaidSession({ sessions }: Pick<BookingRecord, 'sessions'>): BookingSession | null {
  return sessions.find(({ state }) => state === 'paid') ?? null;
}

/** PaymentPort beyond the first: they have to be given back. */
export function listSurplusPayments({ sessions }: Pick<BookingRecord, 'sessions'>): readonly BookingSession[] {
  return sessions.filter(({ state }) => state === 'paid').slice(1);
}

/** What was given back of the payment that counts. */
export function sumRefunded(booking: Pick<BookingRecord, 'sessions' | 'refunds'>): number {
  const paid = findPaidSession(booking);
  return booking.refunds.find(({ payment_intent }) => payment_intent === paid?.payment_intent)?.amount ?? 0;
}

function toBookingState(booking: BookingRecord): BookingState {
  const { sessions, disputes, order } = booking;
  const paid = findPaidSession(booking);
  if (paid !== null) {
    const refunded = sumRefunded(booking);
    const isDisputed = disputes.some(
      ({ payment_intent, status }) => payment_intent === paid.payment_intent && !HARMLESS_DISPUTES.includes(status),
    );
    if (isDisputed) return 'disputed';
    if (refunded >= order.amount) return 'refunded';
    return refunded > 0 ? 'refunded_partly' : 'paid';
  }
  if (sessions.some(({ state }) => state === 'processing')) return 'processing';
  const latest = sessions.at(-1)?.state ?? 'asked';
  return latest === 'failed' || latest === 'expired' ? latest : 'pending_payment';
}

function applySession(booking: BookingRecord, fact: SessionFact): AppliedEvent {
  const { order, sessions } = booking;
  const standing = sessions.find(({ session_id }) => session_id === fact.session_id);
  if (standing === undefined) return { booking: null, refusal: 'wrong-session' };
  if (fact.currency !== order.currency) return { booking: null, refusal: 'wrong-currency' };
  if (fact.amount !== order.amount) return { booking: null, refusal: 'wrong-amount' };
  const isLater = SESSION_STATES.indexOf(fact.state) > SESSION_STATES.indexOf(standing.state);
  const next = {
    ...standing,
    state: isLater ? fact.state : standing.state,
    payment_intent: standing.payment_intent ?? fact.payment_intent,
    failure: standing.failure ?? fact.failure,
  };
  return accept(booking, { sessions: sessions.map((session) => (session === standing ? next : session)) });
}

function withRefund({ refunds }: BookingRecord, fact: RefundFact): Partial<BookingRecord> {
  const { payment_intent, amount } = fact;
  const before = refunds.find((refund) => refund.payment_intent === payment_intent)?.amount ?? 0;
  const others = refunds.filter((refund) => refund.payment_intent !== payment_intent);
  return amount > before ? { refunds: [...others, { payment_intent, amount }] } : {};
}

function withDispute({ disputes }: BookingRecord, { kind: _kind, ...dispute }: DisputeFact): Partial<BookingRecord> {
  const standing = disputes.find(({ dispute_id }) => dispute_id === dispute.dispute_id);
  const rank = (status: string) => DISPUTE_STATUSES.indexOf(status);
  if (standing !== undefined && rank(dispute.status) <= rank(standing.status)) return {};
  const others: readonly BookingDispute[] = disputes.filter((each) => each !== standing);
  return { disputes: [...others, dispute] };
}

function accept(booking: BookingRecord, facts: Partial<BookingRecord>): AppliedEvent {
  return { booking: changeBooking(booking, facts), refusal: null };
}
