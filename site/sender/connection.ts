/**
 * What the phone has learnt of its network: how fast it was, and whether to send nothing for a while. It is measured,
 * never asked: `navigator.onLine` and `effectiveType` are often wrong.
 */

export interface Connection {
  /** Failures since the last success. */
  readonly failures: number;
  /** Nothing is tried before, phone's clock. */
  readonly retryAtMs: number;
  /** When the last try failed, or until when the server asked for quiet; hints of a network soon after it are not believed. */
  readonly failedAtMs: number;
  /** Moving mean; null until the first upload was measured. */
  readonly bytesPerSecond: number | null;
}

export const NEW_CONNECTION: Connection = { failures: 0, retryAtMs: 0, failedAtMs: 0, bytesPerSecond: null };

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
const OTHER_QUIET_MS = 60_000;
/** 1 Mbit/s: above it three uploads share the connection, below it they would only starve one another. */
const FAST_BYTES_PER_SECOND = 125_000;
const MOST_AT_ONCE = 3;

/** Full jitter: evenly between 0 and 2 s · 2^(failures−1), at most 5 min. `random` is in [0, 1). */
export function toBackoffMs(failures: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20));
}

/** @param upload `atOnce`: how many shared the connection, this one included */
export function withSuccess(
  connection: Connection,
  { bytes, tookMs, atOnce }: { readonly bytes: number; readonly tookMs: number; readonly atOnce: number },
): Connection {
  const measured = (bytes * atOnce * 1000) / Math.max(1, tookMs);
  const mean = connection.bytesPerSecond === null ? measured : connection.bytesPerSecond * 0.6 + measured * 0.4;
  return { failures: 0, retryAtMs: 0, failedAtMs: 0, bytesPerSecond: mean };
}

/** The connection answered, whatever it said. */
export function withResponse(connection: Connection): Connection {
  return { ...connection, failures: 0, retryAtMs: 0 };
}

export function withFailure(
  connection: Connection,
  moment: { readonly nowMs: number; readonly random: number; readonly retryAfterSeconds?: number | undefined },
): Connection {
  const failures = connection.failures + 1;
  const failedAtMs = moment.nowMs + (moment.retryAfterSeconds ?? 0) * 1000;
  const retryAtMs = Math.max(failedAtMs, moment.nowMs + toBackoffMs(failures, moment.random));
  return { ...connection, failures, failedAtMs, retryAtMs };
}

/** A hint that the network may be back (online, visible, focus …) ends the wait, but not within 2 s of the last failure. */
export function withReconnectHint(connection: Connection, nowMs: number, quietMs = FIRST_WAIT_MS): Connection {
  return { ...connection, retryAtMs: Math.min(connection.retryAtMs, Math.max(nowMs, connection.failedAtMs + quietMs)) };
}

/**
 * The edge has answered somebody else on this phone: the network is there, and the wait ends a minute after the last failure.
 * Not before: where small answers come through and photos do not, each try costs.
 */
export function withOtherResponse(connection: Connection, nowMs: number): Connection {
  return withReconnectHint(connection, nowMs, OTHER_QUIET_MS);
}

/**
 * How many uploads may start beside `moving` ones and `silent` ones, of which no byte has left for long: these wait for an
 * answer that may never come, and leave the connection to others.
 */
export function countSlots(connection: Connection, moving = 0, silent = 0): number {
  const isFast = connection.failures === 0 && (connection.bytesPerSecond ?? 0) > FAST_BYTES_PER_SECOND;
  return Math.max(0, Math.min(isFast ? MOST_AT_ONCE : 1, MOST_AT_ONCE - silent) - moving);
}
