/** Photos dropped on an open job are captured like those from the library. */
import type { Actions } from '../context.ts';
import { findJob, mayAddPhotos } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

export function followDrops(store: AppStore, actions: Actions): void {
  const findOpenJob = () => {
    const state = store.get();
    if (state.route.page !== 'job') return null;
    const job = findJob(state, state.route.jobId);
    return job && mayAddPhotos(job) ? job : null;
  };
  // Else the browser would leave the page and open the dropped file.
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const job = findOpenJob();
    const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));
    if (job && files.length > 0) actions.capture(job.job_id, files);
  });
}
