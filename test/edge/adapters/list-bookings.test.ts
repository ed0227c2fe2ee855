import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsClient } from '../../../edge/adapters/aws-client.ts';
import { createDynamodbTable, type DynamodbTable } from '../../../edge/adapters/dynamodb-table.ts';
import { listLatestBookings, listRecentBookings } from '../../../edge/adapters/list-bookings.ts';
import { formatBookingEntryKey, formatBookingKey } from '../../../origin/booking-record.ts';
import { EDGE_CONFIG, startServices } from '../start-services.ts';

const NOW = new Date('2026-12-10T09:00:00Z');
let services: Awaited<ReturnType<typeof startServices>>;
let table: DynamodbTable;

/** 260 bookings: the newest of now, each three hours older than the one before it, in two months. */
beforeAll(async () => {
  services = await startServices();
  table = createDynamodbTable(
    createAwsClient(services.env, () => new Date()),
    EDGE_CONFIG.region,
    EDGE_CONFIG.table,
  );
  const rows = Array.from({ length: 260 }, (_, number) => {
    const booking_id = `b-${String(number).padStart(20, '0')}`;
    const created_at = new Date(NOW.getTime() - number * 3 * 3600_000).toISOString();
    const key = formatBookingEntryKey(created_at, booking_id);
    const booking = { ...formatBookingKey(booking_id), booking_id, created_at, expires_at: null };
    return [booking, { ...key, booking_id }];
  }).flat();
  for (let at = 0; at < rows.length; at += 25) {
    const toPut = (row: object) => ({ PutRequest: { Item: marshallTexts(row) } });
    await table.batchWrite(rows.slice(at, at + 25).map(toPut));
  }
});
afterAll(() => services.close());

function marshallTexts(row: object): object {
  const members = Object.entries(row).map(([name, value]) => [name, value === null ? { NULL: true } : { S: value }]);
  return Object.fromEntries(members);
}

describe('listLatestBookings', () => {
  it('gives the latest 200, the newest first, over months', async () => {
    const found = await listLatestBookings(table, NOW);
    expect([found.length, found[0]?.created_at]).toEqual([200, NOW.toISOString()]);
    expect(found.at(-1)?.booking_id).toBe(`b-${'199'.padStart(20, '0')}`);
  });
});

describe('listRecentBookings', () => {
  it.each([
    [35, 260],
    [1, 9],
  ])('gives all of the last %i days, however many: %i', async (days, count) => {
    expect(await listRecentBookings(table, NOW, days)).toHaveLength(count);
  });
});
