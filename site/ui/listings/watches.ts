/** Watches what the page shows, and only that: the job list, and the album of the open job. */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Listings } from './listings.ts';
import { createWatch, type Watch } from './watch.ts';

export interface Watches {
  /** Watches what the page shows, and only that. */
  follow(state: AppState): void;
  refresh(): void;
  /** The open album alone. */
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
    refresh() {
      album?.watch.refresh();
      jobs?.refresh();
    },
    refreshAlbum: () => album?.watch.refresh(),
  };
}

async function lookAtAlbum(jobId: string, store: AppStore, listings: Listings) {
  const found = await listings.refreshAlbum(jobId);
  const isMoving = store.get().outbox.entries.some((entry) => entry.jobId === jobId && entry.state === 'delivered');
  return { ...found, busy: found.busy || isMoving };
}
