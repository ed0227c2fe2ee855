/** Verifies that Stripe has sent a webhook's body, by the official package: its bytes, signed within the last five minutes. */
import Stripe from 'stripe';
import { type ReceivedEvent, readStripeEvent } from '../core/booking-event.ts';
import { AppError } from '../problem.ts';

export interface SignedBody {
  /** As it came, byte by byte. */
  readonly raw: Uint8Array;
  /** The header `Stripe-Signature`. */
  readonly signature: string;
}

/** Stripe's own advice ("Preventing replay attacks"). */
const TOLERANCE_SECONDS = 300;

/**
 * Returns the event.
 * @param secrets two of them while one is being replaced
 * @throws {AppError} when none of the secrets has signed it, or it is too old: `access-denied`; or what is signed is no event: `bad-request`
 */
export function verifyStripeEvent(
  { raw, signature }: SignedBody,
  secrets: readonly string[],
  now: Date,
): ReceivedEvent {
  const event = secrets.map((secret) => construct({ raw, signature }, secret, now)).find((found) => found !== null);
  if (event === undefined) throw new AppError('access-denied', { detail: 'The signature does not hold.' });
  try {
    return readStripeEvent(event);
  } catch (cause) {
    throw new AppError('bad-request', { cause });
  }
}

function construct({ raw, signature }: SignedBody, secret: string, now: Date): unknown {
  try {
    const body = Buffer.from(raw);
    return Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now.getTime());
  } catch {
    return null;
  }
}
