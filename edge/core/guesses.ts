/**
 * Bounds how often one network address may present secrets of links that open nothing. Guessing 192 bits is pointless as it is:
 * this keeps it from costing a look-up each time. Each process counts for itself, and a right secret costs nothing.
 */

export interface Guesses {
  mayTry(address: string, nowMs: number): boolean;
  /** Counts a secret that opened nothing. */
  noteWrong(address: string, nowMs: number): void;
}

/** A whole office behind one address may hold ended links. */
export const WRONG_PER_MINUTE = 20;
/** Of one minute; when they are full, everybody waits for the next. */
const MAX_ADDRESSES = 10_000;
const MINUTE_MS = 60_000;

export function createGuesses(): Guesses {
  const wrong = new Map<string, number>();
  let minute = 0;
  const ofMinute = (nowMs: number) => {
    const current = Math.floor(nowMs / MINUTE_MS);
    if (current !== minute) wrong.clear();
    minute = current;
    return wrong;
  };
  return {
    mayTry: (address, nowMs) => {
      const counted = ofMinute(nowMs);
      return (counted.get(address) ?? 0) < WRONG_PER_MINUTE && counted.size < MAX_ADDRESSES;
    },
    noteWrong(address, nowMs) {
      const counted = ofMinute(nowMs);
      counted.set(address, (counted.get(address) ?? 0) + 1);
    },
  };
}
