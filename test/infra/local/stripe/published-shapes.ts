/**
 * The kinds of the members of Stripe's published example objects, nested ones by their path, as far as an example has a value for them:
 * derived from `fixtures3.json` of github.com/stripe/openapi (MIT license), 2026-08-21. What an event is of is an object of its own.
 */
export const PUBLISHED_SHAPES = {
  'checkout.session': {
    array: 'custom_fields payment_method_types shipping_address_collection.allowed_countries shipping_options'.split(
      ' ',
    ),
    boolean:
      'adaptive_pricing.enabled after_expiration.recovery.allow_promotion_codes after_expiration.recovery.enabled automatic_tax.enabled invoice_creation.enabled livemode managed_payments.enabled phone_number_collection.enabled'.split(
        ' ',
      ),
    number:
      'created currency_conversion.amount_subtotal currency_conversion.amount_total expires_at shipping_cost.amount_subtotal shipping_cost.amount_tax shipping_cost.amount_total total_details.amount_discount total_details.amount_tax'.split(
        ' ',
      ),
    object:
      'adaptive_pricing after_expiration after_expiration.recovery automatic_tax automatic_tax.liability collected_information collected_information.shipping_details collected_information.shipping_details.address consent consent_collection consent_collection.payment_method_reuse_agreement currency_conversion custom_text custom_text.after_submit custom_text.shipping_address custom_text.submit custom_text.terms_of_service_acceptance customer_details customer_details.address invoice_creation invoice_creation.invoice_data invoice_creation.invoice_data.issuer invoice_creation.invoice_data.rendering_options managed_payments metadata payment_method_configuration_details payment_method_options permissions phone_number_collection saved_payment_method_options shipping_address_collection shipping_cost total_details wallet_options'.split(
        ' ',
      ),
    string:
      'automatic_tax.liability.type cancel_url collected_information.shipping_details.name consent_collection.payment_method_reuse_agreement.position currency_conversion.fx_rate currency_conversion.source_currency custom_text.after_submit.message custom_text.shipping_address.message custom_text.submit.message custom_text.terms_of_service_acceptance.message customer_details.email customer_details.tax_exempt id invoice_creation.invoice_data.issuer.type mode object payment_intent payment_method_configuration_details.id payment_status status success_url url'.split(
        ' ',
      ),
  },
  payment_intent: {
    array: 'payment_method_types'.split(' '),
    boolean: 'automatic_payment_methods.enabled livemode managed_payments.enabled'.split(' '),
    number: 'amount amount_capturable amount_received canceled_at created'.split(' '),
    object:
      'amount_details amount_details.tip automatic_payment_methods last_payment_error managed_payments metadata next_action payment_method_configuration_details payment_method_options processing shipping transfer_data transfer_data.destination'.split(
        ' ',
      ),
    string:
      'capture_method client_secret confirmation_method currency id last_payment_error.type next_action.type object payment_method_configuration_details.id processing.type status transfer_data.destination.id transfer_data.destination.object'.split(
        ' ',
      ),
  },
  charge: {
    array: 'refunds.data'.split(' '),
    boolean:
      'captured disputed livemode paid payment_method_details.card.network_token.used refunded refunds.has_more source.livemode'.split(
        ' ',
      ),
    number:
      'amount amount_captured amount_refunded created payment_method_details.card.exp_month payment_method_details.card.exp_year payment_method_details.card.overcapture.maximum_amount_capturable source.created'.split(
        ' ',
      ),
    object:
      'billing_details billing_details.address fraud_details metadata outcome payment_method_details payment_method_details.card payment_method_details.card.checks payment_method_details.card.extended_authorization payment_method_details.card.incremental_authorization payment_method_details.card.installments payment_method_details.card.installments.plan payment_method_details.card.multicapture payment_method_details.card.network_token payment_method_details.card.overcapture payment_method_details.card.three_d_secure payment_method_details.card.wallet refunds shipping source source.owner source.owner.address source.owner.verified_address transfer_data transfer_data.destination'.split(
        ' ',
      ),
    string:
      'balance_transaction billing_details.name currency description id object outcome.type payment_method payment_method_details.card.brand payment_method_details.card.checks.cvc_check payment_method_details.card.country payment_method_details.card.extended_authorization.status payment_method_details.card.fingerprint payment_method_details.card.funding payment_method_details.card.incremental_authorization.status payment_method_details.card.installments.plan.type payment_method_details.card.last4 payment_method_details.card.multicapture.status payment_method_details.card.network payment_method_details.card.overcapture.status payment_method_details.card.wallet.type payment_method_details.type receipt_url refunds.object refunds.url source.client_secret source.flow source.id source.object source.status source.type status transfer_data.destination.id transfer_data.destination.object'.split(
        ' ',
      ),
  },
  refund: {
    number: 'amount created'.split(' '),
    object: 'destination_details destination_details.card metadata'.split(' '),
    string: 'charge currency destination_details.card.type destination_details.type id object status'.split(' '),
  },
  dispute: {
    array: 'balance_transactions enhanced_eligibility_types'.split(' '),
    boolean: 'evidence_details.has_evidence evidence_details.past_due is_charge_refundable livemode'.split(' '),
    number: 'amount created evidence_details.due_by evidence_details.submission_count'.split(' '),
    object:
      'evidence evidence.enhanced_evidence evidence_details evidence_details.enhanced_eligibility metadata payment_method_details payment_method_details.card'.split(
        ' ',
      ),
    string:
      'charge currency id object payment_method_details.card.brand payment_method_details.card.case_type payment_method_details.card.network payment_method_details.card.network_reason_code payment_method_details.type reason status'.split(
        ' ',
      ),
  },
  event: {
    boolean: 'livemode'.split(' '),
    number: 'created pending_webhooks'.split(' '),
    object: 'data request'.split(' '),
    string: 'id object type'.split(' '),
  },
  file: {
    array: 'links.data'.split(' '),
    boolean: 'links.has_more'.split(' '),
    number: 'created expires_at size'.split(' '),
    object: 'links'.split(' '),
    string: 'filename id links.object links.url object purpose type url'.split(' '),
  },
} as const satisfies Readonly<
  Record<string, Readonly<Partial<Record<'array' | 'boolean' | 'number' | 'object' | 'string', readonly string[]>>>>
>;
