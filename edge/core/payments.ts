/** The port of Stripe: what of it the bookings need. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import type { ReceivedEvent, SessionFact } from './booking-event.ts';

export interface PaymentPort {
  /**
   * Makes a Checkout Session of the booking's latest attempt. Asked again for the same attempt, it gives the same one.
   * @throws {AppError} when Stripe can't be had (`unavailable`), or does not take it (`internal`)
   */
  createSession(booking: BookingRecord, attempt: AskedAttempt): Promise<MadeSession>;
  /** @throws {AppError} when Stripe can't be had: `unavailable` */
  readSession(sessionId: string): Promise<SessionFact>;
  /** @throws {AppError} when Stripe can't be had: `unavailable` */
  readPayment(paymentIntent: string): Promise<ReadPayment>;
  /**
   * Gives back all that is left of a payment, once for each key.
   * @throws {AppError} when Stripe can't be had (`unavailable`), or does not do it (`internal`)
   */
  refund(paymentIntent: string, key: string): Promise<void>;
  /** All events of the kinds that bookings depend on, from then on, the oldest first. */
  listEvents(sinceSeconds: number): Promise<readonly ReceivedEvent[]>;
}

export interface AskedAttempt {
  readonly attempt: number;
  /** Unix seconds. */
  readonly expires_at: number;
}

export interface MadeSession {
  readonly session_id: string;
  readonly url: string;
}

export interface ReadPayment {
  /** As its metadata name it. */
  readonly booking_id: string | null;
  /** Stripe's code of why it failed; null: it did not. */
  readonly failure: string | null;
}
