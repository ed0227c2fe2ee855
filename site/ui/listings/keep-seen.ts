/** Keeps what the edge answered for the next time, and shows what was seen last where nothing is known yet. */
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { createSeenCache, type SeenCache } from './seen-cache.ts';

export interface KeptSeen {
  /** Shows the last job list and the open album, if there is nothing newer. */
  recall(): Promise<void>;
  recallAlbum(jobId: string): Promise<void>;
}

export function keepSeen(store: AppStore, storage: CacheStorage | undefined): KeptSeen {
  const recalled = new WeakSet<object>();
  const cacheOf = createCacheOf(storage);

  const keep = (state: AppState, before: AppState) => {
    const cache = cacheOf(state);
    if (state.jobs.items && state.jobs.items !== before.jobs.items && !recalled.has(state.jobs.items)) {
      void cache?.writeJobs({ ...state.jobs, problem: null });
    }
    if (state.albums === before.albums) return;
    for (const [jobId, album] of Object.entries(state.albums)) {
      if (!album.items || album.items === before.albums[jobId]?.items || recalled.has(album.items)) continue;
      void cache?.writeAlbum(jobId, { ...album, problem: null });
    }
  };
  const recallJobs = async () => {
    const last = await cacheOf(store.get())?.readJobs();
    if (!last?.items || store.get().jobs.items) return;
    recalled.add(last.items);
    store.update(({ jobs }) => ({ jobs: { ...last, problem: jobs.problem } }));
  };
  const recallAlbum = async (jobId: string) => {
    if (store.get().albums[jobId]?.items) return;
    const last = await cacheOf(store.get())?.readAlbum(jobId);
    if (!last?.items || store.get().albums[jobId]?.items) return;
    recalled.add(last.items);
    store.update(({ albums }) => ({
      albums: { ...albums, [jobId]: { ...last, problem: albums[jobId]?.problem ?? null } },
    }));
  };

  // What was answered before this part of the page was here.
  keep(store.get(), { ...store.get(), jobs: { ...store.get().jobs, items: null }, albums: {} });
  store.subscribe((state, before) => {
    keep(state, before);
    if (state.session.user?.subject !== before.session.user?.subject) void recallJobs();
    if (state.route.page === 'job' && state.route !== before.route) void recallAlbum(state.route.jobId);
  });
  return {
    async recall() {
      const { route } = store.get();
      await Promise.all([recallJobs(), route.page === 'job' ? recallAlbum(route.jobId) : null]);
    },
    recallAlbum,
  };
}

/** The cache of whoever is signed in. */
function createCacheOf(storage: CacheStorage | undefined): (state: AppState) => SeenCache | null {
  let cache: SeenCache | null = null;
  let owner: string | null = null;
  return ({ session }) => {
    const subject = session.user?.subject ?? null;
    if (subject !== owner) cache = subject === null ? null : createSeenCache(subject, storage);
    owner = subject;
    return cache;
  };
}
