/**
 * Repairs what a lost webhook has left: asks Stripe for the events of the last days and records each as the webhook would have,
 * then for the sessions of bookings that still wait though their time is over.
 */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { changeBooking, listSurplusPayments } from '../core/apply-booking-event.ts';
import type { BookingFact } from '../core/booking-event.ts';
import type { PaymentPort } from '../core/payments.ts';
import { type ReceivedOutcome, type ReceivingWorld, receiveEvent, STRANGE_OUTCOMES } from './receive-event.ts';
import { planCommit, recordBookingEvent } from './record-booking-event.ts';

export interface ReconcilingWorld extends ReceivingWorld {
  readonly payments: PaymentPort;
  /** Bookings of the last months, the newest first. */
  listBookings(): Promise<readonly BookingRecord[]>;
}

export interface BookingRepairs {
  readonly events: number;
  /** Bookings that were not as Stripe has them, or not whole, by what was wrong. */
  readonly repaired: readonly { readonly booking_id: string; readonly by: string }[];
  /** Events that are not believed. */
  readonly strange: readonly { readonly event_id: string; readonly outcome: ReceivedOutcome }[];
}

/** A webhook that is on its way is not lost. */
const GRACE_SECONDS = 10 * 60;

/** @throws {AppError} when a service can't be had: `unavailable` */
export async function reconcileBookings(sinceSeconds: number, world: ReconcilingWorld): Promise<BookingRepairs> {
  const repaired: { booking_id: string; by: string }[] = [];
  const strange: { event_id: string; outcome: ReceivedOutcome }[] = [];
  const events = await world.payments.listEvents(sinceSeconds);
  for (const event of events) {
    const outcome = await receiveEvent(event, world);
    if (outcome === 'recorded') repaired.push({ booking_id: event.booking_id ?? '-', by: event.type });
    if (STRANGE_OUTCOMES.includes(outcome)) strange.push({ event_id: event.event_id, outcome });
  }
  for (const booking of await world.listBookings()) {
    const by = await repairWaiting(booking, world);
    if (by !== null) repaired.push({ booking_id: booking.booking_id, by });
    for (const { payment_intent } of listSurplusPayments(booking)) {
      if (payment_intent === null || isGivenBack(booking, payment_intent)) continue;
      await world.payments.refund(payment_intent, `surplus-${payment_intent}`);
      repaired.push({ booking_id: booking.booking_id, by: 'paid-twice' });
    }
  }
  return { events: events.length, repaired, strange };
}

function isGivenBack({ refunds, order }: BookingRecord, paymentIntent: string): boolean {
  return refunds.some(({ payment_intent, amount }) => payment_intent === paymentIntent && amount >= order.amount);
}

/** A booking that waits for a payment though its session is over; null: nothing was to be done. */
async function repairWaiting(booking: BookingRecord, world: ReconcilingWorld): Promise<string | null> {
  const latest = booking.sessions.at(-1);
  const isOver = latest !== undefined && latest.expires_at + GRACE_SECONDS < world.now.getTime() / 1000;
  if (booking.state !== 'pending_payment' || latest === undefined || !isOver) return null;
  if (latest.session_id === null) return giveUp(booking, world);
  const fact: BookingFact = await world.payments.readSession(latest.session_id);
  if (fact.state === 'open') return null;
  const event_id = `read-${fact.session_id}-${fact.state}`;
  const outcome = await recordBookingEvent({ event_id, type: 'read', booking_id: booking.booking_id, fact }, world);
  return outcome === 'recorded' ? `session-${fact.state}` : null;
}

/** Stripe was asked for a session and nobody has its address: the place is let go. */
async function giveUp(before: BookingRecord, world: ReconcilingWorld): Promise<string | null> {
  const sessions = before.sessions.map((session) =>
    session.session_id === null ? ({ ...session, state: 'expired' } as const) : session,
  );
  const after = changeBooking(before, { sessions });
  const outcome = await world.store.commit(await planCommit({ before, after, event: null }, world));
  return outcome === 'written' ? 'never-opened' : null;
}
