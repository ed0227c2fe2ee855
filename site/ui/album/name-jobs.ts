/** Gives captures that were taken before the list of jobs was there the name of their job, so that it is known when the list loses it. */
import type { Outbox } from '../../phone.ts';
import { type AppState, findJob } from '../state/app-state.ts';

export function createJobNaming(outbox: Pick<Outbox, 'edit'>): (state: AppState) => void {
  const asked = new Set<string>();
  return (state) => {
    for (const entry of state.outbox.entries) {
      if (entry.job || entry.state === 'in-job' || asked.has(entry.id)) continue;
      const job = findJob(state, entry.jobId);
      if (!job) continue;
      asked.add(entry.id);
      const { title, address } = job;
      void outbox.edit(entry.id, { job: { title, address } }).catch(() => undefined);
    }
  };
}
