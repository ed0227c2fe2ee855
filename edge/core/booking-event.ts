/**
 * What is read of Stripe's objects: of each the few members that a booking depends on. Whatever sends them (an event of the
 * webhook, or a list that reconciliation has asked for), it is the same fact.
 */
import type { BookingDispute, CheckoutState } from '../../origin/booking-record.ts';
import { isObject } from './is-object.ts';

export interface SessionFact {
  readonly kind: 'session';
  readonly session_id: string;
  readonly state: CheckoutState;
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string | null;
  /** Stripe's code of why it failed. */
  readonly failure: string | null;
}

export interface RefundFact {
  readonly kind: 'refund';
  readonly payment_intent: string;
  /** All that was given back so far. */
  readonly amount: number;
}

export interface DisputeFact extends BookingDispute {
  readonly kind: 'dispute';
}

export type BookingFact = SessionFact | RefundFact | DisputeFact;

/** A fact, and the event by which it counts once. */
export interface BookingEvent {
  readonly event_id: string;
  readonly type: string;
  readonly booking_id: string;
  readonly fact: BookingFact;
}

/** An event as its signature vouches for it. */
export interface ReceivedEvent {
  readonly event_id: string;
  readonly type: string;
  readonly livemode: boolean;
  /** Of Connect: whose event it is, where it isn't ours. */
  readonly account: string | null;
  /** Null: of no kind that a booking depends on. */
  readonly fact: BookingFact | null;
  /** As its metadata name it; null: they don't, and the payment has to be asked. */
  readonly booking_id: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws {TypeError} when it is no event, or one of a kind that is known lacks what is needed of it */
export function readStripeEvent(value: unknown): ReceivedEvent {
  const event = toFields(value, 'event');
  const type = readText(event, 'type');
  const object = toFields(toFields(event.data, 'data').object, 'object');
  return {
    event_id: readText(event, 'id'),
    type,
    livemode: event.livemode === true,
    account: readTextOrNull(event, 'account'),
    fact: readFact(type, object),
    booking_id: readBookingId(object),
  };
}

function readFact(type: string, object: Fields): BookingFact | null {
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return readSession(object, type === 'checkout.session.async_payment_failed');
    case 'charge.refunded':
      return readRefund(object);
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
      return readDispute(object);
    default:
      return null;
  }
}

/**
 * Reads a Checkout Session. A session that has failed says no more than that it is unpaid, as one does that is being
 * paid: only the event tells.
 * @throws {TypeError} when a member is missing
 */
export function readSession(session: Fields, hasFailed: boolean): SessionFact {
  const isPaid = session.payment_status === 'paid';
  const status = readText(session, 'status');
  const unpaid = status === 'open' ? 'open' : status === 'expired' ? 'expired' : hasFailed ? 'failed' : 'processing';
  return {
    kind: 'session',
    session_id: readText(session, 'id'),
    state: isPaid ? 'paid' : unpaid,
    amount: readAmount(session, 'amount_total'),
    currency: readText(session, 'currency'),
    payment_intent: readReference(session.payment_intent),
    failure: hasFailed ? 'payment_failed' : null,
  };
}

/**
 * Reads what was given back of a charge.
 * @throws {TypeError} when a member is missing
 */
export function readRefund(charge: Fields): RefundFact | null {
  const payment_intent = readReference(charge.payment_intent);
  if (payment_intent === null) return null;
  return { kind: 'refund', payment_intent, amount: readAmount(charge, 'amount_refunded') };
}

/** @throws {TypeError} when a member is missing */
export function readDispute(dispute: Fields): DisputeFact | null {
  const payment_intent = readReference(dispute.payment_intent);
  if (payment_intent === null) return null;
  const { due_by } = isObject(dispute.evidence_details) ? dispute.evidence_details : {};
  return {
    kind: 'dispute',
    dispute_id: readText(dispute, 'id'),
    payment_intent,
    status: readText(dispute, 'status'),
    reason: readText(dispute, 'reason'),
    amount: readAmount(dispute, 'amount'),
    due_by: typeof due_by === 'number' ? due_by : null,
  };
}

/** Of an object that the edge has made at Stripe, or that Stripe has made of such a one; null where it says none. */
export function readBookingId({ metadata }: Fields): string | null {
  const bookingId = isObject(metadata) ? metadata.booking_id : null;
  return typeof bookingId === 'string' && bookingId !== '' ? bookingId : null;
}

/** Stripe gives another object by its id, or whole where that was asked for. */
function readReference(value: unknown): string | null {
  const id = isObject(value) ? value.id : value;
  return typeof id === 'string' && id !== '' ? id : null;
}

function toFields(value: unknown, name: string): Fields {
  if (!isObject(value)) throw wrong(name);
  return value;
}

function readText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw wrong(name);
  return value;
}

function readTextOrNull(fields: Fields, name: string): string | null {
  return typeof fields[name] === 'string' ? readText(fields, name) : null;
}

function readAmount(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name);
  return value;
}

function wrong(name: string): TypeError {
  return new TypeError(`Stripe's ${name} is missing or wrong.`);
}
