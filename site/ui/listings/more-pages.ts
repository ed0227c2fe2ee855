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

export async function addPhotos(jobId: string, store: AppStore, api: Api): Promise<void> {
  const next = store.get().albums[jobId]?.next;
  if (!next) return;
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
