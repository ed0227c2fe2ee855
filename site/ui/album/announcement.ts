/** What changed between two snapshots of the outbox, for the live region. It speaks of states, not of percentages. */
import type { EntryState, EntryView } from '../../outbox/entry.ts';

export interface Moves {
  readonly saved: number;
  readonly delivered: number;
  readonly inJob: number;
  readonly stuck: number;
  /** Of `inJob`: those that the job had already. */
  readonly wasThere: number;
}

/** Counts the captures that reached a state between two snapshots. */
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
