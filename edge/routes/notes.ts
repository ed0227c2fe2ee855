/**
 * GET, POST and DELETE of notes: /photos/{photo_id}/notes?job_id=… on a photo, /photos/notes?job_id=… on a job. For those who may edit in
 * the job: no customer reads or writes any.
 */
import type { AuditAction, AuditRecord } from '../../origin/audit-log.ts';
import type { Note, NotesPlace } from '../../origin/notes.ts';
import { toAuditEntry } from '../core/audit.ts';
import { type EdgeResponse, parseJsonBody, toJsonResponse } from '../core/exchange.ts';
import { parseJobQuery } from '../core/parse-captures.ts';
import { parseNote, parseNoteQuery } from '../core/parse-note.ts';
import { listStanding, planNote, planTakingBack } from '../core/plan-notes.ts';
import type { Action } from '../core/principal.ts';
import type { RouteCall } from '../core/route.ts';
import type { NoteList } from '../note-api.ts';
import { AppError } from '../problem.ts';
import { admit } from './admit.ts';
import { findPhoto } from './change-photo.ts';

/** @throws {AppError} when the job is not the caller's (`access-denied`), or has no such photo (`not-found`) */
export async function listNotes(call: RouteCall): Promise<EdgeResponse> {
  const found = await findPlace(call);
  return toResponse(call, found, await call.services.notes.read(found.place));
}

/**
 * Adds a note. The same request again, because its response was lost, finds it written.
 * @throws {AppError} when there is no room for it (`notes-full`), or as above
 */
export async function addNote(call: RouteCall): Promise<EdgeResponse> {
  const asked = parseNote(parseJsonBody(call.request));
  const found = await findPlace(call);
  const entry = toEntry(call, found.place, 'note-added');
  return toResponse(call, found, await call.services.notes.change(found.place, planNote(asked, call), entry));
}

/**
 * Takes a note back: who wrote it may, and the office. Its text goes; that there was one stays in the audit log.
 * @throws {AppError} when there is no such note (`not-found`), it is not the caller's to take back (`access-denied`), or as above
 */
export async function takeNoteBack(call: RouteCall): Promise<EdgeResponse> {
  const noteId = parseNoteQuery(call.request.query);
  const found = await findPlace(call);
  const plan = planTakingBack(noteId, { ...call, actions: found.actions });
  const entry = toEntry(call, found.place, 'note-taken-back');
  return toResponse(call, found, await call.services.notes.change(found.place, plan, entry));
}

interface FoundPlace {
  readonly place: NotesPlace;
  readonly actions: readonly Action[];
}

async function findPlace(call: RouteCall): Promise<FoundPlace> {
  if (call.params.photo_id === undefined) {
    const jobId = parseJobQuery(call.request.query);
    const { actions } = await admit(call, jobId, 'edit');
    return { place: { jobId, photoId: null }, actions };
  }
  const { jobId, admission, photo } = await findPhoto(call, 'edit');
  if (photo.deleted_at !== undefined) throw new AppError('not-found');
  return { place: { jobId, photoId: photo.photo_id }, actions: admission.actions };
}

/** Without the text: nothing is ever taken out of the log. */
function toEntry(
  { principal, request, now }: RouteCall,
  { jobId, photoId }: NotesPlace,
  action: Extract<AuditAction, `note-${string}`>,
): (note: Note) => AuditRecord {
  return ({ note_id, by, by_name }) => {
    const detail = { note_id, ...(by === principal.subject ? {} : { by: by_name ?? by }) };
    const about = photoId === null ? {} : { photoIds: [photoId] };
    const audited = { action, jobId, actor: principal, detail, cause: [photoId ?? '', note_id], ...about };
    return toAuditEntry(audited, request, now).record;
  };
}

function toResponse(call: RouteCall, { place, actions }: FoundPlace, notes: readonly Note[]): EdgeResponse {
  const list: NoteList = {
    job_id: place.jobId,
    ...(place.photoId === null ? {} : { photo_id: place.photoId }),
    notes: listStanding(notes, { ...call, actions }),
  };
  return toJsonResponse(list);
}
