/** What happens to money: sessions are paid, expire, are given back, disputed; each raises the event that Stripe raises. */
import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import type { StripeAccount } from './account.ts';
import { toDispute } from './dispute-object.ts';
import { toCharge, toPaymentIntent, toRefund } from './payment-objects.ts';
import { invalid, missing } from './stripe-error.ts';
import type { PaymentCourse } from './test-methods.ts';

export interface TillOptions {
  readonly account: StripeAccount;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Is told each event. */
  readonly onEvent: (event: Stripe.Event) => void;
}

/** What is asked to be given back. */
export interface AskedRefund {
  /** Null: all that is left. */
  readonly amount: number | null;
  readonly metadata: Stripe.Metadata;
}

export interface Till {
  raise(type: string, object: object): void;
  /** Pays an open session. @returns why it was declined; null: it was not */
  pay(session: Stripe.Checkout.Session, course: PaymentCourse): string | null;
  /** What a bank debit comes to. */
  settle(session: Stripe.Checkout.Session, isPaid: boolean): void;
  expire(session: Stripe.Checkout.Session): void;
  /** @throws {StripeApiError} when there is no such charge, or not so much is left of it */
  refund(paymentId: string, asked: AskedRefund): Stripe.Refund;
  /** The customer's bank takes a charge back. */
  dispute(charged: Stripe.Charge, reason: 'fraudulent' | 'product_not_received'): void;
  closeDispute(dispute: Stripe.Dispute, status: 'won' | 'lost'): void;
}

export function createTill({ account, now, onEvent }: TillOptions): Till {
  const seconds = () => Math.floor(now() / 1000);
  const raise = (type: string, object: object) => {
    const event = toEvent(type, object, seconds());
    account.events.set(event.id, event);
    onEvent(event);
  };
  const raising = () => ({ account, raise, created: seconds() });
  return {
    raise,
    pay: (session, course) => pay(raising(), session, course),
    settle: (session, isPaid) => settle(raising(), session, isPaid),
    refund: (paymentId, asked) => refund(raising(), paymentId, asked),
    expire(session) {
      if (session.status !== 'open') return;
      Object.assign(session, { status: 'expired', url: null });
      raise('checkout.session.expired', session);
    },
    dispute: (charged, reason) => openDispute(raising(), charged, reason),
    closeDispute(dispute, status) {
      Object.assign(dispute, { status });
      raise('charge.dispute.closed', dispute);
    },
  };
}

function toEvent(type: string, object: object, created: number): Stripe.Event {
  const event = { id: newId('evt'), object: 'event', type, created, data: { object: structuredClone(object) } };
  const request = { id: null, idempotency_key: null };
  return { ...event, api_version: null, livemode: false, pending_webhooks: 1, request } as unknown as Stripe.Event;
}

function pay(raising: Raising, session: Stripe.Checkout.Session, course: PaymentCourse): string | null {
  if (course.kind === 'declined') return course.message;
  const { account, raise, created } = raising;
  const isDebit = course.kind === 'later';
  const payment = openPayment(account, session, { now: created, isDebit });
  Object.assign(session, { status: 'complete', payment_intent: payment.id, url: null });
  Object.assign(isDebit ? payment : session, isDebit ? { status: 'processing' } : { payment_status: 'paid' });
  if (isDebit) Object.assign(account.checkouts.get(session.id) ?? {}, { debit_fails: !course.succeeds });
  const made = isDebit ? null : charge(raising, payment);
  raise('checkout.session.completed', session);
  if (course.kind === 'disputed' && made) openDispute(raising, made, course.reason);
  return null;
}

function charge({ account, created }: Raising, payment: Stripe.PaymentIntent): Stripe.Charge {
  const made = toCharge(newId('ch'), payment, created);
  account.charges.set(made.id, made);
  Object.assign(payment, { status: 'succeeded', latest_charge: made.id, amount_received: payment.amount });
  return made;
}

const REFUSED_BY_BANK = {
  type: 'card_error',
  code: 'payment_method_provider_decline',
  message: 'The bank has refused it.',
} as const;

function settle(raising: Raising, session: Stripe.Checkout.Session, isPaid: boolean): void {
  const payment = raising.account.payments.get(String(session.payment_intent));
  if (payment?.status !== 'processing') return;
  if (isPaid) {
    charge(raising, payment);
    Object.assign(session, { payment_status: 'paid' });
  } else Object.assign(payment, { status: 'requires_payment_method', last_payment_error: REFUSED_BY_BANK });
  raising.raise(`checkout.session.async_payment_${isPaid ? 'succeeded' : 'failed'}`, session);
}

function refund({ account, raise, created }: Raising, paymentId: string, asked: AskedRefund): Stripe.Refund {
  const payment = account.payments.get(paymentId);
  const found = account.charges.get(String(payment?.latest_charge));
  if (!found) throw missing(paymentId);
  const left = found.amount - found.amount_refunded;
  const amount = asked.amount ?? left;
  if (left === 0) throw invalid('payment_intent', 'Charge has already been refunded.');
  if (amount > left || amount < 1) throw invalid('amount', 'Refund amount is greater than what is left of the charge.');
  const made = toRefund({ id: newId('re'), amount, created, metadata: asked.metadata }, found);
  account.refunds.set(made.id, made);
  const amount_refunded = found.amount_refunded + amount;
  Object.assign(found, { amount_refunded, refunded: amount_refunded === found.amount });
  raise('charge.refunded', found);
  return made;
}

interface Raising {
  readonly account: StripeAccount;
  readonly raise: (type: string, object: object) => void;
  readonly created: number;
}

function openDispute({ account, raise, created }: Raising, charged: Stripe.Charge, reason: string): void {
  const dispute = toDispute({ id: newId('dp'), reason, created }, charged);
  account.disputes.set(dispute.id, dispute);
  Object.assign(charged, { disputed: true });
  raise('charge.dispute.created', dispute);
}

function openPayment(
  { payments, checkouts }: StripeAccount,
  session: Stripe.Checkout.Session,
  { now, isDebit }: { readonly now: number; readonly isDebit: boolean },
): Stripe.PaymentIntent {
  const { amount_total, currency } = session;
  const payment = toPaymentIntent({
    id: newId('pi'),
    amount: amount_total ?? 0,
    currency: currency ?? '',
    metadata: checkouts.get(session.id)?.payment_metadata ?? {},
    created: now,
    method: isDebit ? 'us_bank_account' : 'card',
  });
  payments.set(payment.id, payment);
  return payment;
}

export function newId(kind: string): string {
  return `${kind}_${kind === 'cs' ? 'test_' : ''}${randomBytes(12).toString('hex')}`;
}
