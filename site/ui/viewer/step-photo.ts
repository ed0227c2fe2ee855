/** Goes on to the next photo or back to the one before, also where the next one stands on a page that is not loaded yet. */
import type { Photo } from '../../../edge/api.ts';
import type { Api } from '../../phone.ts';
import { listShownPhotos } from '../album/shown-tiles.ts';
import type { Actions } from '../context.ts';
import { addPhotos } from '../listings/more-pages.ts';
import type { AppState } from '../state/app-state.ts';
import type { AppStore } from '../state/app-store.ts';

/** So many photos before the last one that is loaded, the next page is asked for. */
const LOAD_AHEAD = 10;

export interface StepOptions {
  readonly store: AppStore;
  readonly api: Api;
  readonly actions: Pick<Actions, 'go'>;
}

/** @throws {AppError} when the next page could not be loaded */
export async function stepPhoto({ store, api, actions }: StepOptions, jobId: string, by: 1 | -1): Promise<void> {
  const from = readOpenPhoto(store.get(), jobId);
  if (from === null) return;
  const { index, items } = findPlace(store.get(), jobId, from);
  const ahead = items.length - 1 - (index + by);
  const loading = ahead < LOAD_AHEAD ? addPhotos(jobId, store, api) : null;
  if (ahead < 0) await loading;
  else loading?.catch(() => undefined);
  // Meanwhile somebody may have gone on, or closed it.
  if (readOpenPhoto(store.get(), jobId) !== from) return;
  const now = findPlace(store.get(), jobId, from);
  const next = now.items[now.index + by];
  if (now.index >= 0 && next) actions.go({ page: 'job', jobId, photoId: next.photo_id }, { replace: true });
}

function readOpenPhoto({ route }: AppState, jobId: string): string | null {
  return route.page === 'job' && route.jobId === jobId ? route.photoId : null;
}

function findPlace(state: AppState, jobId: string, photoId: string): { items: readonly Photo[]; index: number } {
  const items = listShownPhotos(state, jobId, photoId);
  return { items, index: items.findIndex((photo) => photo.photo_id === photoId) };
}
