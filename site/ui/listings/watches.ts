/**
 * Looks again and again at what the page shows, and only at that: the job list, and the album of the open job. Looks at once
 * when the page is seen again, and when there is signal again.
 */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Listings } from './listings.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Watches {
  /** Begins to watch what `state` shows, and stops what it does not. */
  follow(state: AppState): void;
  /** Looks at all of it now. */
  refresh(): void;
  /** Looks at the open album now. */
  refreshAlbum(): void;
}

export function createWatches(store: AppStore, listings: Listings): Watches {
  let jobs: Watch | null = null;
  let album: { readonly jobId: string; readonly watch: Watch } | null = null;
  const isHidden = () => document.hidden;
  const stopAlbum = () => {
    album?.watch.stop();
    album = null;
  };
  const refresh = () => {
    album?.watch.refresh();
    jobs?.refresh();
  };
  document.addEventListener('visibilitychange', () => document.hidden || refresh());
  addEventListener('online', refresh);
  return {
    follow({ route, session }) {
      if (session.state === 'signed-out' || session.busy) {
        jobs?.stop();
        jobs = null;
        return stopAlbum();
      }
      jobs ??= createWatch({ look: listings.refreshJobs, isHidden });
      const jobId = route.page === 'job' ? route.jobId : null;
      if (album?.jobId === jobId) return;
      stopAlbum();
      if (jobId === null) return;
      album = { jobId, watch: createWatch({ isHidden, look: () => lookAtAlbum(jobId, store, listings) }) };
    },
    refresh,
    refreshAlbum: () => album?.watch.refresh(),
  };
}

async function lookAtAlbum(jobId: string, store: AppStore, listings: Listings) {
  const found = await listings.refreshAlbum(jobId);
  const isMoving = store.get().outbox.entries.some((entry) => entry.jobId === jobId && entry.state === 'delivered');
  return { ...found, busy: found.busy || isMoving };
}
