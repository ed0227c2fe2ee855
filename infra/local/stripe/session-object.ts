/** A Checkout Session as Stripe's API describes it; what the emulator does not know of one is null. */
import type Stripe from 'stripe';

export interface SessionFacts {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Stripe.Metadata;
  readonly created: number;
  readonly expires_at: number;
  readonly url: string;
  readonly success_url: string | null;
  readonly cancel_url: string | null;
  readonly client_reference_id: string | null;
  readonly customer_email: string | null;
}

export function toCheckoutSession({ amount, ...facts }: SessionFacts): Stripe.Checkout.Session {
  return {
    ...facts,
    ...{ object: 'checkout.session', amount_subtotal: amount, amount_total: amount, livemode: false, mode: 'payment' },
    ...{ adaptive_pricing: null, after_expiration: null, allow_promotion_codes: null },
    allowed_payment_method_types: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    ...{ billing_address_collection: null, client_secret: null, collected_information: null, consent: null },
    ...{ consent_collection: null, currency_conversion: null, custom_fields: [] },
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    ...{ customer: null, customer_account: null, customer_creation: 'if_required', customer_details: null },
    ...{ discounts: [], integration_identifier: null, invoice: null, invoice_creation: null, locale: null },
    ...{ managed_payments: null, origin_context: null, payment_intent: null, payment_link: null },
    ...{ payment_method_collection: 'if_required', payment_method_configuration_details: null },
    ...{ payment_method_options: {}, payment_method_types: ['card', 'us_bank_account'], payment_status: 'unpaid' },
    ...{ permissions: null, recovered_from: null, saved_payment_method_options: null, setup_intent: null },
    ...{ shipping_address_collection: null, shipping_cost: null, shipping_options: [], status: 'open' },
    ...{ submit_type: null, subscription: null },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ...{ ui_mode: null, wallet_options: null },
  };
}
