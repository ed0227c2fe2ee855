/** PATCH and DELETE /photos/{photo_id}, POST /photos/{photo_id}/restore: what becomes of a photo after it came. */
import { formatThumbKey, isPhotoId, PREVIEW_WIDTH, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { formatEditTags, isExpired, type PhotoRecord } from '../../origin/records.ts';
import { toFacts } from '../core/album.ts';
import type { Deed } from '../core/audit.ts';
import { type Answer, parseJsonBody, readHeader, toJsonAnswer } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { type Edit, parseEdit, parseRevision } from '../core/parse-edit.ts';
import type { Action } from '../core/principal.ts';
import { AppError } from '../problem.ts';
import type { Call } from '../router.ts';
import { type Admission, admit, record } from './admit.ts';
import { createUrlMaker, toPhoto, toReach } from './photo-urls.ts';

/** As long as the bucket keeps what was deleted. */
const RESTORABLE_SECONDS = 30 * 24 * 3600;
/** More changes than that at one time are no people's: the pipeline and a reindex make good what is left. */
const MAX_TAG_WRITES = 4;

/**
 * Edits title and stage, at the revision that `If-Match` names. The record decides who came first; the tags follow it.
 * Sent again after its answer was lost, the same edit finds itself done and is answered alike.
 */
export async function editPhoto(call: Call): Promise<Answer> {
  const { jobId, admission, photo } = await findPhoto(call, 'edit');
  if (photo.deleted_at !== undefined) throw new AppError('not-found');
  const revision = parseRevision(readHeader(call.request, 'if-match'));
  const edit = parseEdit(parseJsonBody(call.request));
  const edited = isDone(photo, edit, revision) ? photo : await call.services.photos.change(photo, edit, revision);
  await Promise.all([
    settleTags(call, edited),
    record(call, toDeed('edited', call, photo, { revision: edited.revision })),
  ]);
  return toPhotoAnswer(call, jobId, admission, edited);
}

/** Hides a photo. Its bytes stay for 30 days under a delete marker, with tags that tell when it was deleted. */
export async function deletePhoto(call: Call): Promise<Answer> {
  const { jobId, photo } = await findPhoto(call, 'delete');
  const deleted_at = call.now.toISOString();
  const expires_at = Math.floor(call.now.getTime() / 1000) + RESTORABLE_SECONDS;
  const deleted =
    photo.deleted_at === undefined
      ? await call.services.photos.change(photo, { deleted_at, expires_at }, photo.revision)
      : photo;
  await settleTags(call, deleted);
  await Promise.all([
    ...listKeys(jobId, photo).map((key) => call.services.bucket.remove(key)),
    record(call, toDeed('deleted', call, photo)),
  ]);
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

/** Brings a deleted photo back, bytes first: a record never shows what is not there. */
export async function restorePhoto(call: Call): Promise<Answer> {
  const { jobId, admission, photo } = await findPhoto(call, 'delete');
  await Promise.all(listKeys(jobId, photo).map((key) => call.services.bucket.restore(key)));
  const changes = { deleted_at: undefined, expires_at: undefined };
  const isRestored = photo.deleted_at === undefined;
  const restored = isRestored ? photo : await call.services.photos.change(photo, changes, photo.revision);
  await settleTags(call, restored);
  if (!isRestored) await record(call, toDeed('restored', call, photo));
  return toPhotoAnswer(call, jobId, admission, restored);
}

interface Found {
  readonly jobId: string;
  readonly admission: Admission;
  readonly photo: PhotoRecord;
}

async function findPhoto(call: Call, action: Action): Promise<Found> {
  const jobId = parseJobQuery(call.request.query);
  const photoId = call.params.photo_id ?? '';
  const admission = await admit(call, jobId, action);
  const photo = isPhotoId(photoId) ? await call.services.photos.readPhoto(jobId, photoId) : null;
  if (photo === null || isExpired(photo, Math.floor(call.now.getTime() / 1000))) throw new AppError('not-found');
  return { jobId, admission, photo };
}

function isDone(photo: PhotoRecord, edit: Edit, revision: number): boolean {
  const { title = photo.title, stage = photo.stage } = edit;
  return photo.revision === revision + 1 && photo.title === title && photo.stage === stage;
}

/**
 * Makes the object's tags tell what the record does, so that the table can be made anew from the bucket. Others may change
 * the photo meanwhile, and their tags come first: it ends when the record is still what was written.
 */
async function settleTags({ services }: Call, photo: PhotoRecord): Promise<void> {
  let told: PhotoRecord | null = photo;
  for (let writes = 0; told !== null && writes < MAX_TAG_WRITES; writes += 1) {
    if (told.revision > 0) await services.bucket.setTags(told.key, formatEditTags(told));
    const current = await services.photos.readPhoto(told.job_id, told.photo_id);
    told = current?.revision === told.revision ? null : current;
  }
}

function listKeys(jobId: string, { key, photo_id, state }: PhotoRecord): readonly string[] {
  const derived = [THUMB_WIDTH, PREVIEW_WIDTH].map((width) => formatThumbKey({ jobId, photoId: photo_id }, width));
  return state === 'ready' ? [key, ...derived] : [key];
}

function toDeed(action: Deed['action'], call: Call, photo: PhotoRecord, detail: Deed['detail'] = {}): Deed {
  return { action, jobId: photo.job_id, actor: call.principal, photoIds: [photo.photo_id], detail };
}

async function toPhotoAnswer(call: Call, jobId: string, { actions }: Admission, photo: PhotoRecord): Promise<Answer> {
  const reach = toReach(actions);
  const urls = await createUrlMaker(call, jobId, reach);
  return toJsonAnswer(await toPhoto(jobId, toFacts(photo), urls, reach), { etag: `"${photo.revision}"` });
}
