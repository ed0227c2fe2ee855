/** Asks Stripe to give a booking's money back: for a dispatcher, and for an operator. That it is given back only Stripe's event says. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { type AuditedAction, toAuditEntry } from '../core/audit.ts';
import type { EdgeRequest } from '../core/exchange.ts';
import type { PaymentPort } from '../core/payments.ts';
import type { ReadableAuditLog } from '../core/ports.ts';

export interface GivingBack {
  readonly auditLog: Pick<ReadableAuditLog, 'appendFirst'>;
  /** @throws {AppError} when the keys can't be had */
  openPayments(): Promise<Pick<PaymentPort, 'refund'>>;
  readonly actor: AuditedAction['actor'];
  readonly request: Pick<EdgeRequest, 'requestId' | 'from'>;
  readonly now: Date;
}

/**
 * Gives back all that is left of it; asked again, it is given once. Who asks stands in the job's audit log before Stripe is asked: so no
 * money goes back of which nobody knows who wished it.
 * @throws {AppError} when a service can't be had: `unavailable`
 */
export async function giveBack(
  { booking_id, job_id: jobId }: BookingRecord,
  payment: string,
  { auditLog, openPayments, actor, request, now }: GivingBack,
): Promise<void> {
  const detail = { booking: booking_id, payment };
  const { record, window } = toAuditEntry({ action: 'refund-asked', jobId, actor, detail }, request, now);
  if (window !== null) await auditLog.appendFirst(record, window);
  await (await openPayments()).refund(payment, `refund-${booking_id}`);
}
