/** While the live view is shown: polls the jobs by last activity, and in turn the albums in which something happens. */
import type { Job } from '../../../edge/api.ts';
import type { Api } from '../../phone.ts';
import type { KeptSeen } from '../listings/keep-seen.ts';
import { type Listings, toProblemCode } from '../listings/listings.ts';
import { createPoller, type Poller } from '../listings/poller.ts';
import type { PollResult } from '../listings/polling.ts';
import { type AppState, isLiveShown, NOTHING_LISTED } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** Of so many jobs, those at the top, the pictures are shown. */
export const MAX_PICTURED_JOBS = 6;
/** So long after its last photo a job is looked at for what is arriving. */
const ACTIVE_MS = 30 * 60_000;

export interface LivePoller {
  follow(state: AppState): void;
}

export interface LivePollerOptions {
  readonly store: AppStore;
  readonly api: Pick<Api, 'jobs' | 'now'>;
  readonly listings: Listings;
  readonly seen: KeptSeen;
}

export function createLivePoller(options: LivePollerOptions): LivePoller {
  let poller: Poller | null = null;
  const refreshLive = createLiveRefresh(options);
  const poll = async () => {
    const isFirst = !options.store.get().live?.items;
    const found = { ...(await refreshLive()) };
    // The list that stands beside is asked for less often by itself.
    if (found.changed && !isFirst) await options.listings.refreshJobs();
    for (const job of found.failed ? [] : listPictured(options)) {
      await options.seen.recallAlbum(job.job_id);
      const one = await options.listings.refreshAlbum(job.job_id);
      found.changed ||= one.changed;
      found.busy ||= one.busy;
      found.failed ||= one.failed;
      if (one.failed) break;
    }
    return found;
  };
  return {
    follow(state) {
      const isShown = isLiveShown(state) && state.session.state !== 'signed-out';
      if (!isShown) poller?.stop();
      poller = isShown ? (poller ?? createPoller({ poll, isHidden: () => document.hidden })) : null;
    },
  };
}

function createLiveRefresh({ store, api }: LivePollerOptions): () => Promise<PollResult> {
  let etag: string | null = null;
  return async () => {
    try {
      const isShown = Boolean(store.get().live?.items);
      const fresh = await api.jobs({ sort: 'activity', ...(isShown && etag ? { etag } : {}) });
      if (fresh.changed) etag = fresh.etag;
      const list = fresh.changed ? { items: fresh.value.jobs, next: fresh.value.next ?? null } : {};
      store.update(({ live = NOTHING_LISTED }) => ({ live: { ...live, ...list, seenAtMs: api.now(), problem: null } }));
      return { changed: fresh.changed, busy: false, failed: false };
    } catch (error) {
      store.update(({ live = NOTHING_LISTED }) => ({ live: { ...live, problem: toProblemCode(error) } }));
      return { changed: false, busy: false, failed: true };
    }
  };
}

/** The albums to look at: those that were not, those whose last photo is not the one that was seen, and those that are active now. */
function listPictured({ store, api }: LivePollerOptions): readonly Job[] {
  const { live, albums } = store.get();
  return (live?.items ?? []).slice(0, MAX_PICTURED_JOBS).filter(({ job_id, last_photo_at }) => {
    const album = albums[job_id];
    const lastMs = Date.parse(last_photo_at ?? '');
    return !album?.items || lastMs > (album.seenAtMs ?? 0) || api.now() - lastMs < ACTIVE_MS;
  });
}
