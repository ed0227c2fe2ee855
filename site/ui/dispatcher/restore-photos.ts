/** Brings back many photos that were deleted together. What fails is offered again. */
import type { Photo } from '../../../edge/api.ts';
import type { DispatcherApi } from '../../api/dispatcher-api.ts';
import type { LazyContext } from '../context.ts';
import { changeAlbum } from '../listings/change-album.ts';
import { tellBriefly } from '../shell/tell-briefly.ts';
import { putInPlace } from './put-in-place.ts';

const AT_ONCE = 4;
/** What has failed is offered for so long, ms. */
const OFFERED_MS = 60_000;

export async function restoreAll(
  context: LazyContext,
  api: Pick<DispatcherApi, 'restorePhoto'>,
  { jobId, photoIds }: { readonly jobId: string; readonly photoIds: readonly string[] },
): Promise<void> {
  const { store } = context;
  store.update(({ notices }) => ({ notices: notices.filter(({ undo }) => undo?.photoIds !== photoIds) }));
  const queue = photoIds.values();
  const failed: string[] = [];
  const run = async () => {
    for (const photoId of queue) {
      await api.restorePhoto(jobId, photoId).then(
        (photo) => changeAlbum(context, jobId, (items) => putInPlace(withoutPhoto(items, photoId), photo)),
        () => failed.push(photoId),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  const n = photoIds.length - failed.length;
  if (n > 0) tellBriefly(store, 'photos.restored', { params: { n } });
  if (failed.length > 0) {
    const undo = { jobId, photoIds: failed };
    tellBriefly(store, 'photos.not-restored', { params: { n: failed.length }, undo, lastsMs: OFFERED_MS });
  }
}

export function withoutPhoto(items: readonly Photo[], photoId: string): readonly Photo[] {
  return items.filter(({ photo_id }) => photo_id !== photoId);
}
