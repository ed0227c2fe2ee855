/**
 * Places a booking and opens its Checkout. The booking is written before Stripe is asked, so that no event can name one that
 * is not there; each attempt to pay has its own idempotency key, so whatever breaks off is made good by asking again.
 */
import {
  type BookingRecord,
  type BookingSession,
  formatBookingKey,
  type SlotRecord,
} from '../../origin/booking-record.ts';
import { changeBooking, toBookingEnd } from '../core/apply-booking-event.ts';
import type { PaymentPort } from '../core/payments.ts';
import { AppError } from '../problem.ts';
import { type BookingWorld, planCommit, recordBookingEvent } from './record-booking-event.ts';

/** What a request says, checked and priced. */
export type BookingDraft = Omit<
  BookingRecord,
  'pk' | 'sk' | 'created_at' | 'holds_slot' | 'sessions' | 'refunds' | 'disputes' | 'state' | 'expires_at' | 'revision'
>;

export interface PlacingWorld extends BookingWorld {
  readonly payments: PaymentPort;
  /** How many bookings a half day takes. */
  readonly slotCapacity: number;
}

const MAX_TRIES = 6;
const FIRST_WAIT_MS = 20;
/** Stripe takes no less than 30 minutes from when it is asked: the minute more is for the way there. */
const SESSION_SECONDS = 31 * 60;
const LEAST_SESSION_SECONDS = 30 * 60 + 5;

/**
 * Returns the booking with a session that can be paid; or as it stands, where it is being paid or is paid.
 * @throws {AppError} when another booking has that id or its slot is full (`bad-request`), or a service can't be had (`unavailable`)
 */
export function placeBooking(draft: BookingDraft, world: PlacingWorld): Promise<BookingRecord> {
  return settle(draft.booking_id, world, async (standing) => {
    if (standing === null) return toNewBooking(draft, world.now);
    if (standing.made_of !== draft.made_of) throw wrongId();
    return stepOn(standing, world);
  });
}

/**
 * Opens a booking's Checkout again, where the last has expired or failed.
 * @param isOffered whether its half day can still be booked
 * @throws {AppError} when there is none (`not-found`), its half day is over or full (`bad-request`), or a service can't be had (`unavailable`)
 */
export function payAgain(
  bookingId: string,
  world: PlacingWorld,
  isOffered: (slot: BookingRecord['slot']) => boolean,
): Promise<BookingRecord> {
  return settle(bookingId, world, async (standing) => {
    if (standing === null) throw new AppError('not-found');
    if (!standing.holds_slot && standing.state !== 'refunded' && !isOffered(standing.slot)) throw slotIsFull();
    return stepOn(standing, world);
  });
}

/** @param plan gives the booking as it has to be written next; the same: nothing; null: it has been written, look again */
async function settle(
  bookingId: string,
  world: PlacingWorld,
  plan: (standing: BookingRecord | null) => Promise<BookingRecord | null>,
): Promise<BookingRecord> {
  const { store, now } = world;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await store.wait(FIRST_WAIT_MS * 2 ** (tries - 1));
    const standing = await store.readBooking(bookingId);
    const next = await plan(standing);
    if (next === null) continue;
    if (next === standing) return next;
    const slot = next.holds_slot && !standing?.holds_slot ? await store.readSlot(next.slot) : null;
    if (isFull(slot, world.slotCapacity)) throw slotIsFull();
    const outcome = await store.commit(await planCommit({ before: standing, after: next, event: null }, world));
    if (outcome === 'written' && canBePaid(next, now)) return next;
  }
  throw new AppError('unavailable', { retryAfterSeconds: 2 });
}

function isFull(slot: SlotRecord | null, capacity: number): boolean {
  return slot !== null && slot.held >= capacity;
}

function toNewBooking(draft: BookingDraft, now: Date): BookingRecord {
  const sessions = [toAttempt(1, now)];
  return {
    ...formatBookingKey(draft.booking_id),
    ...draft,
    created_at: now.toISOString(),
    holds_slot: true,
    sessions,
    refunds: [],
    disputes: [],
    state: 'pending_payment',
    expires_at: toBookingEnd({ sessions }),
    revision: 1,
  };
}

function toAttempt(attempt: number, now: Date): BookingSession {
  const expires_at = Math.floor(now.getTime() / 1000) + SESSION_SECONDS;
  const nothing = { session_id: null, url: null, payment_intent: null, failure: null };
  return { ...nothing, attempt, expires_at, state: 'asked' };
}

/** The booking as it has to be written next; the same: nothing; null: it has been written, look again. */
async function stepOn(booking: BookingRecord, world: PlacingWorld): Promise<BookingRecord | null> {
  const { now, payments } = world;
  const latest = booking.sessions.at(-1);
  const mayBePaid = ['pending_payment', 'failed', 'expired'].includes(booking.state);
  if (latest === undefined || !mayBePaid || canBePaid(booking, now)) return booking;
  const secondsLeft = latest.expires_at - now.getTime() / 1000;
  if (latest.state === 'open' && latest.session_id !== null) {
    // Stripe's word counts, not our clock: a session may be paid in its last second.
    const fact = await payments.readSession(latest.session_id);
    if (fact.state === 'open') return booking;
    const event_id = `read-${fact.session_id}-${fact.state}`;
    await recordBookingEvent({ event_id, type: 'read', booking_id: booking.booking_id, fact }, world);
    return null;
  }
  if (latest.state !== 'asked' || secondsLeft < LEAST_SESSION_SECONDS) {
    const kept = booking.sessions.map((session) =>
      session.state === 'asked' ? ({ ...session, state: 'expired' } as const) : session,
    );
    return changeBooking(booking, { sessions: [...kept, toAttempt(latest.attempt + 1, now)] });
  }
  const made = await payments.createSession(booking, latest);
  const opened = { ...latest, ...made, state: 'open' } as const;
  return changeBooking(booking, { sessions: [...booking.sessions.slice(0, -1), opened] });
}

function canBePaid({ sessions, state }: BookingRecord, now: Date): boolean {
  const latest = sessions.at(-1);
  return state === 'pending_payment' && latest?.state === 'open' && latest.expires_at > now.getTime() / 1000;
}

function wrongId(): AppError {
  return new AppError('bad-request', {
    errors: [{ pointer: '/id', detail: 'Another booking has been made with it.' }],
  });
}

function slotIsFull(): AppError {
  return new AppError('bad-request', {
    errors: [{ pointer: '/slot', detail: 'No place is left then: choose another.' }],
  });
}
