/** What moved between two looks at the outbox: for the live region, which speaks of states and never of each percent. */
import type { EntryState, EntryView } from '../../outbox/entry.ts';

export interface Moves {
  readonly saved: number;
  readonly delivered: number;
  readonly inJob: number;
  readonly stuck: number;
  /** Of those in their job, what had been there before. */
  readonly wasThere: number;
}

/** Counts the captures that reached a state between two looks. */
export function countMoves(before: readonly EntryView[], after: readonly EntryView[]): Moves {
  const stateBefore = new Map(before.map((entry) => [entry.id, entry.state]));
  const moved = after.filter((entry) => stateBefore.get(entry.id) !== entry.state);
  const reached = (state: EntryState) => moved.filter((entry) => entry.state === state).length;
  return {
    saved: after.filter((entry) => !stateBefore.has(entry.id) && entry.state !== 'in-job').length,
    delivered: reached('delivered'),
    inJob: reached('in-job'),
    stuck: reached('stuck'),
    wasThere: moved.filter((entry) => entry.wasThere && entry.state === 'in-job').length,
  };
}
