/** What moved between two looks at the outbox: for the live region, which speaks of states and never of each percent. */
import type { EntryState, EntryView } from '../../core/entry.ts';

export interface Moves {
  readonly saved: number;
  readonly delivered: number;
  readonly inJob: number;
  readonly stuck: number;
}

/** The entries that left the outbox because their job has them. (A discarded one was not delivered.) */
export function findLeaving(before: readonly EntryView[], after: readonly EntryView[]): readonly EntryView[] {
  const idsAfter = new Set(after.map((entry) => entry.id));
  return before
    .filter(({ id, state }) => !idsAfter.has(id) && (state === 'delivered' || state === 'in-job'))
    .map((entry) => ({ ...entry, state: 'in-job' }));
}

/** Counts the captures that reached a state between two looks. */
export function countMoves(before: readonly EntryView[], after: readonly EntryView[]): Moves {
  const stateBefore = new Map(before.map((entry) => [entry.id, entry.state]));
  const reached = (state: EntryState) =>
    after.filter((entry) => entry.state === state && stateBefore.get(entry.id) !== state).length;
  const left = findLeaving(before, after).filter(({ id }) => stateBefore.get(id) !== 'in-job');
  return {
    saved: after.filter((entry) => !stateBefore.has(entry.id)).length,
    delivered: reached('delivered'),
    inJob: reached('in-job') + left.length,
    stuck: reached('stuck'),
  };
}
