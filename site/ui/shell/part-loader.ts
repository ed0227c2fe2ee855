/** Loads a part of the site when it is asked for. Without signal it comes from the service worker. */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { withNotice } from '../state/with-notice.ts';

/** After a failure it is tried again when it is asked for, and no sooner, ms. */
const AGAIN_MS = 5_000;

/**
 * Returns what gives the part; null until it is loaded.
 * @param givenUp what of the state asked for it: it is let go of where the part could not be loaded
 */
export function createPartLoader<Part>(
  store: AppStore,
  load: () => Promise<Part>,
  givenUp: Partial<AppState>,
): () => Part | null {
  let part: Part | null = null;
  let isLoading = false;
  const start = async () => {
    isLoading = true;
    try {
      part = await load();
      // Draws the page anew.
      store.update({});
    } catch {
      store.update(givenUp);
      store.update(withNotice('error', 'problem.unavailable'));
    }
    setTimeout(() => {
      isLoading = false;
    }, AGAIN_MS);
  };
  return () => {
    if (part === null && !isLoading) void start();
    return part;
  };
}
