/** Watches the albums of the newest open jobs while the live view is shown: one request at a time, in turn. */
import type { KeptSeen } from '../listings/keep-seen.ts';
import type { Listings } from '../listings/listings.ts';
import { createWatch, type Watch } from '../listings/watch.ts';
import { type AppState, isLiveShown } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** How many jobs are watched. */
const MAX_JOBS = 12;

export interface LiveWatch {
  follow(state: AppState): void;
}

export interface LiveWatchOptions {
  readonly store: AppStore;
  readonly listings: Listings;
  readonly seen: KeptSeen;
}

export function createLiveWatch({ store, listings, seen }: LiveWatchOptions): LiveWatch {
  let watch: Watch | null = null;
  const look = async () => {
    const jobs = (store.get().jobs.items ?? []).filter((job) => job.status === 'open').slice(0, MAX_JOBS);
    const found = { changed: false, busy: false, failed: false };
    for (const { job_id } of jobs) {
      await seen.recallAlbum(job_id);
      const one = await listings.refreshAlbum(job_id);
      found.changed ||= one.changed;
      found.busy ||= one.busy;
      found.failed ||= one.failed;
      if (one.failed) break;
    }
    // Without jobs: the list has most likely not been loaded yet.
    return jobs.length === 0 ? { changed: false, busy: true, failed: false } : found;
  };
  return {
    follow(state) {
      const isShown = isLiveShown(state) && state.session.state !== 'signed-out';
      if (!isShown) watch?.stop();
      watch = isShown ? (watch ?? createWatch({ look, isHidden: () => document.hidden })) : null;
    },
  };
}
