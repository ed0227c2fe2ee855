/** The port of the bookings' rows: what is read of them, and the one write by which a booking, its slot, its job and the event change. */
import type { AuditRecord } from '../../origin/audit-log.ts';
import type { BookingRecord, BookingSlot, SlotRecord, StripeEventRecord } from '../../origin/booking-record.ts';
import type { JobRowUpdate } from '../../origin/job-rows.ts';

export interface BookingStore {
  readBooking(bookingId: string): Promise<BookingRecord | null>;
  readSlot(slot: Pick<BookingSlot, 'day' | 'half_day'>): Promise<SlotRecord | null>;
  hasEvent(eventId: string): Promise<boolean>;
  /** Writes all of it or nothing. */
  commit(commit: BookingCommit): Promise<CommitOutcome>;
  wait(ms: number): Promise<void>;
}

/** `refused`: somebody else has changed one of the rows since they were read; `known`: the event is done; `busy`: another is writing. */
export type CommitOutcome = 'written' | 'refused' | 'known' | 'busy';

export interface BookingCommit {
  /** As it was read; null: it is new. The same as `after`: only the event is written. */
  readonly before: BookingRecord | null;
  readonly after: BookingRecord;
  /** Written only if it is not there. */
  readonly event: StripeEventRecord | null;
  readonly slot: { readonly before: SlotRecord | null; readonly after: SlotRecord } | null;
  /** Of the job's own row, with its audit entry. */
  readonly job: BookedJobWrite | null;
}

export interface BookedJobWrite {
  readonly update: JobRowUpdate;
  /** As it was read. */
  readonly row: object | null;
  readonly entry: AuditRecord;
}
