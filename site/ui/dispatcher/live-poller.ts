/** Polls the albums of the newest open jobs while the live view is shown: one request at a time, in turn. */
import type { KeptSeen } from '../listings/keep-seen.ts';
import type { Listings } from '../listings/listings.ts';
import { createPoller, type Poller } from '../listings/poller.ts';
import { type AppState, isLiveShown } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** How many jobs are polled. */
const MAX_JOBS = 12;

export interface LivePoller {
  follow(state: AppState): void;
}

export interface LivePollerOptions {
  readonly store: AppStore;
  readonly listings: Listings;
  readonly seen: KeptSeen;
}

export function createLivePoller({ store, listings, seen }: LivePollerOptions): LivePoller {
  let poller: Poller | null = null;
  const poll = async () => {
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
      if (!isShown) poller?.stop();
      poller = isShown ? (poller ?? createPoller({ poll, isHidden: () => document.hidden })) : null;
    },
  };
}
