/** A dispatcher confirms the hour of a booking: booking, job and audit entry in one transaction, at the revision that `If-Match` names. */
import type { BookingRecord } from '../../origin/booking-record.ts';
import { completeJob } from '../../origin/job-file.ts';
import { planJobRow } from '../../origin/job-rows.ts';
import { currentJob, readStoredJob, settleJob } from '../../origin/stored-job.ts';
import type { BookingCall } from '../booking/booking-call.ts';
import type { BookedJobWrite } from '../booking/booking-store.ts';
import { changeBooking } from '../core/apply-booking-event.ts';
import { toAuditEntry } from '../core/audit.ts';
import { readHeader } from '../core/exchange.ts';
import { parseRevision } from '../core/parse-edit.ts';
import type { Principal } from '../core/principal.ts';
import { AppError } from '../problem.ts';

export interface ChangingBooking {
  readonly call: BookingCall;
  /** As it was read. */
  readonly booking: BookingRecord;
  /** Who changes it. */
  readonly principal: Principal;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;
/** Of a booking that the crew will come to. */
const CONFIRMABLE = ['paid', 'refunded_partly'];

/**
 * Confirms it. Sent again after its response was lost, it is found done.
 * @throws {AppError} when it is not paid or the hour is not of its half day (`bad-request`), or somebody was quicker (`edited-meanwhile`)
 */
export async function confirmHour(asked: unknown, changing: ChangingBooking): Promise<BookingRecord> {
  const { call, booking } = changing;
  const { services, request } = call;
  const revision = parseRevision(readHeader(request, 'if-match'));
  const confirmed_for = parseHour(asked, changing);
  if (booking.confirmed_for === confirmed_for) {
    await settleJob(services.jobs, booking.job_id);
    return booking;
  }
  if (booking.revision !== revision) throw new AppError('edited-meanwhile');
  if (!CONFIRMABLE.includes(booking.state)) throw wrong('/action', 'Only a booking that is paid can be confirmed.');
  const after = changeBooking(booking, { confirmed_for });
  const job = await planJobWrite(confirmed_for, changing);
  const outcome = await services.store.commit({ before: booking, after, event: null, slot: null, job });
  if (outcome === 'refused') throw new AppError('edited-meanwhile');
  if (outcome !== 'written') throw new AppError('unavailable', { retryAfterSeconds: 2 });
  await settleJob(services.jobs, booking.job_id);
  return after;
}

async function planJobWrite(
  scheduled_for: string,
  { call, booking, principal }: ChangingBooking,
): Promise<BookedJobWrite> {
  const { services, request, now } = call;
  const stored = await readStoredJob(services.jobs, booking.job_id);
  const standing = currentJob(stored);
  // It is made with the payment, in one transaction.
  if (standing === null) throw new AppError('unavailable', { retryAfterSeconds: 2 });
  const job = completeJob({ job_id: booking.job_id, scheduled_for }, standing, now.toISOString());
  const detail = { revision: job.revision, changed: 'scheduled_for', booking: booking.booking_id };
  const cause = [booking.booking_id, 'confirmed', scheduled_for, String(booking.revision)];
  const audited = { action: 'job-changed', jobId: job.job_id, actor: principal, detail, cause } as const;
  return {
    update: planJobRow(job, stored.rows),
    row: stored.rows.row,
    entry: toAuditEntry(audited, request, now).record,
  };
}

/** Another half day has places of its own: a booking is not moved there. */
function parseHour(asked: unknown, { call, booking }: ChangingBooking): string {
  const ms = typeof asked === 'string' && INSTANT.test(asked) ? Date.parse(asked) : Number.NaN;
  const { begins, ends } = call.services.toHalfDay(booking.slot.day, booking.slot.half_day);
  if (ms >= Date.parse(begins) && ms < Date.parse(ends)) return new Date(ms).toISOString();
  throw wrong('/starts_at', `Must be in UTC, such as ${begins}, before ${ends}.`);
}

function wrong(pointer: string, detail: string): AppError {
  return new AppError('bad-request', { errors: [{ pointer, detail }] });
}
