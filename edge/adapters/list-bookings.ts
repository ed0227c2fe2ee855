/** The latest bookings, by the month in which they were made. */
import {
  type BookingEntry,
  type BookingRecord,
  formatBookingEntryKey,
  formatBookingKey,
  isBookingOver,
} from '../../origin/booking-record.ts';
import type { DynamodbTable } from './dynamodb-table.ts';

const MOST = 200;
/** Stripe's bank debits and their disputes are told of within it, and a dispatcher looks no further back. */
const MONTHS = 3;

/** The latest first, at most 200. */
export async function listLatestBookings(table: DynamodbTable, now: Date): Promise<readonly BookingRecord[]> {
  const entries: BookingEntry[] = [];
  for (let back = 0; back < MONTHS && entries.length < MOST; back += 1) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString();
    const { pk } = formatBookingEntryKey(month, '');
    const query = {
      condition: 'pk = :pk',
      values: { ':pk': pk },
      isNewestFirst: true,
      limit: MOST,
      isConsistent: true,
    };
    entries.push(...(await table.query<BookingEntry>(query, null)).items);
  }
  const keys = entries.slice(0, MOST).map(({ booking_id }) => formatBookingKey(booking_id));
  const found = await table.getAll<BookingRecord>(keys);
  return found
    .filter((booking) => !isBookingOver(booking, now))
    .toSorted((one, other) => (one.created_at < other.created_at ? 1 : -1));
}
