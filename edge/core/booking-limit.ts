/**
 * How often bookings may be asked for: so often an hour from one network address, and so often from all. No address is kept: its row
 * bears a hash by a key that is of one day, and goes after two hours.
 */
import { createHmac } from 'node:crypto';
import type { RecordKey } from '../../origin/records.ts';

export interface BookingLimit {
  readonly key: RecordKey;
  readonly most: number;
  /** Unix seconds: the TTL. */
  readonly expires_at: number;
}

const MOST_OF_ONE = 20;
const MOST_OF_ALL = 600;
const HOUR_MS = 3600_000;

/** @param salt secret */
export function listBookingLimits(address: string | null, salt: string, now: Date): readonly BookingLimit[] {
  const hour = now.toISOString().slice(0, 13);
  const expires_at = Math.floor((now.getTime() + 2 * HOUR_MS) / 1000);
  const who = hashAddress(address ?? 'unknown', salt, now);
  return [
    { key: { pk: `LIMIT#${who}`, sk: hour }, most: MOST_OF_ONE, expires_at },
    { key: { pk: 'LIMIT#all', sk: hour }, most: MOST_OF_ALL, expires_at },
  ];
}

function hashAddress(address: string, salt: string, now: Date): string {
  const dayKey = createHmac('sha256', salt).update(now.toISOString().slice(0, 10)).digest();
  return createHmac('sha256', dayKey).update(toNetwork(address)).digest('base64url').slice(0, 22);
}

/** Whoever has an IPv6 address has 2^64 of them: the network counts. */
function toNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const [before = '', after] = address.split('::');
  const groups = before.split(':');
  const rest = after === undefined ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest].slice(0, 4).join(':');
}
