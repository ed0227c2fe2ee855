/** Follows photos to the job that they were given to, for the phone that has sent them and waits. */
import { isMoved } from '../../origin/photo-move.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { listActions } from '../core/access.ts';
import type { RouteCall } from '../core/route.ts';
import type { MovedPhoto } from '../photo-api.ts';

/** As often as a photo is followed from one job to the next. */
const MOST_STEPS = 10;

export interface OwnMoved {
  readonly moved: readonly MovedPhoto[];
  /** Ids of those that were deleted since. */
  readonly deleted: readonly string[];
}

/** Of others' photos nothing is told, and where one is, only to who may change photos there. */
export async function findOwnMoved(call: RouteCall, found: readonly PhotoRecord[]): Promise<OwnMoved> {
  const own = found.filter((photo) => isMoved(photo) && photo.uploaded_by === call.principal.subject);
  const now = (await Promise.all(own.map((photo) => findPhotoNow(call, photo)))).filter((photo) => photo !== null);
  return {
    moved: await Promise.all(
      now.filter(({ deleted_at }) => deleted_at === undefined).map((photo) => toMovedPhoto(call, photo)),
    ),
    deleted: now.filter(({ deleted_at }) => deleted_at !== undefined).map(({ photo_id }) => photo_id),
  };
}

/** Where a photo has come to, from a job that it has left; null where that cannot be told. */
async function findPhotoNow({ services }: RouteCall, photo: PhotoRecord): Promise<PhotoRecord | null> {
  let now: PhotoRecord | null = photo;
  for (let steps = 0; now !== null && isMoved(now) && steps < MOST_STEPS; steps += 1) {
    now = await services.photos.readPhoto(now.moved_to, now.photo_id);
  }
  return now !== null && isMoved(now) ? null : now;
}

async function toMovedPhoto({ services, principal }: RouteCall, photo: PhotoRecord): Promise<MovedPhoto> {
  const { photo_id, job_id, files, revision } = photo;
  const { job } = await services.jobs.readRow(job_id);
  const mayEdit = listActions(principal, job_id, job).includes('edit');
  return { photo_id, ...(mayEdit ? { job_id } : {}), files: files.map(({ sha256 }) => sha256), revision };
}
