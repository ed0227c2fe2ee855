/** What the emulator keeps: Stripe's objects by id, in the order in which they were made, and in a file where there is one. */
import type Stripe from 'stripe';

export interface StripeAccount {
  readonly sessions: Map<string, Stripe.Checkout.Session>;
  readonly payments: Map<string, Stripe.PaymentIntent>;
  readonly charges: Map<string, Stripe.Charge>;
  readonly refunds: Map<string, Stripe.Refund>;
  readonly disputes: Map<string, Stripe.Dispute>;
  readonly files: Map<string, Stripe.File>;
  readonly events: Map<string, Stripe.Event>;
  /** What a session's object does not tell. */
  readonly checkouts: Map<string, Checkout>;
  /** What requests got, by idempotency key. */
  readonly responses: Map<string, KeptResponse>;
}

export interface Checkout {
  readonly lines: readonly string[];
  /** Of the payment that is made of the session: `payment_intent_data[metadata]`. */
  readonly payment_metadata: Readonly<Record<string, string>>;
  /** What a bank debit will come to. */
  readonly debit_fails?: boolean;
}

export interface KeptResponse {
  /** Hash of the request. */
  readonly asked: string;
  /** Its JSON. */
  readonly response: string;
}

const NAMES = [
  ...(['sessions', 'payments', 'charges', 'refunds', 'disputes'] as const),
  ...(['files', 'events', 'checkouts', 'responses'] as const),
];

/** Makes an account of what `formatAccount` has kept; of null an empty one. */
export function parseAccount(kept: Readonly<Record<string, unknown>> | null): StripeAccount {
  const maps = NAMES.map((name) => [name, new Map(Object.entries(Object(kept?.[name])))] as const);
  return Object.fromEntries(maps) as unknown as StripeAccount;
}

export function formatAccount(account: StripeAccount): Readonly<Record<string, unknown>> {
  return Object.fromEntries(NAMES.map((name) => [name, Object.fromEntries(account[name])]));
}
