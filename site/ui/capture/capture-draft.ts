/** Keeps what the worker set for a job's next captures over the reload that opening the camera may cause. */
import { STAGES } from '../../../edge/api.ts';
import { type AppState, type CaptureDraft, NO_DRAFT } from '../state/app-state.ts';
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

const PREFIX = 'draft-';

/** Keeps a user's draft for each job in session storage: as long as the tab lives, and the phone is in the same hands. */
export function keepCaptureDrafts(store: AppStore): void {
  const recall = () => {
    const name = toName(store.get());
    if (name) store.update({ draft: parseCaptureDraft(sessionStorage.getItem(name)) });
  };
  store.subscribe((state, before) => {
    const isOther = state.session.user?.subject !== before.session.user?.subject;
    if (isOther) dropDrafts();
    const name = toName(state);
    if (name !== toName(before)) return recall();
    if (name && state.draft !== before.draft) sessionStorage.setItem(name, JSON.stringify(state.draft));
  });
  recall();
}

/** Under which name the draft of the open job is kept; null where none is. */
function toName({ route, session }: AppState): string | null {
  if (route.page !== 'job' || !session.user) return null;
  return `${PREFIX}${session.user.subject} ${route.jobId}`;
}

function dropDrafts(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}
