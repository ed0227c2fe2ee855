/** Keeps the lists that the edge has sent, and shows those that were seen last until the edge has sent new ones. */
import type { AppState, Listing } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';
import { clearSeen, createSeenCache, type SeenCache } from './seen-cache.ts';

export interface KeptSeen {
  /** Shows the last job list and the open album, if there is nothing newer. */
  recall(): Promise<void>;
  recallAlbum(jobId: string): Promise<void>;
}

export function keepSeen(store: AppStore, storage: CacheStorage | undefined): KeptSeen {
  const recalled = new WeakSet<object>();
  const cacheOf = createCacheOf(storage);
  const isNew = ({ items }: Listing<unknown>, before: Listing<unknown> | undefined) =>
    items !== null && items !== before?.items && !recalled.has(items);

  const keep = (state: AppState, before: AppState) => {
    const cache = cacheOf(state);
    if (isNew(state.jobs, before.jobs)) void cache?.writeJobs({ ...state.jobs, problem: null });
    if (state.albums === before.albums) return;
    for (const [jobId, album] of Object.entries(state.albums)) {
      if (isNew(album, before.albums[jobId]))
        void cache?.writeAlbum(jobId, { ...album, problem: null, job: state.openJobs?.[jobId] });
    }
  };
  // What the edge has sent before the lazy parts were loaded.
  keep(store.get(), { ...store.get(), jobs: { ...store.get().jobs, items: null }, albums: {} });

  const { recallJobs, recallAlbum } = createRecall(store, cacheOf, recalled);
  store.subscribe((state, before) => {
    keep(state, before);
    if (state.session.user?.subject !== before.session.user?.subject) void recallJobs();
    if (state.route.page !== 'job' || state.route === before.route) return;
    void cacheOf(state)?.noteJob(state.route.jobId);
    void recallAlbum(state.route.jobId);
  });
  return {
    async recall() {
      const { route } = store.get();
      if (route.page === 'job') void cacheOf(store.get())?.noteJob(route.jobId);
      await Promise.all([recallJobs(), route.page === 'job' ? recallAlbum(route.jobId) : null]);
    },
    recallAlbum,
  };
}

/** @param recalled gets the lists that are shown again, so that they are not kept as if they were new. */
function createRecall(store: AppStore, cacheOf: (state: AppState) => SeenCache | null, recalled: WeakSet<object>) {
  return {
    async recallJobs() {
      const last = await cacheOf(store.get())?.readJobs();
      if (!last?.items || store.get().jobs.items) return;
      recalled.add(last.items);
      store.update(({ jobs }) => ({ jobs: { ...last, problem: jobs.problem } }));
    },
    async recallAlbum(jobId: string) {
      if (store.get().albums[jobId]?.items) return;
      const last = await cacheOf(store.get())?.readAlbum(jobId);
      if (!last?.items || store.get().albums[jobId]?.items) return;
      recalled.add(last.items);
      const { job, ...album } = last;
      store.update(({ albums, openJobs }) => ({
        albums: { ...albums, [jobId]: { ...album, problem: albums[jobId]?.problem ?? null } },
        openJobs: { ...(job && { [jobId]: job }), ...openJobs },
      }));
    },
  };
}

/** Opens the cache of the user who is signed in. One whose session ran out has left theirs: it goes when another comes. */
function createCacheOf(storage: CacheStorage | undefined): (state: AppState) => SeenCache | null {
  let cache: SeenCache | null = null;
  let owner: string | null = null;
  return ({ session }) => {
    const subject = session.user?.subject ?? null;
    if (subject !== owner) {
      cache = subject === null ? null : createSeenCache(subject, storage, () => owner === subject);
      if (subject !== null) void clearSeen(storage, subject).catch(() => undefined);
    }
    owner = subject;
    return cache;
  };
}
