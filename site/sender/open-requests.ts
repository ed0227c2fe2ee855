/**
 * The sender's requests that wait for a response, and which of them are dead: those of which nothing moves while other
 * requests on this phone, begun since, are answered. The browser tells of a dead connection after minutes, or never. Where
 * nothing is answered, nothing is dead: a network that pauses may go on with what is under way.
 */
import type { Clock } from './ports.ts';

/** The network must have been seen to answer others for so long. */
export const DEAD_AFTER_MS = 12_000;
/** A response shows that the network answers at that time, not that it has all the while since the one before. */
const LONGEST_BETWEEN_MS = 4000;
/** What a connection is taken for before it was measured: one of 64 kbit/s. */
const SLOW_BYTES_PER_SECOND = 8000;
const LONGEST_TIMEOUT_MS = 960_000;

export interface OpenRequest {
  /** Bytes of it have left. */
  noteMoved(): void;
  /** It is over. */
  close(): void;
}

interface Waiting {
  readonly timeoutMs: () => number;
  readonly end: () => void;
  /** When it was begun, or a byte of it last moved; phone's clock. */
  movedAtMs: number;
  /** Of others, since it last moved. */
  responseAtMs: number | null;
  /** For how long the network was seen to answer others since it last moved. */
  answeredMs: number;
}

export interface SentBytes {
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  /** How often this upload was ended before for standing still. */
  readonly stalls: number;
}

/**
 * For how long an upload may stand still while others are answered. What has left the page may stand in the phone's own
 * buffers, unseen, for as long as the connection takes for it. Each such end doubles it: whatever a speed is taken for,
 * what is slow gets through.
 */
export function toStallTimeoutMs({ sentBytes, totalBytes, bytesPerSecond, stalls }: SentBytes): number {
  const bytes = sentBytes > 0 ? sentBytes : totalBytes;
  // A speed was that of other minutes.
  const drainMs =
    bytesPerSecond === null ? (bytes * 1000) / SLOW_BYTES_PER_SECOND : (2 * bytes * 1000) / bytesPerSecond;
  return Math.min(LONGEST_TIMEOUT_MS, (DEAD_AFTER_MS + drainMs) * 2 ** stalls);
}

export class OpenRequests {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  readonly #waiting = new Set<Waiting>();
  /** Of whoever's response on this phone, phone's clock. */
  #lastResponseMs = 0;

  /** @param onOpen is called when one was begun: `nextQuestionMs` may be another then */
  constructor(clock: Clock, onOpen: () => void) {
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  /** @param end is called when it is dead */
  add(timeoutMs: () => number, end: () => void): OpenRequest {
    const waiting: Waiting = { timeoutMs, end, movedAtMs: this.#clock.now(), responseAtMs: null, answeredMs: 0 };
    this.#waiting.add(waiting);
    this.#onOpen();
    return {
      noteMoved: () => void Object.assign(waiting, { movedAtMs: this.#clock.now(), responseAtMs: null, answeredMs: 0 }),
      close: () => void this.#waiting.delete(waiting),
    };
  }

  /** A request of anybody on this phone, begun at `beganAtMs`, was answered: ends what is dead by it. */
  noteResponse(beganAtMs: number): void {
    const nowMs = this.#clock.now();
    this.#lastResponseMs = nowMs;
    for (const waiting of this.#waiting) {
      if (beganAtMs <= waiting.movedAtMs) continue;
      const sinceMs = nowMs - Math.max(waiting.movedAtMs, waiting.responseAtMs ?? 0);
      waiting.responseAtMs = nowMs;
      waiting.answeredMs += Math.min(LONGEST_BETWEEN_MS, Math.max(0, sinceMs));
      if (waiting.answeredMs >= waiting.timeoutMs()) waiting.end();
    }
  }

  /** The phone's clock was set back: what has moved in its future moved just now. */
  noteClockSetBack(): void {
    const nowMs = this.#clock.now();
    this.#lastResponseMs = Math.min(nowMs, this.#lastResponseMs);
    for (const waiting of this.#waiting)
      Object.assign(waiting, { movedAtMs: Math.min(nowMs, waiting.movedAtMs), responseAtMs: null });
  }

  /**
   * When something small should be asked, so that it is known whether the network answers: Infinity while nothing stands still.
   * @param askedMs when it last was
   */
  nextQuestionMs(askedMs: number): number {
    const stillSinceMs = Math.min(...[...this.#waiting].map(({ movedAtMs }) => movedAtMs));
    return Math.max(stillSinceMs, this.#lastResponseMs, askedMs) + LONGEST_BETWEEN_MS;
  }
}
