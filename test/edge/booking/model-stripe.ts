/**
 * Stripe as far as a history of payments needs it: sessions by idempotency key, payments, refunds and disputes, and the events that
 * they raise, each signed. A model of its own: it shares no code with what verifies.
 */
import { createHmac } from 'node:crypto';
import { type ReceivedEvent, readStripeEvent, type SessionFact } from '../../../edge/core/booking-event.ts';
import type { PaymentPort } from '../../../edge/core/payments.ts';

export const WEBHOOK_SECRET = 'whsec_model';

export interface ModelSession {
  readonly id: string;
  readonly booking_id: string;
  readonly amount: number;
  readonly expires_at: number;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid';
  hasFailed: boolean;
  payment_intent: string | null;
  refunded: number;
  dispute: string | null;
}

export interface SentEvent {
  readonly raw: string;
  readonly signature: string;
}

export interface ModelStripe {
  readonly payments: PaymentPort;
  readonly sessions: ModelSession[];
  /** What is raised and not yet taken by a delivery. */
  readonly raised: SentEvent[];
  pay(session: ModelSession, how: 'at-once' | 'later'): void;
  settle(session: ModelSession, isPaid: boolean): void;
  expire(session: ModelSession): void;
  refund(session: ModelSession, amount: number): void;
  dispute(session: ModelSession): void;
  closeDispute(session: ModelSession, status: 'won' | 'lost'): void;
}

/**
 * @param name is in the ids of its events
 * @param pass before and after each call: there a test breaks off
 */
export function createModelStripe(name: string, nowMs: () => number, pass: () => Promise<void>): ModelStripe {
  const sessions: ModelSession[] = [];
  const byKey = new Map<string, ModelSession>();
  const raised: SentEvent[] = [];
  const events: ReceivedEvent[] = [];
  const raise = (type: string, object: object) => {
    const body = { id: `evt_${name}_${events.length + 1}`, object: 'event', type, livemode: false, data: { object } };
    events.push(readStripeEvent(body));
    raised.push(signEvent(body, nowMs()));
  };
  const during = async <T>(work: () => T): Promise<T> => {
    await pass();
    const result = work();
    await pass();
    return result;
  };
  return {
    sessions,
    raised,
    payments: createPayments({ sessions, byKey, events, raise, during }),
    ...createActs(raise, nowMs),
  };
}

type Acts = Pick<ModelStripe, 'pay' | 'settle' | 'expire' | 'refund' | 'dispute' | 'closeDispute'>;

/** What customers, the office and banks do. */
function createActs(raise: (type: string, object: object) => void, nowMs: () => number): Acts {
  const raiseSession = (type: string, session: ModelSession) => raise(`checkout.session.${type}`, toSession(session));
  return {
    pay(session, how) {
      if (session.status !== 'open') return;
      session.status = 'complete';
      session.payment_intent = `pi_${session.id}`;
      session.payment_status = how === 'at-once' ? 'paid' : 'unpaid';
      raiseSession('completed', session);
    },
    settle(session, isPaid) {
      if (session.status !== 'complete' || session.payment_status === 'paid' || session.hasFailed) return;
      if (isPaid) session.payment_status = 'paid';
      else session.hasFailed = true;
      raiseSession(isPaid ? 'async_payment_succeeded' : 'async_payment_failed', session);
    },
    expire(session) {
      if (session.status !== 'open' || session.expires_at > nowMs() / 1000) return;
      session.status = 'expired';
      raiseSession('expired', session);
    },
    refund(session, amount) {
      if (session.payment_status !== 'paid' || session.refunded >= session.amount) return;
      session.refunded = Math.min(session.amount, session.refunded + amount);
      raise('charge.refunded', toCharge(session));
    },
    dispute(session) {
      if (session.payment_status !== 'paid' || session.dispute !== null) return;
      session.dispute = 'needs_response';
      raise('charge.dispute.created', toDispute(session));
    },
    closeDispute(session, status) {
      if (session.dispute !== 'needs_response') return;
      session.dispute = status;
      raise('charge.dispute.closed', toDispute(session));
    },
  };
}

interface ModelState {
  readonly sessions: ModelSession[];
  readonly byKey: Map<string, ModelSession>;
  readonly events: readonly ReceivedEvent[];
  readonly raise: (type: string, object: object) => void;
  readonly during: <T>(work: () => T) => Promise<T>;
}

function createPayments({ sessions, byKey, events, raise, during }: ModelState): PaymentPort {
  const find = (paymentIntent: string) => sessions.find(({ payment_intent }) => payment_intent === paymentIntent);
  return {
    createSession: (booking, { attempt, expires_at }) =>
      during(() => {
        const key = `${booking.booking_id}-${attempt}`;
        const made = byKey.get(key) ?? toOpenSession(booking, expires_at, sessions.length + 1);
        if (!byKey.has(key)) sessions.push(made);
        byKey.set(key, made);
        return { session_id: made.id, url: `https://checkout.example/${made.id}` };
      }),
    readSession: (id) => during(() => toFact(sessions.find((session) => session.id === id))),
    readPayment: (paymentIntent) =>
      during(() => {
        const session = find(paymentIntent);
        return { booking_id: session?.booking_id ?? null, failure: session?.hasFailed ? 'card_declined' : null };
      }),
    refund: (paymentIntent) =>
      during(() => {
        const session = find(paymentIntent);
        if (session === undefined || session.refunded === session.amount) return;
        session.refunded = session.amount;
        raise('charge.refunded', toCharge(session));
      }),
    listEvents: () => during(() => [...events]),
  };
}

function toOpenSession(booking: { booking_id: string; order: { amount: number } }, expires_at: number, number: number) {
  const nothing = { hasFailed: false, payment_intent: null, refunded: 0, dispute: null };
  const { booking_id, order } = booking;
  const open = { status: 'open', payment_status: 'unpaid' } as const;
  return { ...nothing, ...open, id: `cs_${number}`, booking_id, amount: order.amount, expires_at };
}

function toFact(session: ModelSession | undefined): SessionFact {
  if (session === undefined) throw new Error('no such session');
  const { id, status, payment_status, amount, payment_intent } = session;
  const complete = payment_status === 'paid' ? 'paid' : 'processing';
  const state = status === 'complete' ? complete : status;
  return { kind: 'session', session_id: id, state, amount, currency: 'usd', payment_intent, failure: null };
}

export function toSession({ id, status, payment_status, amount, payment_intent, booking_id }: ModelSession): object {
  const money = { amount_total: amount, currency: 'usd' };
  return { id, object: 'checkout.session', status, payment_status, ...money, payment_intent, metadata: { booking_id } };
}

function toCharge({ payment_intent, amount, refunded, booking_id }: ModelSession): object {
  return { id: 'ch_1', object: 'charge', payment_intent, amount, amount_refunded: refunded, metadata: { booking_id } };
}

function toDispute({ id, payment_intent, amount, dispute }: ModelSession): object {
  return {
    id: `dp_${id}`,
    object: 'dispute',
    payment_intent,
    amount,
    status: dispute,
    reason: 'general',
    metadata: {},
  };
}

/** Stripe's scheme v1 ("Verify webhook signatures manually"): HMAC-SHA-256 of time and body. */
export function signEvent(body: object, atMs: number, secret = WEBHOOK_SECRET): SentEvent {
  const raw = JSON.stringify(body);
  const time = Math.floor(atMs / 1000);
  const hmac = createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex');
  return { raw, signature: `t=${time},v1=${hmac}` };
}
