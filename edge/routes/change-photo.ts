/** PATCH and DELETE /photos/{photo_id}, POST /photos/{photo_id}/restore: edits, deletion and restoration of a photo. */
import type { AuditRecord } from '../../origin/audit-log.ts';
import { isPhotoId, type PhotoName, parsePhotoKey } from '../../origin/photo-key.ts';
import { isMoved } from '../../origin/photo-move.ts';
import { formatEditTags, isExpired, type PhotoRecord, toLastRestoration } from '../../origin/records.ts';
import type { PhotoEdit } from '../api.ts';
import { toFacts } from '../core/album.ts';
import { type AuditedAction, toAuditEntry } from '../core/audit.ts';
import { type EdgeResponse, parseJsonBody, readHeader, toJsonResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { parseEdit, parseRevision } from '../core/parse-edit.ts';
import type { JobRow } from '../core/ports.ts';
import type { Action } from '../core/principal.ts';
import type { RouteCall } from '../core/route.ts';
import { toUnreadRecord } from '../core/unread-record.ts';
import { isUnseen } from '../link-api.ts';
import { AppError } from '../problem.ts';
import { type Admission, admit } from './admit.ts';
import { createUrlMaker, toImageAccess, toPhoto } from './photo-urls.ts';

/** People do not make more changes than that at once; what is left undone then, the pipeline and a reindex do. */
const MAX_TAG_WRITES = 4;

/**
 * Edits title and stage, at the revision that `If-Match` names. The record decides who came first; the tags follow it.
 * Sent again after its response was lost, the same edit is found done and gets the same response.
 * @throws {AppError} when the photo is deleted or was edited meanwhile, or the edit is wrong
 */
export async function editPhoto(call: RouteCall): Promise<EdgeResponse> {
  const { jobId, admission, row, photo } = await findPhoto(call, 'edit');
  if (photo.deleted_at !== undefined) throw new AppError('not-found');
  const revision = parseRevision(readHeader(call.request, 'if-match'));
  const edit = parseEdit(parseJsonBody(call.request));
  const entry = toEntry(call, photo, { action: 'edited', detail: { revision: revision + 1 } });
  const edited = isDone(photo, edit, revision)
    ? photo
    : await call.services.photos.change(photo, edit, { revision, entry, row });
  await settleTags(call, edited);
  return toPhotoResponse(call, edited, { jobId, admission });
}

/**
 * Asks the phone for an original that has not come. Asking twice is asking once; where there is none to come, nothing is asked.
 * @throws {AppError} when the photo is deleted
 */
export async function askForOriginal(call: RouteCall): Promise<EdgeResponse> {
  const { jobId, admission, row, photo } = await findPhoto(call, 'edit');
  if (photo.deleted_at !== undefined) throw new AppError('not-found');
  const logged = { revision: photo.revision, entry: toEntry(call, photo, { action: 'original-asked' }), row };
  const asked =
    photo.original_is === 'on-phone'
      ? await call.services.photos.change(photo, { original_is: 'asked' }, logged)
      : photo;
  await settleTags(call, asked);
  return toPhotoResponse(call, asked, { jobId, admission });
}

/**
 * Notes that somebody who works here has looked at a photo that the customer sent: as a revision that changes nothing, so that its tags
 * tell it too. Whatever people did to it before tells that it was seen, and of the crew's own photos there is nothing to note.
 * @throws {AppError} when the photo is deleted
 */
export async function notePhotoSeen(call: RouteCall): Promise<EdgeResponse> {
  const { jobId, admission, row, photo } = await findPhoto(call, 'edit');
  if (photo.deleted_at !== undefined) throw new AppError('not-found');
  const logged = { revision: photo.revision, entry: toEntry(call, photo, { action: 'seen' }), row };
  const isNew = isUnseen(photo, await admission.readJob());
  const seen = isNew ? await call.services.photos.change(photo, {}, logged) : photo;
  await settleTags(call, seen);
  return toPhotoResponse(call, seen, { jobId, admission });
}

/** Hides a photo: every file of it, whatever else comes under its capture, until it is restored. Its bytes stay for 30 days under a delete marker, with tags that tell when it was deleted. */
export async function deletePhoto(call: RouteCall): Promise<EdgeResponse> {
  const { jobId, row, photo } = await findPhoto(call, 'delete');
  const deleted_at = call.now.toISOString();
  const expires_at = toLastRestoration(deleted_at);
  const deleted =
    photo.deleted_at === undefined
      ? await call.services.photos.change(
          photo,
          { deleted_at, expires_at },
          { revision: photo.revision, entry: toEntry(call, photo, { action: 'deleted' }), row },
        )
      : photo;
  await settleTags(call, deleted);
  await call.services.bucket.hide({ jobId, photoId: photo.photo_id });
  await expireNotes(call, deleted, expires_at);
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

/** Brings a deleted photo back, bytes first: a record never shows what is not there. */
export async function restorePhoto(call: RouteCall): Promise<EdgeResponse> {
  const { jobId, admission, row, photo } = await findPhoto(call, 'delete');
  await call.services.bucket.restore({ jobId, photoId: photo.photo_id });
  const changes = { deleted_at: undefined, expires_at: undefined };
  const logged = { revision: photo.revision, entry: toEntry(call, photo, { action: 'restored' }), row };
  const isRestored = photo.deleted_at === undefined;
  const restored = isRestored ? photo : await call.services.photos.change(photo, changes, logged);
  await settleTags(call, restored);
  await expireNotes(call, restored, null);
  return toPhotoResponse(call, restored, { jobId, admission });
}

/** Of most photos there are none. */
async function expireNotes({ services }: RouteCall, photo: PhotoRecord, expiresAt: number | null): Promise<void> {
  if (photo.note_count === undefined) return;
  await services.notes.expire({ jobId: photo.job_id, photoId: photo.photo_id }, expiresAt);
}

export interface FoundPhoto {
  readonly jobId: string;
  readonly admission: Admission;
  /** The job's. */
  readonly row: JobRow;
  readonly photo: PhotoRecord;
}

/** @throws {AppError} when the job is not the caller's (`access-denied`), or has no such photo (`not-found`) */
export async function findPhoto(call: RouteCall, action: Action): Promise<FoundPhoto> {
  const jobId = parseJobQuery(call.request.query);
  const photoId = call.params.photo_id ?? '';
  const reading = isPhotoId(photoId) ? call.services.photos.readPhoto(jobId, photoId) : Promise.resolve(null);
  // Read while it is asked who may: its failure is told to those who may.
  reading.catch(() => undefined);
  const admission = await admit(call, jobId, action);
  const [read, row] = await Promise.all([reading, admission.readRow()]);
  const photo = read ?? (isPhotoId(photoId) ? await adoptFromBucket(call, { jobId, photoId }) : null);
  const nowSeconds = Math.floor(call.now.getTime() / 1000);
  if (photo === null || isMoved(photo) || isExpired(photo, nowSeconds)) throw new AppError('not-found');
  return { jobId, admission, row, photo };
}

/**
 * A photo whose event is still to come, or was lost, is one like any other: the bucket has it. One that lies under delete markers
 * is not: it was deleted, and is past its 30 days where the table has no record of it, though S3 may keep the bytes a little longer.
 */
async function adoptFromBucket({ services }: RouteCall, name: PhotoName): Promise<PhotoRecord | null> {
  const [key] = await services.bucket.listFileKeys(name);
  if (key === undefined) return null;
  const type = parsePhotoKey(key)?.type ?? 'image/jpeg';
  await services.photos.adopt(toUnreadRecord(name, { key, state: 'stored', type, uploaded_by: 'unknown' }));
  return services.photos.readPhoto(name.jobId, name.photoId);
}

function isDone(photo: PhotoRecord, edit: PhotoEdit, revision: number): boolean {
  const { title = photo.title, stage = photo.stage } = edit;
  return photo.revision === revision + 1 && photo.title === title && photo.stage === stage;
}

/**
 * Makes the object's tags say what the record says, so that the table can be made anew from the bucket. Others may change
 * the photo meanwhile, and their tags come first: it ends when the record is still what was written.
 */
async function settleTags({ services }: RouteCall, photo: PhotoRecord): Promise<void> {
  let tagged: PhotoRecord | null = photo;
  for (let writes = 0; tagged !== null && writes < MAX_TAG_WRITES; writes += 1) {
    if (tagged.revision > 0) await services.bucket.setTags(tagged.key, formatEditTags(tagged));
    const current = await services.photos.readPhoto(tagged.job_id, tagged.photo_id);
    tagged = current && isTagged(tagged, current) ? null : current;
  }
}

/** What came first may become known without a new revision, and with it another file to be shown, or other words. */
function isTagged(tagged: PhotoRecord, current: PhotoRecord): boolean {
  const { key, revision, title, stage } = current;
  return tagged.key === key && tagged.revision === revision && tagged.title === title && tagged.stage === stage;
}

function toEntry(
  { principal, request, now }: RouteCall,
  photo: PhotoRecord,
  { action, detail = {} }: Pick<AuditedAction, 'action'> & Partial<Pick<AuditedAction, 'detail'>>,
): AuditRecord {
  // One request makes a revision once, however often it is tried.
  const cause = [request.requestId, photo.photo_id, String(photo.revision + 1)];
  const audited = { action, jobId: photo.job_id, actor: principal, photoIds: [photo.photo_id], detail, cause };
  return toAuditEntry(audited, request, now).record;
}

export async function toPhotoResponse(
  call: RouteCall,
  photo: PhotoRecord,
  { jobId, admission }: { readonly jobId: string; readonly admission: Admission },
): Promise<EdgeResponse> {
  const access = toImageAccess(admission.actions);
  const urls = await createUrlMaker(call, jobId, access);
  return toJsonResponse(await toPhoto(jobId, toFacts(photo), { urls, access }), { etag: `"${photo.revision}"` });
}
