/** POST /photos/{photo_id}/move: gives a photo to another job, in which the caller may change photos as well. */
import { isJobId, isPhotoId } from '../../origin/photo-key.ts';
import { isMoved, type PhotoMove, planMove, toMove } from '../../origin/photo-move.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { toAuditEntry } from '../core/audit.ts';
import { type EdgeResponse, parseJsonBody, readHeader } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { parseRevision } from '../core/parse-edit.ts';
import type { RouteCall } from '../core/route.ts';
import { AppError } from '../problem.ts';
import { admit, admitPhotos } from './admit.ts';
import { toPhotoResponse } from './change-photo.ts';

/**
 * Moves a photo that is at the revision that `If-Match` names. The pipeline brings its files after it. Sent again after its response was
 * lost, or after it broke off, the same move is found done and is made whole.
 * @throws {AppError} when one of the jobs is not theirs (`access-denied`), the other takes no photos (`job-closed`), or the photo is on
 * its way, deleted, or was changed meanwhile
 */
export async function movePhoto(call: RouteCall): Promise<EdgeResponse> {
  const jobId = parseJobQuery(call.request.query);
  const to = parseMoveBody(parseJsonBody(call.request), jobId);
  const revision = parseRevision(readHeader(call.request, 'if-match'));
  await admit(call, jobId, 'edit');
  const admission = await admit(call, to, 'edit');
  const photo = await findPhoto(call, jobId);
  const done = findDone(photo, to, revision);
  if (done === null && (isMoved(photo) || photo.revision !== revision)) throw new AppError('edited-meanwhile');
  if (done === null) await admitPhotos(call, to, await admission.readJob());
  const move = done ?? planMove(photo, to);
  const arrived = done === null ? await call.services.photos.move(photo, move, toEntries(call, move)) : null;
  await call.services.bucket.tellMove(move);
  const moved = arrived ?? (await call.services.photos.readPhoto(to, photo.photo_id));
  if (moved === null || isMoved(moved)) throw new AppError('edited-meanwhile');
  return toPhotoResponse(call, moved, { jobId: to, admission });
}

/** @throws {AppError} when it is none: `bad-request` */
function parseMoveBody(body: unknown, from: string): string {
  const { job_id }: { job_id?: unknown } = typeof body === 'object' && body !== null ? body : {};
  if (typeof job_id === 'string' && isJobId(job_id) && job_id !== from) return job_id;
  const detail = 'Must be the id of another job than the one that the photo is in.';
  throw new AppError('bad-request', { errors: [{ pointer: '/job_id', detail }] });
}

/**
 * Also one that was moved.
 * @throws {AppError} when there is none that could be moved
 */
async function findPhoto(call: RouteCall, jobId: string): Promise<PhotoRecord> {
  const photoId = call.params.photo_id ?? '';
  if (!isPhotoId(photoId)) throw new AppError('not-found');
  const photo = await call.services.photos.readPhoto(jobId, photoId);
  if (photo?.deleted_at !== undefined) throw new AppError('not-found');
  if (photo !== null && (isMoved(photo) || photo.files.length > 0)) return photo;
  throw new AppError(photo !== null || (await isOnItsWay(call, { jobId, photoId })) ? 'photo-arriving' : 'not-found');
}

/** Announced, or stored and not read by the pipeline yet. */
async function isOnItsWay({ services }: RouteCall, name: { readonly jobId: string; readonly photoId: string }) {
  const announced = await services.photos.listAnnounced(name.jobId);
  if (announced.some(({ photo_id }) => photo_id === name.photoId)) return true;
  return (await services.bucket.listFileKeys(name)).length > 0;
}

/** The move that was asked for, where it was made already. */
function findDone(photo: PhotoRecord, to: string, revision: number): PhotoMove | null {
  return isMoved(photo) && photo.moved_to === to && photo.revision === revision + 1 ? toMove(photo) : null;
}

/** One for each of the two jobs. */
function toEntries({ principal, request, now }: RouteCall, move: PhotoMove) {
  const { photoId, moved_to: to, revision } = move;
  return [move.jobId, to].map((jobId) => {
    const detail = { from: move.jobId, to, revision };
    const cause = [request.requestId, photoId, jobId, String(revision)];
    const audited = { action: 'moved', jobId, actor: principal, photoIds: [photoId], detail, cause } as const;
    return toAuditEntry(audited, request, now).record;
  });
}
