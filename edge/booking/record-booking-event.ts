/**
 * Writes what an event of Stripe says: the event, if it is not there yet, the booking, the place that it holds and its job, all
 * in one transaction. So whatever comes twice, late or at once, and wherever it breaks off, no booking is paid without its job
 * and no job is there without a payment. What follows from the job's row (its copy, its words) is made good by each repetition.
 */
import {
  type BookingRecord,
  formatSlotKey,
  formatStripeEventKey,
  type StripeEventRecord,
} from '../../origin/booking-record.ts';
import { planJobRow } from '../../origin/job-rows.ts';
import { currentJob, type JobStore, readStoredJob, settleJob } from '../../origin/stored-job.ts';
import { applyBookingEvent, type EventRefusal, findPaidSession } from '../core/apply-booking-event.ts';
import { planBookedJob, toBookedJobEntry } from '../core/booked-job.ts';
import type { BookingEvent } from '../core/booking-event.ts';
import { AppError } from '../problem.ts';
import type { BookedJobWrite, BookingCommit, BookingStore } from './booking-store.ts';

export interface BookingWorld {
  readonly store: BookingStore;
  readonly jobs: JobStore;
  readonly now: Date;
}

/** `recorded`: it has changed the booking; `nothing-new`: it was not known, and says what is known; `known`: it was done before. */
export type RecordedEvent = 'recorded' | 'nothing-new' | 'known' | 'unknown-booking' | EventRefusal;

const MAX_TRIES = 8;
const FIRST_WAIT_MS = 20;
/** Stripe repeats an event for three days, and lists it for thirty. */
const EVENT_LIFE_SECONDS = 45 * 24 * 3600;

/**
 * Records an event.
 * @throws {AppError} when others were in the way at every try: `unavailable`, and the same event may come again
 */
export async function recordBookingEvent(event: BookingEvent, world: BookingWorld): Promise<RecordedEvent> {
  const { store, jobs } = world;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await store.wait(FIRST_WAIT_MS * 2 ** (tries - 1));
    const booking = await store.readBooking(event.booking_id);
    if (booking === null) return 'unknown-booking';
    if (await store.hasEvent(event.event_id)) return settleKnown(booking, jobs);
    const applied = applyBookingEvent(booking, event);
    if (applied.booking === null) return applied.refusal;
    const done = toEventRecord(event, world.now);
    const outcome = await store.commit(
      await planCommit({ before: booking, after: applied.booking, event: done }, world),
    );
    if (outcome === 'known') return settleKnown(booking, jobs);
    if (outcome !== 'written') continue;
    await settleBookedJob(applied.booking, jobs);
    return applied.booking === booking ? 'nothing-new' : 'recorded';
  }
  throw new AppError('unavailable', { retryAfterSeconds: 2 });
}

type Change = Pick<BookingCommit, 'before' | 'after' | 'event'>;

/** What else changes with a booking: the place that it takes or gives up, and its job. */
export async function planCommit(change: Change, { store, jobs, now }: BookingWorld): Promise<BookingCommit> {
  const { before, after } = change;
  const more = Number(after.holds_slot) - Number(before?.holds_slot ?? false);
  const [slot, job] = await Promise.all([
    more === 0 ? null : store.readSlot(after.slot).then((standing) => ({ standing })),
    before === after ? null : planJobWrite(after, { jobs, now }),
  ]);
  const held = { ...formatSlotKey(after.slot), held: (slot?.standing?.held ?? 0) + more };
  return { ...change, slot: slot && { before: slot.standing, after: held }, job };
}

async function planJobWrite(
  booking: BookingRecord,
  { jobs, now }: Pick<BookingWorld, 'jobs' | 'now'>,
): Promise<BookedJobWrite | null> {
  if (findPaidSession(booking) === null) return null;
  const stored = await readStoredJob(jobs, booking.job_id);
  const job = planBookedJob(booking, currentJob(stored), now);
  if (job === null) return null;
  return {
    update: planJobRow(job, stored.rows),
    row: stored.rows.row,
    entry: toBookedJobEntry(booking, job, now),
  };
}

/** Whoever recorded it may have broken off before the job was whole. */
async function settleKnown(booking: BookingRecord, jobs: JobStore): Promise<'known'> {
  await settleBookedJob(booking, jobs);
  return 'known';
}

async function settleBookedJob(booking: BookingRecord, jobs: JobStore): Promise<void> {
  if (findPaidSession(booking) !== null) await settleJob(jobs, booking.job_id);
}

function toEventRecord({ event_id, type, booking_id }: BookingEvent, now: Date): StripeEventRecord {
  const expires_at = Math.floor(now.getTime() / 1000) + EVENT_LIFE_SECONDS;
  return { ...formatStripeEventKey(event_id), type, booking_id, expires_at };
}
