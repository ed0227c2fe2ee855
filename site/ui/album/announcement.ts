/** What changed between two snapshots of the outbox, for the live region. It speaks of states, not of percentages. */
import type { EntryView } from '../../outbox/entry.ts';
import { type ShownState, toShownState } from './photo-state.ts';

export interface Moves {
  readonly saved: number;
  readonly delivered: number;
  readonly inJob: number;
  /** Their job does not take them now. */
  readonly refused: number;
  readonly stuck: number;
  /** Of `inJob`: those that the job had already. */
  readonly wasThere: number;
}

/** Counts the captures that reached a state between two snapshots. */
export function countMoves(before: readonly EntryView[], after: readonly EntryView[]): Moves {
  const stateBefore = new Map(before.map((entry) => [entry.id, toShownState(entry)]));
  const moved = after.filter((entry) => stateBefore.get(entry.id) !== toShownState(entry));
  const reached = (state: ShownState) => moved.filter((entry) => toShownState(entry) === state).length;
  return {
    saved: after.filter((entry) => !stateBefore.has(entry.id) && entry.state !== 'in-job').length,
    delivered: reached('delivered'),
    inJob: reached('in-job'),
    refused: reached('refused'),
    stuck: reached('stuck'),
    wasThere: moved.filter((entry) => entry.wasThere && entry.state === 'in-job').length,
  };
}
