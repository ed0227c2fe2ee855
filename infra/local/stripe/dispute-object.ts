/** A dispute as Stripe's API describes it, before any evidence was given. */
import type Stripe from 'stripe';

export interface DisputeFacts {
  readonly id: string;
  readonly reason: string;
  readonly created: number;
}

/** Cards give between seven and 21 days; the emulator gives seven. */
const DAYS_TO_RESPOND = 7;

export function toDispute({ id, reason, created }: DisputeFacts, charge: Stripe.Charge): Stripe.Dispute {
  return {
    ...{ id, object: 'dispute', amount: charge.amount, currency: charge.currency, created, reason, livemode: false },
    ...{ charge: charge.id, payment_intent: charge.payment_intent, metadata: {}, status: 'needs_response' },
    ...{ balance_transactions: [], enhanced_eligibility_types: [], intended_submission_method: null },
    is_charge_refundable: false,
    // Its own: what one dispute is given is none of another's.
    evidence: { ...EMPTY_EVIDENCE },
    evidence_details: {
      due_by: created + DAYS_TO_RESPOND * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
  };
}

const EMPTY_EVIDENCE: Stripe.Dispute.Evidence = {
  ...{ access_activity_log: null, billing_address: null, cancellation_policy: null },
  ...{ cancellation_policy_disclosure: null, cancellation_rebuttal: null, customer_communication: null },
  ...{ customer_email_address: null, customer_name: null, customer_purchase_ip: null, customer_signature: null },
  ...{ duplicate_charge_documentation: null, duplicate_charge_explanation: null, duplicate_charge_id: null },
  ...{ enhanced_evidence: {}, product_description: null, receipt: null, refund_policy: null },
  ...{ refund_policy_disclosure: null, refund_refusal_explanation: null, service_date: null },
  ...{ service_documentation: null, shipping_address: null, shipping_carrier: null, shipping_date: null },
  ...{ shipping_documentation: null, shipping_tracking_number: null },
  ...{ uncategorized_file: null, uncategorized_text: null },
};
