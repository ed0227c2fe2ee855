/** Photos dropped on an open job are captured like those from the library. */
import type { Actions } from '../context.ts';
import { mayCapture } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

export function followDrops(store: AppStore, actions: Actions): void {
  const findOpenJob = () => {
    const state = store.get();
    return state.route.page === 'job' && mayCapture(state, state.route.jobId) ? state.route.jobId : null;
  };
  // Else the browser would leave the page and open the dropped file.
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const jobId = findOpenJob();
    const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));
    if (jobId !== null && files.length > 0) actions.capture(jobId, files);
  });
}
