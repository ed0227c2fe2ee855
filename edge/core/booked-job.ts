/** The job that a paid booking is: open for crews from the payment on, and cancelled once all of it has been given back. */
import { createHash } from 'node:crypto';
import { type AuditRecord, formatAuditKey, formatAuditTime } from '../../origin/audit-log.ts';
import type { BookingRecord } from '../../origin/booking-record.ts';
import { completeJob, type JobFile } from '../../origin/job-file.ts';
import { findPaidSession } from './apply-booking-event.ts';

const MAX_TITLE_LENGTH = 200;

/** Plans the job of a booking; null: nothing is to be written. What a dispatcher has changed of it meanwhile stays. */
export function planBookedJob(booking: BookingRecord, standing: JobFile | null, now: Date): JobFile | null {
  if (findPaidSession(booking) === null) return null;
  const isGivenBack = booking.state === 'refunded';
  if (standing === null) return completeJob(toDraft(booking, isGivenBack), null, now.toISOString());
  const isWaiting = standing.status === 'open' || standing.status === 'pending';
  if (!isGivenBack || !isWaiting) return null;
  return completeJob({ job_id: booking.job_id, status: 'cancelled' }, standing, now.toISOString());
}

/** The entry of the audit log that goes with it. */
export function toBookedJobEntry(booking: BookingRecord, job: JobFile, now: Date): AuditRecord {
  const action = job.revision === 1 ? 'job-made' : 'job-changed';
  const id = createHash('sha256').update(`${action}|${booking.booking_id}|${job.revision}`).digest('base64url');
  return {
    ...formatAuditKey(job.job_id, { action, at: now, id: id.slice(0, 22) }),
    job_id: job.job_id,
    action,
    at: formatAuditTime(now),
    actor: 'system',
    actor_name: null,
    photo_ids: [],
    count: 0,
    from: null,
    detail: { title: job.title, status: job.status, booking: booking.booking_id },
  };
}

function toDraft(booking: BookingRecord, isGivenBack: boolean) {
  const { job_id, address, name, phone, email, slot, made_of } = booking;
  return {
    job_id,
    title: toTitle(booking),
    address,
    status: isGivenBack ? 'cancelled' : 'open',
    customer_name: name,
    customer_phone: phone,
    customer_email: email,
    scheduled_for: slot.starts_at,
    made_of,
  } as const;
}

function toTitle({ order }: BookingRecord): string {
  const things = order.lines.map(({ name, quantity }) => (quantity === 1 ? name : `${quantity} × ${name}`));
  return [...things.join(', ')].slice(0, MAX_TITLE_LENGTH).join('');
}
