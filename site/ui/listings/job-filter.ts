/** Which jobs are shown while nobody has chosen: all, the newest first. */
import type { JobFilter } from '../state/app-state.ts';

export const NO_FILTER: JobFilter = { status: null, sort: 'created', member: null };

/** Undefined where the choice is what everybody sees anyway. */
export function changeFilter(filter: JobFilter | undefined, change: Partial<JobFilter>): JobFilter | undefined {
  const { status, sort, member } = { ...NO_FILTER, ...filter, ...change };
  return status === null && member === null && sort === 'created' ? undefined : { status, sort, member };
}
