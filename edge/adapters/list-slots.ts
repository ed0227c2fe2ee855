/** Which half days can be booked now, and which of them are full. */
import { formatSlotKey, type SlotRecord } from '../../origin/booking-record.ts';
import type { OfferedSlot } from '../booking-api.ts';
import type { SlotRules } from '../booking-config.ts';
import type { DynamodbTable } from './dynamodb-table.ts';
import { toDayIn } from './zoned-time.ts';

/** From tomorrow on, as it is where the work is done. */
export async function listBookableSlots(
  table: DynamodbTable,
  { time_zone, days_ahead, capacity, half_days }: SlotRules,
  now: Date,
): Promise<readonly OfferedSlot[]> {
  const days = Array.from({ length: days_ahead }, (_, index) => toDayIn(time_zone, now, index + 1));
  const slots = days.flatMap((day) => half_days.map(({ id, from, to }) => ({ day, half_day: id, from, to })));
  const rows = await table.getAll<SlotRecord>(slots.map(formatSlotKey));
  const held = new Map(rows.map((row) => [row.pk, row.held]));
  return slots.map((slot) => ({ ...slot, is_full: (held.get(formatSlotKey(slot).pk) ?? 0) >= capacity }));
}
