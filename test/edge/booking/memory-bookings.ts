/**
 * The rows of bookings and jobs in memory, under the conditions that DynamoDB puts to a transaction: all or nothing, refused where
 * a row is not as it was read. It passes the same suite as the table (booking-store.test.ts).
 */
import type { BookingCommit, BookingStore, CommitOutcome } from '../../../edge/booking/booking-store.ts';
import {
  type BookingRecord,
  formatBookingEntryKey,
  formatBookingKey,
  formatSlotKey,
  formatStripeEventKey,
  type SlotRecord,
} from '../../../origin/booking-record.ts';
import type { JobRowUpdate } from '../../../origin/job-rows.ts';
import { formatJobKey, type RecordKey } from '../../../origin/records.ts';
import type { JobStore } from '../../../origin/stored-job.ts';

/** Bookings and jobs where they are kept, and a look into their rows. */
export interface KeptBookings {
  readonly store: BookingStore;
  readonly jobs: JobStore;
  /** Evidence is nothing of a booking's rows: evidence.test.ts. */
  askForEvidence(): Promise<void>;
  /** Rows whose partition keys begin so. */
  list(prefix: string): Promise<readonly RecordKey[]>;
}

/** @param pass is waited for before and after each operation: there a test lets others in, or breaks off */
export function createMemoryBookings(pass: () => Promise<void> = async () => undefined): KeptBookings {
  const rows = new Map<string, RecordKey>();
  const copies = new Map<string, string>();
  const get = <T>(key: RecordKey) => (rows.get(idOf(key)) ?? null) as T | null;
  const set = (row: RecordKey) => void rows.set(idOf(row), row);
  const during = async <T>(work: () => T): Promise<T> => {
    await pass();
    const result = work();
    await pass();
    return result;
  };
  return {
    store: {
      readBooking: (id) => during(() => get<BookingRecord>(formatBookingKey(id))),
      readSlot: (slot) => during(() => get<SlotRecord>(formatSlotKey(slot))),
      hasEvent: (id) => during(() => get(formatStripeEventKey(id)) !== null),
      commit: (commit) => during(() => commitRows(commit, { get, set })),
      wait: () => pass(),
    },
    jobs: createMemoryJobs(rows, copies, during),
    askForEvidence: async () => undefined,
    list: async (prefix) => [...rows.values()].filter(({ pk }) => pk.startsWith(prefix)),
  };
}

interface Rows {
  get<T>(key: RecordKey): T | null;
  set(row: RecordKey): void;
}

function commitRows({ before, after, event, slot, job }: BookingCommit, { get, set }: Rows): CommitOutcome {
  const standing = get<BookingRecord>(after);
  const held = slot && get<SlotRecord>(slot.after);
  const row = job && get<RecordKey>(formatJobKey(after.job_id));
  const entry = formatBookingEntryKey(after.created_at, after.booking_id);
  if (event !== null && get(event) !== null) return 'known';
  if (before !== after && (standing?.revision ?? null) !== (before?.revision ?? null)) return 'refused';
  if (slot !== null && (held?.held ?? null) !== (slot.before?.held ?? null)) return 'refused';
  if (job !== null && !holds(job.update, row)) return 'refused';
  if (before !== after) set(after);
  if (before === null) set({ ...entry, booking_id: after.booking_id } as RecordKey);
  if (event !== null) set(event);
  if (slot !== null) set(slot.after);
  if (job !== null) set({ ...formatJobKey(after.job_id), ...row, ...toMembers(job.update) });
  return 'written';
}

/** The two conditions that origin/job-rows.ts puts. */
function holds({ ConditionExpression, ExpressionAttributeValues }: JobRowUpdate, row: RecordKey | null): boolean {
  const [, absent] = /attribute_not_exists\(#(\w+)\)/.exec(ConditionExpression) ?? [];
  if (absent !== undefined) return row === null || Reflect.get(row, absent) === undefined;
  return row !== null && Reflect.get(row, 'revision') === ExpressionAttributeValues[':standing'];
}

function toMembers({ ExpressionAttributeValues }: JobRowUpdate): object {
  const members = Object.entries(ExpressionAttributeValues).filter(([name]) => name !== ':standing');
  return Object.fromEntries(members.map(([name, value]) => [name.slice(1), value]));
}

function createMemoryJobs(
  rows: Map<string, RecordKey>,
  copies: Map<string, string>,
  during: <T>(work: () => T) => Promise<T>,
): JobStore {
  return {
    query: (pk, start) => during(() => [...rows.values()].filter((row) => row.pk === pk && row.sk.startsWith(start))),
    write: (writes) =>
      during(() => {
        for (const write of writes) {
          if ('put' in write) rows.set(idOf(write.put), write.put);
          else rows.delete(idOf(write.remove));
        }
      }),
    commit: (jobId, update) =>
      during(() => {
        const key = formatJobKey(jobId);
        const row = rows.get(idOf(key)) ?? null;
        if (!holds(update, row)) return 'refused';
        rows.set(idOf(key), { ...key, ...row, ...toMembers(update) });
        return 'written';
      }),
    readCopy: (jobId) =>
      during(() => {
        const text = copies.get(jobId);
        return text === undefined ? null : { text, etag: text };
      }),
    writeCopy: (jobId, text, etag) =>
      during(() => {
        if ((copies.get(jobId) ?? null) !== etag) return false;
        copies.set(jobId, text);
        return true;
      }),
    wait: () => during(() => undefined),
  };
}

function idOf({ pk, sk }: RecordKey): string {
  return `${pk} ${sk}`;
}
