/** Payment, charge, refund and file as Stripe's API describes them; what the emulator does not know of one is null. */
import type Stripe from 'stripe';

export interface PaymentFacts {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Stripe.Metadata;
  readonly created: number;
  readonly method: 'card' | 'us_bank_account';
}

export function toPaymentIntent(facts: PaymentFacts): Stripe.PaymentIntent {
  const { id, amount, currency, metadata, created, method } = facts;
  return {
    ...{ id, object: 'payment_intent', amount, currency, metadata, created, livemode: false },
    ...{ allowed_payment_method_types: null, amount_capturable: 0, amount_received: 0 },
    ...{ application: null, application_fee_amount: null, automatic_payment_methods: null },
    ...{ canceled_at: null, cancellation_reason: null, capture_method: 'automatic' },
    ...{ client_secret: `${id}_secret`, confirmation_method: 'automatic' },
    ...{ customer: null, customer_account: null, description: null, excluded_payment_method_types: null },
    ...{ last_payment_error: null, latest_charge: null, managed_payments: null, next_action: null, on_behalf_of: null },
    ...{ payment_method: null, payment_method_configuration_details: null, payment_method_options: null },
    ...{ payment_method_types: [method], payment_record: null, processing: null, receipt_email: null, review: null },
    ...{ setup_future_usage: null, shipping: null, source: null },
    ...{ statement_descriptor: null, statement_descriptor_suffix: null },
    ...{ status: 'requires_payment_method', transfer_group: null },
  };
}

export function toCharge(id: string, payment: Stripe.PaymentIntent, created: number): Stripe.Charge {
  const { amount, currency, metadata } = payment;
  return {
    ...{ id, object: 'charge', amount, currency, metadata, created, livemode: false, payment_intent: payment.id },
    ...{ amount_captured: amount, amount_refunded: 0, captured: true, disputed: false, paid: true, refunded: false },
    ...{ application: null, application_fee: null, application_fee_amount: null, balance_transaction: null },
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    ...{ calculated_statement_descriptor: null, customer: null, description: null },
    ...{ failure_balance_transaction: null, failure_code: null, failure_message: null, fraud_details: null },
    ...{ on_behalf_of: null, outcome: null, payment_method: null, payment_method_details: null },
    ...{ receipt_email: null, receipt_number: null, receipt_url: null, review: null, shipping: null },
    ...{ source: null, source_transfer: null, statement_descriptor: null, statement_descriptor_suffix: null },
    ...{ status: 'succeeded', transfer_data: null, transfer_group: null },
  };
}

export interface RefundFacts {
  readonly id: string;
  readonly amount: number;
  readonly created: number;
  readonly metadata: Stripe.Metadata;
}

export function toRefund({ id, amount, created, metadata }: RefundFacts, charge: Stripe.Charge): Stripe.Refund {
  return {
    ...{ id, object: 'refund', amount, created, metadata, currency: charge.currency },
    ...{ charge: charge.id, payment_intent: charge.payment_intent, payment_method: null, status: 'succeeded' },
    ...{ balance_transaction: null, customer: null, customer_account: null, reason: null, receipt_number: null },
    ...{ source_transfer_reversal: null, transfer_reversal: null },
  };
}

export interface EvidenceFile {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly purpose: Stripe.File.Purpose;
  readonly created: number;
  readonly url: string;
}

export function toStripeFile({ id, filename, size, purpose, created, url }: EvidenceFile): Stripe.File {
  const type = filename.split('.').at(-1) ?? null;
  return { id, object: 'file', created, expires_at: null, filename, purpose, size, title: null, type, url };
}
