/** A refusal as Stripe's API gives it (docs.stripe.com/api/errors). */

export interface StripeErrorFacts {
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error';
  readonly code?: string;
  readonly param?: string;
}

export class StripeApiError extends Error {
  override readonly name = 'StripeApiError';
  readonly status: number;
  readonly facts: StripeErrorFacts;

  constructor(status: number, message: string, facts: StripeErrorFacts = { type: 'invalid_request_error' }) {
    super(message);
    this.status = status;
    this.facts = facts;
  }
}

export function missing(id: string): StripeApiError {
  const facts = { type: 'invalid_request_error', code: 'resource_missing', param: 'id' } as const;
  return new StripeApiError(404, `No such object: '${id}'`, facts);
}

export function invalid(param: string, message: string): StripeApiError {
  return new StripeApiError(400, message, { type: 'invalid_request_error', param });
}
