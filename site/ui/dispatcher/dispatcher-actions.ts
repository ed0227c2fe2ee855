/** What only dispatchers do: deletes and restores photos, and reads what their pages show. */
import type { Photo } from '../../../edge/api.ts';
import { createDispatcherApi, type DispatcherApi } from '../../api/dispatcher-api.ts';
import { tellProblem } from '../actions/tell-problem.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import { changeAlbum } from '../listings/change-album.ts';
import { toProblemCode } from '../listings/listings.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import { type DispatcherListing, NOTHING_LISTED } from '../state/app-state.ts';
import { putInPlace } from './put-in-place.ts';
import { restoreAll, withoutPhoto } from './restore-photos.ts';

export type DispatcherActions = Pick<
  LazyActions,
  'deletePhoto' | 'restorePhoto' | 'restorePhotos' | 'readDispatcherPage'
>;

/** How long "Undo" is offered. Afterwards the photo can be restored from the deleted ones. */
const UNDO_LASTS_MS = 15_000;

export function createDispatcherActions(context: LazyContext): DispatcherActions {
  const { phone, store, listings, pollers } = context;
  const api = createDispatcherApi(phone.api);
  const read = createPageReader(context, api);
  const change = async (jobId: string, photoId: string, work: () => Promise<void>) => {
    if (store.get().busyPhotoId) return;
    store.update({ busyPhotoId: photoId });
    await work().catch((error: unknown) => tellProblem(store, error));
    store.update({ busyPhotoId: null });
    listings.noteChange(jobId);
    pollers.refreshAlbum();
  };
  store.subscribe((state, before) => state.route !== before.route && void read(false));
  void read(false);
  const restoreOne = (jobId: string, photoId: string) =>
    void change(jobId, photoId, async () => {
      restoreShown(context, jobId, await api.restorePhoto(jobId, photoId));
      if (store.get().route.page === 'deleted') await read(false);
      tellBriefly(store, 'photo.restored');
    });

  return {
    deletePhoto: (jobId, photoId) =>
      void change(jobId, photoId, async () => {
        await api.deletePhoto(jobId, photoId);
        leavePhoto(context, jobId, photoId);
        changeAlbum(context, jobId, (items) => withoutPhoto(items, photoId));
        tellBriefly(store, 'photo.deleted', { undo: { jobId, photoIds: [photoId] }, lastsMs: UNDO_LASTS_MS });
      }),
    restorePhoto: restoreOne,
    restorePhotos(jobId, photoIds) {
      const [only = '', ...others] = photoIds;
      if (others.length === 0) restoreOne(jobId, only);
      else void change(jobId, only, () => restoreAll(context, api, { jobId, photoIds }));
    },
    readDispatcherPage: (more = false) => void read(more),
  };
}

/** Shows a photo that is back: in the album, and in the viewer if that is open. */
function restoreShown(context: LazyContext, jobId: string, photo: Photo): void {
  const { store, actions } = context;
  const { photo_id: photoId } = photo;
  changeAlbum(context, jobId, (items) => putInPlace(withoutPhoto(items, photoId), photo));
  store.update(({ notices }) => ({ notices: notices.filter(({ undo }) => String(undo?.photoIds) !== photoId) }));
  const { route } = store.get();
  if (route.page === 'job' && route.photoId) actions.go({ page: 'job', jobId, photoId }, { replace: true });
}

/** Reads what the open page of a job lists: its beginning, or its next page below what is there. */
function createPageReader({ store, listings }: LazyContext, api: DispatcherApi): (more: boolean) => Promise<void> {
  let reads = 0;
  return async (more) => {
    const read = ++reads;
    const { route, dispatcherListing: before, albums } = store.get();
    if (route.page !== 'history' && route.page !== 'deleted') return;
    const { page, jobId } = route;
    const known = { ...(more && before ? before : NOTHING_LISTED), page, jobId, problem: null } as DispatcherListing;
    store.update({ dispatcherListing: known });
    // The history shows thumbnails of the photos that its events are about.
    if (!albums[jobId]?.items) void listings.refreshAlbum(jobId);
    try {
      const { items, next } = await (page === 'history' ? api.readAuditLog(jobId, known.next) : api.readDeleted(jobId));
      const shown = { ...known, items: [...(known.items ?? []), ...items], next } as DispatcherListing;
      // A later one may show what has changed since.
      if (read === reads) store.update({ dispatcherListing: shown });
    } catch (error) {
      if (read === reads) store.update({ dispatcherListing: { ...known, problem: toProblemCode(error) } });
    }
  };
}

/** Lets the open viewer go on to the neighbour of a photo that is deleted; closes it where there is none. */
export function leavePhoto({ store, actions }: LazyContext, jobId: string, photoId: string): void {
  const { route, albums } = store.get();
  if (route.page !== 'job' || route.photoId !== photoId) return;
  const items = albums[jobId]?.items ?? [];
  const index = items.findIndex(({ photo_id }) => photo_id === photoId);
  const next = items[index + 1] ?? items[index - 1];
  if (next) actions.go({ page: 'job', jobId, photoId: next.photo_id }, { replace: true });
  else actions.goBack({ page: 'job', jobId, photoId: null });
}
