/**
 * How wrong the phone's clock is, by the server's. It counts for the page life that has measured it: until the next one, somebody
 * may have set the clock right.
 */

export interface ClockSkew {
  /** Server's clock minus the phone's; null before any response. */
  ms(): number | null;
  /** @param serverMs of a response's `Date`, @param phoneMs of its arrival; Unix ms */
  note(serverMs: number, phoneMs: number): void;
}

/** `Date` counts whole seconds and the response took its time: less than this is no difference. */
const SAME_MS = 3000;

export function isSameSkew(aMs: number, bMs: number): boolean {
  return Math.abs(aMs - bMs) < SAME_MS;
}

export function createClockSkew(): ClockSkew {
  let skewMs: number | null = null;
  return {
    ms: () => skewMs,
    note(serverMs, phoneMs) {
      const next = serverMs - phoneMs;
      if (skewMs === null || !isSameSkew(next, skewMs)) skewMs = next;
    },
  };
}
