/** Whether a process's memory grows under load: the median of the last third of what was seen of it against the median of the first. */

export interface MemorySample {
  /** How many requests had their response by then. */
  readonly requests: number;
  readonly mib: number;
}

export interface MemoryVerdict {
  readonly word: 'flat' | 'grows' | 'not judged';
  /** Absent where nothing is judged. */
  readonly growth?: { readonly fromMib: number; readonly toMib: number; readonly mibPerThousand: number };
}

/** What a process takes while it warms up: code that is compiled, caches that fill. */
export const FIRST_REQUESTS = 5000;
/** Fewer say nothing of a slope: a collection of garbage is larger. */
const MIN_SAMPLES = 12;
const MIN_REQUESTS = 3000;
/** More than a tenth, and more than what a heap does by itself. */
const MAX_RATIO = 1.1;
const MAX_MIB = 16;

/** The samples in the order in which they were taken. */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict {
  const counted = samples.filter(({ requests }) => requests >= FIRST_REQUESTS);
  const [first, last] = [counted[0], counted.at(-1)];
  const span = first && last ? last.requests - first.requests : 0;
  if (counted.length < MIN_SAMPLES || span < MIN_REQUESTS) return { word: 'not judged' };
  const third = Math.floor(counted.length / 3);
  const [fromMib, toMib] = [medianOf(counted.slice(0, third)), medianOf(counted.slice(-third))];
  const isGrowing = toMib > fromMib * MAX_RATIO && toMib - fromMib > MAX_MIB;
  // The medians stand two thirds of the span apart.
  const mibPerThousand = (toMib - fromMib) / ((span * 2) / 3 / 1000);
  return { word: isGrowing ? 'grows' : 'flat', growth: { fromMib, toMib, mibPerThousand } };
}

function medianOf(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ mib }) => mib).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
