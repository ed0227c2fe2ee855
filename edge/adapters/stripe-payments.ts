/** Stripe by its official package: sessions, refunds and events of one account. */
import Stripe from 'stripe';
import type { BookingRecord } from '../../origin/booking-record.ts';
import { BOOKING_PAGES } from '../booking-api.ts';
import {
  type ReceivedEvent,
  readBookingId,
  readSession,
  readStripeEvent,
  type SessionFact,
} from '../core/booking-event.ts';
import { isObject } from '../core/is-object.ts';
import type { MadeSession, PaymentPort, ReadPayment } from '../core/payments.ts';
import { AppError } from '../problem.ts';
import type { StripeSecret } from './stripe-secret.ts';

/** What a deployment's webhook is subscribed to: docs/payments.md lists the same. */
export const STRIPE_EVENT_TYPES = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const satisfies readonly Stripe.Event.Type[];

/** The function itself has 10 s, and each try of the package's two more. */
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 5;
const MAX_EVENTS = 10_000;

export function createStripePayments({ api_key, api_base }: Pick<StripeSecret, 'api_key' | 'api_base'>): PaymentPort {
  const base = api_base === null ? null : new URL(api_base);
  const local = base === null ? {} : ({ protocol: 'http', host: base.hostname, port: base.port } as const);
  const stripe = new Stripe(api_key, { ...local, timeout: TIMEOUT_MS, maxNetworkRetries: 1, telemetry: false });
  return {
    createSession: (booking, { attempt, expires_at }) =>
      translate(async () => {
        const options = { idempotencyKey: `${booking.booking_id}-${attempt}` };
        const { id, url } = await stripe.checkout.sessions.create({ ...toSessionParams(booking), expires_at }, options);
        return { session_id: id, url: url ?? '' } satisfies MadeSession;
      }),
    readSession: (id) => translate(async () => toFact(await stripe.checkout.sessions.retrieve(id))),
    readPayment: (id) => translate(async () => toPayment(await stripe.paymentIntents.retrieve(id))),
    refund: (payment_intent, key) =>
      translate(async () => {
        await stripe.refunds.create({ payment_intent }, { idempotencyKey: key }).catch((error: unknown) => {
          // What is left of it is nothing: that is what was asked for.
          if (!isRefundedAlready(error)) throw error;
        });
      }),
    listEvents: (since) =>
      translate(async () => {
        const asked = { types: [...STRIPE_EVENT_TYPES], created: { gte: since }, limit: 100 };
        const events = await stripe.events.list(asked).autoPagingToArray({ limit: MAX_EVENTS });
        return events.toReversed().map((event): ReceivedEvent => readStripeEvent(event));
      }),
  };
}

/** Where people find disputes: an address that the dispute's id completes. @param base of the emulated Stripe; null: Stripe itself */
export function toDisputesAddress(base: string | null, mode: 'test' | 'live'): string {
  return `${base ?? 'https://dashboard.stripe.com'}/${mode === 'test' ? 'test/' : ''}disputes/`;
}

function toSessionParams(booking: BookingRecord): Omit<Stripe.Checkout.SessionCreateParams, 'expires_at'> {
  const { booking_id, order, email, language, origin } = booking;
  const metadata = { booking_id };
  const back = `${origin}${BOOKING_PAGES.status}#${booking_id}`;
  return {
    mode: 'payment',
    client_reference_id: booking_id,
    customer_email: email,
    locale: language,
    line_items: order.lines.map(({ name, quantity, unit_amount }) => ({
      quantity,
      price_data: { currency: order.currency, unit_amount, product_data: { name } },
    })),
    metadata,
    payment_intent_data: { metadata },
    success_url: back,
    cancel_url: back,
  };
}

function toFact(session: Stripe.Checkout.Session): SessionFact {
  return readSession({ ...session }, false);
}

function toPayment({ metadata, last_payment_error, ...payment }: Stripe.PaymentIntent): ReadPayment {
  const failure = last_payment_error?.decline_code ?? last_payment_error?.code ?? null;
  return { booking_id: readBookingId({ ...payment, metadata }), failure };
}

function isRefundedAlready(error: unknown): boolean {
  return (
    isObject(error) && (error.code === 'charge_already_refunded' || /already been refunded/.test(String(error.message)))
  );
}

/** Of Stripe's errors nobody gets to know more than whether it is worth trying again: their texts may tell of people. */
async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const cause = Object.assign(new Error(), { name: error.type, code: error.code ?? String(error.statusCode) });
    const isPassing = error.statusCode === undefined || error.statusCode >= 500 || error.statusCode === 429;
    if (!isPassing) throw new AppError('internal', { cause });
    throw new AppError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
  }
}
