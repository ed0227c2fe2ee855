/** What becomes of an event that Stripe has signed: it is ours or not, it tells of a booking or not, and then it is recorded. */
import { type EvidenceRequest, takesEvidence } from '../../origin/evidence-record.ts';
import type { BookingEvent, BookingFact, ReceivedEvent } from '../core/booking-event.ts';
import type { PaymentPort } from '../core/payments.ts';
import { type BookingWorld, type RecordedEvent, recordBookingEvent } from './record-booking-event.ts';

export interface ReceivingWorld extends BookingWorld {
  readonly payments: Pick<PaymentPort, 'readPayment'>;
  /** Whether real money is at stake. */
  readonly isLive: boolean;
  /** @throws {AppError} when it can't be asked for: `unavailable`, and the same event may come again */
  askForEvidence(request: EvidenceRequest): Promise<void>;
}

/** `other-account` and `other-mode`: signed, and not of this deployment's; `other-kind`: no booking depends on it. */
export type ReceivedOutcome = RecordedEvent | 'other-account' | 'other-mode' | 'other-kind' | 'no-booking';

/** Outcomes that nobody expects: something is wrong at Stripe or in a setting, and somebody has to look. */
export const STRANGE_OUTCOMES: readonly ReceivedOutcome[] = [
  'wrong-session',
  'wrong-amount',
  'wrong-currency',
  'other-account',
  'other-mode',
];

/** @throws {AppError} when a service can't be had: `unavailable`, and the same event may come again */
export async function receiveEvent(received: ReceivedEvent, world: ReceivingWorld): Promise<ReceivedOutcome> {
  if (received.account !== null) return 'other-account';
  if (received.livemode !== world.isLive) return 'other-mode';
  const event = await toBookingEvent(received, world.payments);
  if (typeof event === 'string') return event;
  const outcome = await recordBookingEvent(event, world);
  const { fact, booking_id } = event;
  // Also when it is known: whoever recorded it may have broken off before this.
  if (fact.kind === 'dispute' && outcome !== 'unknown-booking' && takesEvidence(fact.status)) {
    await world.askForEvidence({ booking_id, dispute_id: fact.dispute_id });
  }
  return outcome;
}

/** Only the payment knows the booking of a dispute, and why a payment has failed. */
async function toBookingEvent(
  { event_id, type, fact, booking_id }: ReceivedEvent,
  payments: ReceivingWorld['payments'],
): Promise<BookingEvent | 'other-kind' | 'no-booking'> {
  if (fact === null) return 'other-kind';
  const isAsked = fact.payment_intent !== null && (booking_id === null || hasFailed(fact));
  const payment = isAsked ? await payments.readPayment(fact.payment_intent ?? '') : null;
  const bookingId = booking_id ?? payment?.booking_id ?? null;
  if (bookingId === null) return 'no-booking';
  const told = hasFailed(fact) && payment?.failure ? { ...fact, failure: payment.failure } : fact;
  return { event_id, type, booking_id: bookingId, fact: told };
}

function hasFailed(fact: BookingFact): boolean {
  return fact.kind === 'session' && fact.state === 'failed';
}
