/**
 * The kinds of the members of Stripe's published example objects, as far as an example has a value for them: derived from
 * `fixtures3.json` of github.com/stripe/openapi (MIT license), 2026-08-21.
 */
export const PUBLISHED_SHAPES = {
  'checkout.session': {
    array: 'custom_fields payment_method_types shipping_options'.split(' '),
    boolean: 'livemode'.split(' '),
    number: 'created expires_at'.split(' '),
    object:
      'adaptive_pricing after_expiration automatic_tax collected_information consent consent_collection currency_conversion custom_text customer_details invoice_creation managed_payments metadata payment_method_configuration_details payment_method_options permissions phone_number_collection saved_payment_method_options shipping_address_collection shipping_cost total_details wallet_options'.split(
        ' ',
      ),
    string: 'cancel_url id mode object payment_intent payment_status status success_url url'.split(' '),
  },
  payment_intent: {
    array: 'payment_method_types'.split(' '),
    boolean: 'livemode'.split(' '),
    number: 'amount amount_capturable amount_received canceled_at created'.split(' '),
    object:
      'amount_details automatic_payment_methods last_payment_error managed_payments metadata next_action payment_method_configuration_details payment_method_options processing shipping transfer_data'.split(
        ' ',
      ),
    string: 'capture_method client_secret confirmation_method currency id object status'.split(' '),
  },
  charge: {
    boolean: 'captured disputed livemode paid refunded'.split(' '),
    number: 'amount amount_captured amount_refunded created'.split(' '),
    object:
      'billing_details fraud_details metadata outcome payment_method_details refunds shipping source transfer_data'.split(
        ' ',
      ),
    string: 'balance_transaction currency description id object payment_method receipt_url status'.split(' '),
  },
  refund: {
    number: 'amount created'.split(' '),
    object: 'destination_details metadata'.split(' '),
    string: 'charge currency id object status'.split(' '),
  },
  dispute: {
    array: 'balance_transactions enhanced_eligibility_types'.split(' '),
    boolean: 'is_charge_refundable livemode'.split(' '),
    number: 'amount created'.split(' '),
    object: 'evidence evidence_details metadata payment_method_details'.split(' '),
    string: 'charge currency id object reason status'.split(' '),
  },
  event: {
    boolean: 'livemode'.split(' '),
    number: 'created pending_webhooks'.split(' '),
    object: 'data request'.split(' '),
    string: 'id object type'.split(' '),
  },
  file: {
    number: 'created expires_at size'.split(' '),
    object: 'links'.split(' '),
    string: 'filename id object purpose type url'.split(' '),
  },
} as const satisfies Readonly<
  Record<string, Readonly<Partial<Record<'array' | 'boolean' | 'number' | 'object' | 'string', readonly string[]>>>>
>;
