/** One direction of a link: a queue that bytes leave at the link's speed, and reach the other end half a round trip later. */

export interface Link {
  /** Says how long `bytes` that are handed over now take to arrive, milliseconds, and keeps the link busy with them. */
  delayMs(bytes: number, nowMs: number): number;
}

export function createLink(bitsPerSecond: number | null, latencyMs: number): Link {
  let freeAtMs = 0;
  return {
    delayMs(bytes, nowMs) {
      const sendingMs = bitsPerSecond === null ? 0 : (bytes * 8 * 1000) / bitsPerSecond;
      freeAtMs = Math.max(freeAtMs, nowMs) + sendingMs;
      return freeAtMs - nowMs + latencyMs;
    },
  };
}
