/**
 * Polls what the page shows, and only that: the job list, and the album of the open job. Polls at once when the page is seen
 * again, and when there is signal again.
 */
import { type AppState, isLiveShown } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import type { Listings } from './listings.ts';
import { createPoller, type Poller } from './poller.ts';
import { SLOWEST_BESIDE_MS } from './polling.ts';

export interface Pollers {
  /** Begins to poll what `state` shows, and stops what it does not. */
  follow(state: AppState): void;
  /** Polls all of it now. */
  refresh(): void;
  /** Polls the open album now. */
  refreshAlbum(): void;
}

export function createPollers(store: AppStore, listings: Listings): Pollers {
  let jobs: Poller | null = null;
  let album: { readonly jobId: string; readonly poller: Poller } | null = null;
  const isHidden = () => document.hidden;
  const stopAlbum = () => {
    album?.poller.stop();
    album = null;
  };
  const refresh = () => {
    album?.poller.refresh();
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
      jobs ??= createPoller({
        poll: listings.refreshJobs,
        isHidden,
        slowestMs: () => (album || isLiveShown(store.get()) ? SLOWEST_BESIDE_MS : null),
      });
      const jobId = route.page === 'job' ? route.jobId : null;
      if (album?.jobId === jobId) return;
      stopAlbum();
      if (jobId === null) return;
      album = { jobId, poller: createPoller({ isHidden, poll: () => pollAlbum(jobId, store, listings) }) };
    },
    refresh,
    refreshAlbum: () => album?.poller.refresh(),
  };
}

async function pollAlbum(jobId: string, store: AppStore, listings: Listings) {
  const found = await listings.refreshAlbum(jobId);
  const isMoving = store.get().outbox.entries.some((entry) => entry.jobId === jobId && entry.state === 'delivered');
  return { ...found, busy: found.busy || isMoving };
}
