/** A customer who has one job lands in it: a list of one tells nothing. Once a visit, so that Back shows the list. */
import type { Actions } from '../context.ts';
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

export function followOnlyJob(store: AppStore, actions: Pick<Actions, 'go'>): void {
  let isDone = false;
  const look = (state: AppState) => {
    const { jobs, route } = state;
    if (isDone || jobs.seenAtMs === null || jobs.items === null) return;
    isDone = true;
    const [job, ...others] = jobs.items;
    if (route.page !== 'jobs' || !job || others.length > 0 || jobs.next !== null || !isCustomer(state)) return;
    actions.go({ page: 'job', jobId: job.job_id, photoId: null });
  };
  store.subscribe(look);
  look(store.get());
}

function isCustomer({ session }: AppState): boolean {
  return String(session.user?.roles) === 'customer';
}
