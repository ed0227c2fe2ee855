/** Adds the next page to a list that the user has read to its end. */
import type { Api } from '../../phone.ts';
import type { AppStore } from '../state/app-store.ts';

export async function addJobs(store: AppStore, api: Api): Promise<void> {
  const { next } = store.get().jobs;
  if (!next) return;
  const page = await api.jobs({ cursor: next });
  if (!page.changed) return;
  const { jobs: added, next: after = null } = page.value;
  store.update(({ jobs }) => {
    const ids = new Set(added.map(({ job_id }) => job_id));
    const known = (jobs.items ?? []).filter(({ job_id }) => !ids.has(job_id));
    return { jobs: { ...jobs, items: [...known, ...added], next: after } };
  });
}

/** The pages that are being loaded, by their cursors: who asks for one again waits for the same. */
const loadingOf = new WeakMap<AppStore, Map<string, Promise<void>>>();

export function addPhotos(jobId: string, store: AppStore, api: Api): Promise<void> {
  const next = store.get().albums[jobId]?.next;
  if (!next) return Promise.resolve();
  const loading = loadingOf.get(store) ?? new Map<string, Promise<void>>();
  loadingOf.set(store, loading);
  const page = loading.get(next) ?? addPage(jobId, next, { store, api }).finally(() => loading.delete(next));
  loading.set(next, page);
  return page;
}

interface PageContext {
  readonly store: AppStore;
  readonly api: Api;
}

async function addPage(jobId: string, next: string, { store, api }: PageContext): Promise<void> {
  const page = await api.album(jobId, { cursor: next });
  if (!page.changed) return;
  const { photos, next: after = null } = page.value;
  store.update(({ albums }) => {
    const known = albums[jobId];
    if (!known?.items) return {};
    const ids = new Set(known.items.map((photo) => photo.photo_id));
    const items = [...known.items, ...photos.filter((photo) => !ids.has(photo.photo_id))];
    return { albums: { ...albums, [jobId]: { ...known, items, next: after } } };
  });
}
