/** Which jobs are shown while nobody has chosen: all, the newest first. */
import type { JobDays, JobFilter } from '../state/app-state.ts';

export const NO_FILTER: JobFilter = { status: null, sort: 'created', member: null, days: null };

/** Undefined where the choice is what everybody sees anyway. */
export function changeFilter(filter: JobFilter | undefined, change: Partial<JobFilter>): JobFilter | undefined {
  const { status, sort, member, days } = { ...NO_FILTER, ...filter, ...change };
  const isAll = status === null && member === null && days === null && sort === 'created';
  return isAll ? undefined : { status, sort, member, days };
}

/** From and until which midnight of this phone. @param nowMs Unix ms */
export function toScheduledRange(days: JobDays, nowMs: number): { readonly from?: string; readonly until?: string } {
  const midnight = (daysAhead: number) => {
    const day = new Date(nowMs);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysAhead).toISOString();
  };
  switch (days) {
    case 'past':
      return { until: midnight(0) };
    case 'today':
      return { from: midnight(0), until: midnight(1) };
    case 'tomorrow':
      return { from: midnight(1), until: midnight(2) };
    case 'week':
      return { from: midnight(0), until: midnight(7) };
  }
}
