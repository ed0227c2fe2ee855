/** Keeps what the worker set for a job's next captures over the reload that opening the camera may cause. */
import { STAGES } from '../../../edge/api.ts';
import { type CaptureDraft, NO_DRAFT } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** Reads the kept draft of a job; what is not one becomes the empty draft. */
export function parseCaptureDraft(text: string | null): CaptureDraft {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return NO_DRAFT;
    const title = 'title' in kept && typeof kept.title === 'string' ? kept.title : '';
    const stage = 'stage' in kept ? (STAGES.find((known) => known === kept.stage) ?? null) : null;
    return { stage, title, titleOpen: title !== '' };
  } catch {
    return NO_DRAFT;
  }
}

/** Keeps a draft for each job in session storage, for as long as the tab lives. */
export function keepCaptureDrafts(store: AppStore): void {
  const nameOf = (jobId: string) => `draft-${jobId}`;
  const recall = () => {
    const { route } = store.get();
    if (route.page === 'job') store.update({ draft: parseCaptureDraft(sessionStorage.getItem(nameOf(route.jobId))) });
  };
  store.subscribe((state, before) => {
    const jobId = state.route.page === 'job' ? state.route.jobId : null;
    const jobIdBefore = before.route.page === 'job' ? before.route.jobId : null;
    if (jobId !== jobIdBefore) return recall();
    if (jobId && state.draft !== before.draft) sessionStorage.setItem(nameOf(jobId), JSON.stringify(state.draft));
  });
  recall();
}
