/**
 * What the phone has learnt of its network: how fast it was, and whether to send nothing for a while. It is measured,
 * never asked: `navigator.onLine` and `effectiveType` are often wrong. Two waits are kept apart: one before anything is
 * asked again, which costs next to nothing, and one before a photo is sent again, which costs its bytes.
 */

export interface Connection {
  /** Failures since the network, or the server that refused, was last known to be well. */
  readonly failures: number;
  /** Nothing is tried before, phone's clock. */
  readonly retryAtMs: number;
  /** When the last try failed, or until when the server asked for quiet; hints of a network soon after it are not believed. */
  readonly failedAtMs: number;
  /** The last failure was a response: the network is there, and the server does not take now what it is sent. */
  readonly isRefused: boolean;
  /** Uploads in a row to which no response came. */
  readonly lostUploads: number;
  /** No upload is begun before, phone's clock. */
  readonly uploadAtMs: number;
  /** Moving mean; null until the first upload was measured. */
  readonly bytesPerSecond: number | null;
}

export const NEW_CONNECTION: Connection = {
  failures: 0,
  retryAtMs: 0,
  failedAtMs: 0,
  isRefused: false,
  lostUploads: 0,
  uploadAtMs: 0,
  bytesPerSecond: null,
};

const FIRST_WAIT_MS = 2000;
/** What has failed a few times may be well again within seconds; what fails for long is looked at once a minute. */
const LONGEST_FIRST_WAITS_MS = 15_000;
const FIRST_WAITS = 10;
const LONGEST_WAIT_MS = 60_000;
/** No server, nor what stands in its place, stops a phone for longer at a time. */
const LONGEST_RETRY_AFTER_SECONDS = 600;
/** 1 Mbit/s: above it three uploads share the connection, below it they would only starve one another. */
const FAST_BYTES_PER_SECOND = 125_000;
const MOST_AT_ONCE = 3;

/** Full jitter: evenly between 0 and 2 s · 2^(failures−1), at most 15 s, and a minute from the eleventh on. `random` is in [0, 1). */
export function toBackoffMs(failures: number, random: number, longestMs = toLongestMs(failures)): number {
  return random * Math.min(longestMs, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20));
}

function toLongestMs(failures: number): number {
  return failures <= FIRST_WAITS ? LONGEST_FIRST_WAITS_MS : LONGEST_WAIT_MS;
}

/** @param upload `atOnce`: how many shared the connection, this one included */
export function withSuccess(
  connection: Connection,
  { bytes, tookMs, atOnce }: { readonly bytes: number; readonly tookMs: number; readonly atOnce: number },
): Connection {
  const measured = (bytes * atOnce * 1000) / Math.max(1, tookMs);
  const mean = connection.bytesPerSecond === null ? measured : connection.bytesPerSecond * 0.6 + measured * 0.4;
  return { ...NEW_CONNECTION, bytesPerSecond: mean };
}

/** What was asked was answered well. A lost upload still waits for its time. */
export function withResponse(connection: Connection): Connection {
  return { ...connection, failures: 0, retryAtMs: 0, isRefused: false };
}

export interface Failure {
  readonly nowMs: number;
  readonly random: number;
  readonly retryAfterSeconds?: number | undefined;
  /** It was a response, and not the absence of one. */
  readonly isRefused?: boolean;
  /** Of the wait, ms. */
  readonly longestMs?: number | undefined;
}

export function withFailure(connection: Connection, failure: Failure): Connection {
  const { nowMs, random, retryAfterSeconds = 0, isRefused = false, longestMs } = failure;
  const failures = connection.failures + 1;
  const quietMs = Math.min(LONGEST_RETRY_AFTER_SECONDS, retryAfterSeconds) * 1000;
  // What fails without a word does not undo the quiet that the server has asked for.
  const failedAtMs = Math.max(connection.failedAtMs, nowMs + quietMs);
  const retryAtMs = Math.max(failedAtMs, nowMs + toBackoffMs(failures, random, longestMs));
  return { ...connection, failures, failedAtMs, retryAtMs, isRefused };
}

/** An upload to which no response came. Bytes that may be lost again wait for longer than a question does. */
export function withLostUpload(connection: Connection, failure: Failure): Connection {
  const lostUploads = connection.lostUploads + 1;
  const uploadAtMs = failure.nowMs + toBackoffMs(lostUploads, failure.random);
  return { ...withFailure(connection, failure), lostUploads, uploadAtMs };
}

/** A hint that the network may be back (online, visible, focus …) ends the waits, but not within 2 s of the last failure. */
export function withReconnectHint(connection: Connection, nowMs: number): Connection {
  const soonestMs = Math.max(nowMs, connection.failedAtMs + FIRST_WAIT_MS);
  const { retryAtMs, uploadAtMs } = connection;
  return {
    ...connection,
    retryAtMs: Math.min(retryAtMs, soonestMs),
    uploadAtMs: Math.min(uploadAtMs, soonestMs),
  };
}

/**
 * Another request on this phone, begun at `beganAtMs`, was answered: after a failure the network is there again. It says
 * nothing of what the server refuses, nor, if it was begun before the failure, of the time since.
 */
export function withOtherResponse(connection: Connection, beganAtMs: number): Connection {
  return connection.isRefused || beganAtMs < connection.failedAtMs ? connection : withResponse(connection);
}

/** Ends every wait. */
export function withoutWaits(connection: Connection): Connection {
  return { ...connection, failedAtMs: 0, retryAtMs: 0, uploadAtMs: 0 };
}

/** After a silent failure something small is asked first, and only when it is answered photos go. */
export function mayUpload({ failures, isRefused, uploadAtMs }: Connection, nowMs: number): boolean {
  return (failures === 0 || isRefused) && uploadAtMs <= nowMs;
}

/**
 * How many uploads may start beside `moving` ones and `silent` ones, of which no byte has left for long: these wait for a
 * response that may never come, and leave the connection to others.
 */
export function countSlots(connection: Connection, moving = 0, silent = 0): number {
  const { failures, lostUploads, bytesPerSecond } = connection;
  const isFast = failures === 0 && lostUploads === 0 && (bytesPerSecond ?? 0) > FAST_BYTES_PER_SECOND;
  return Math.max(0, Math.min(isFast ? MOST_AT_ONCE : 1, MOST_AT_ONCE - silent) - moving);
}
