/** The latest bookings, by the month in which they were made. */
import {
  type BookingEntry,
  type BookingRecord,
  formatBookingEntryKey,
  formatBookingKey,
  isBookingOver,
} from '../../origin/booking-record.ts';
import type { DynamodbTable, Query } from './dynamodb-table.ts';

const MOST = 200;
/** Stripe's bank debits and their disputes are told of within it, and a dispatcher looks no further back. */
const MONTHS = 3;
const DAY_MS = 24 * 3600 * 1000;

/** The latest first, at most 200. */
export async function listLatestBookings(table: DynamodbTable, now: Date): Promise<readonly BookingRecord[]> {
  const entries: BookingEntry[] = [];
  for (let back = 0; back < MONTHS && entries.length < MOST; back += 1) {
    entries.push(...(await table.query<BookingEntry>({ ...ofMonth(now, back), limit: MOST }, null)).items);
  }
  return readAll(table, entries.slice(0, MOST), now);
}

/** All of the last days, however many: whoever repairs must not stop at 200, which a flood of bookings would fill. */
export async function listRecentBookings(
  table: DynamodbTable,
  now: Date,
  days: number,
): Promise<readonly BookingRecord[]> {
  const since = new Date(now.getTime() - days * DAY_MS).toISOString();
  const entries: BookingEntry[] = [];
  for (let back = 0; back < MONTHS; back += 1) {
    entries.push(...(await table.queryAll<BookingEntry>(ofMonth(now, back))));
  }
  return readAll(
    table,
    entries.filter(({ sk }) => sk >= since),
    now,
  );
}

function ofMonth(now: Date, back: number): Query {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString();
  const { pk } = formatBookingEntryKey(month, '');
  return { condition: 'pk = :pk', values: { ':pk': pk }, isNewestFirst: true, isConsistent: true };
}

async function readAll(
  table: DynamodbTable,
  entries: readonly BookingEntry[],
  now: Date,
): Promise<readonly BookingRecord[]> {
  const found = await table.getAll<BookingRecord>(entries.map(({ booking_id }) => formatBookingKey(booking_id)));
  return found
    .filter((booking) => !isBookingOver(booking, now))
    .toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1));
}
