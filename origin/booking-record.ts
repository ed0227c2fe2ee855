/**
 * A booking: what a customer has asked for, and what Stripe has said of its payment. It stands in the records table:
 *
 * | pk                | sk            | what                                                                     |
 * |-------------------|---------------|--------------------------------------------------------------------------|
 * | BOOKING#id        | BOOKING       | BookingRecord                                                            |
 * | BOOKINGS#2026-11  | created_at#id | BookingEntry: the bookings of a month, for lists                         |
 * | SLOT#day#half_day | SLOT          | SlotRecord: how many bookings hold a place then                          |
 * | STRIPE#event_id   | EVENT         | StripeEventRecord: this event is done; it goes after a TTL               |
 */
import type { RecordKey } from './record-key.ts';

/** What has been said of one Checkout Session: each later one stands over those before it, whatever comes first. */
export const SESSION_STATES = ['asked', 'open', 'expired', 'processing', 'failed', 'paid'] as const;
export type CheckoutState = (typeof SESSION_STATES)[number];

/** What people see of a booking; it follows from its sessions, refunds and disputes. */
export type BookingState =
  | 'pending_payment'
  | 'processing'
  | 'failed'
  | 'expired'
  | 'paid'
  | 'refunded_partly'
  | 'refunded'
  | 'disputed';

export interface BookingSession {
  /** From 1: the first try to pay, the second … */
  readonly attempt: number;
  /** Stripe's; null until Stripe has told it. */
  readonly session_id: string | null;
  /** Stripe's page; null until it is known. */
  readonly url: string | null;
  /** Unix seconds: until then it can be paid. */
  readonly expires_at: number;
  readonly state: CheckoutState;
  readonly payment_intent: string | null;
  /** Why it failed, by Stripe's code. */
  readonly failure: string | null;
}

export interface BookingRefund {
  readonly payment_intent: string;
  /** All that was given back of it, in the currency's smallest unit. */
  readonly amount: number;
}

export interface BookingDispute {
  readonly dispute_id: string;
  readonly payment_intent: string;
  /** Stripe's: `needs_response`, `under_review`, `won`, `lost` … */
  readonly status: string;
  readonly reason: string;
  readonly amount: number;
  /** Unix seconds; null: no evidence is asked for. */
  readonly due_by: number | null;
}

export interface OrderLine {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  /** For one, in the currency's smallest unit. */
  readonly unit_amount: number;
}

/** What is to be paid, as the edge has computed it. */
export interface BookingOrder {
  /** ISO 4217, lower case, as Stripe has it. */
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly amount: number;
}

export interface BookingSlot {
  /** `2026-12-01`. */
  readonly day: string;
  /** One of the configured parts of a day. */
  readonly half_day: string;
  /** ISO 8601, UTC: when it begins. */
  readonly starts_at: string;
}

export interface BookingRecord extends RecordKey {
  readonly booking_id: string;
  /** Of the job that it becomes. */
  readonly job_id: string;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** SHA-256 of the secret that only the customer has, hex. */
  readonly secret_hash: string;
  /** SHA-256 of what was asked for, so that the same request is known again. */
  readonly made_of: string;
  readonly language: 'en' | 'es';
  /** Scheme and host of the page: where Stripe leads back to. */
  readonly origin: string;
  readonly order: BookingOrder;
  readonly slot: BookingSlot;
  /** The hour that a dispatcher has confirmed, within the half day: ISO 8601, UTC. Absent: nobody has. */
  readonly confirmed_for?: string;
  /** Whether it counts among those that hold a place of the slot. */
  readonly holds_slot: boolean;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly note: string;
  /** The version of the terms that were accepted with the booking, and the SHA-256 of their text (terms.ts); null: it was not at hand. */
  readonly terms: string;
  readonly terms_sha256: string | null;
  readonly sessions: readonly BookingSession[];
  readonly refunds: readonly BookingRefund[];
  readonly disputes: readonly BookingDispute[];
  readonly state: BookingState;
  /** Unix seconds: the TTL of one that nobody has paid; null: it was paid, or a bank is at it, and it stays. */
  readonly expires_at: number | null;
  /** Grows by one with every change: the precondition of the next. */
  readonly revision: number;
}

export interface BookingEntry extends RecordKey {
  readonly booking_id: string;
}

export interface SlotRecord extends RecordKey {
  readonly held: number;
}

export interface StripeEventRecord extends RecordKey {
  readonly type: string;
  readonly booking_id: string;
  /** Unix seconds: the TTL. */
  readonly expires_at: number;
}

/** Whether its time is over: DynamoDB takes days to remove what is past its TTL, and until then nobody is to see it. */
export function isBookingOver({ expires_at }: Pick<BookingRecord, 'expires_at'>, now: Date): boolean {
  return expires_at !== null && expires_at <= now.getTime() / 1000;
}

export function formatBookingKey(bookingId: string): RecordKey {
  return { pk: `BOOKING#${bookingId}`, sk: 'BOOKING' };
}

/** @param createdAt ISO 8601, UTC */
export function formatBookingEntryKey(createdAt: string, bookingId: string): RecordKey {
  return { pk: `BOOKINGS#${createdAt.slice(0, 7)}`, sk: `${createdAt}#${bookingId}` };
}

export function formatSlotKey({ day, half_day }: Pick<BookingSlot, 'day' | 'half_day'>): RecordKey {
  return { pk: `SLOT#${day}#${half_day}`, sk: 'SLOT' };
}

export function formatStripeEventKey(eventId: string): RecordKey {
  return { pk: `STRIPE#${eventId}`, sk: 'EVENT' };
}
