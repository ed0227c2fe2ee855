/**
 * Notes: short texts that crew and office write on a photo or on a job. All of one thing stand in one row, and as a file in the uploads
 * bucket, so that the row can be made anew. Those on a photo are known by the photo's id alone, so a photo that is given to another job
 * has them there. How many stand is told by the photo's record and the job's row: whoever shows an album reads no text of them
 * (docs/decisions/0071-notes.md).
 *
 * | notes on | row               | file                                |
 * |----------|-------------------|-------------------------------------|
 * | a photo  | PHOTO#id / NOTES  | records/notes/photos/{photo_id}.json |
 * | a job    | JOB#id / NOTES    | records/notes/jobs/{job_id}.json    |
 */
import { isJobId, isPhotoId } from './photo-key.ts';
import { formatJobKey, type RecordKey } from './record-key.ts';

export interface Note {
  /** Chosen once by the client. */
  readonly note_id: string;
  /** Null: taken back. */
  readonly text: string | null;
  /** ISO 8601, UTC, by the edge's clock. */
  readonly at: string;
  /** Subject of who wrote it, and the name then. */
  readonly by: string;
  readonly by_name: string | null;
}

/** What was written on one thing, in the order of time. */
export interface Notes {
  readonly notes: readonly Note[];
  /** Grows by one with every change. */
  readonly revision: number;
}

export interface NotesRow extends Notes, RecordKey {
  /** Unix seconds: their photo was deleted, and goes then. */
  readonly expires_at?: number;
}

/** Of whom these are: of a photo, or of the job itself. */
export interface NotesPlace {
  readonly jobId: string;
  /** Null: of the job. */
  readonly photoId: string | null;
}

export const NOTES_PREFIX = 'records/notes/';
const NOTES_FILE_KEY = /^records\/notes\/(jobs|photos)\/([^/.]+)\.json$/;
/** What begins the partition key of the notes on a photo. */
export const PHOTO_NOTES_PARTITION = 'PHOTO#';
const SORT_KEY = 'NOTES';

export function formatNotesKey({ jobId, photoId }: NotesPlace): RecordKey {
  return { pk: photoId === null ? formatJobKey(jobId).pk : `${PHOTO_NOTES_PARTITION}${photoId}`, sk: SORT_KEY };
}

export function formatNotesFileKey({ jobId, photoId }: NotesPlace): string {
  return `${NOTES_PREFIX}${photoId === null ? `jobs/${jobId}` : `photos/${photoId}`}.json`;
}

/** Of whom the notes in a file are; null for a key that is none of notes. */
export function parseNotesFileKey(key: string): { readonly jobId: string } | { readonly photoId: string } | null {
  const [, kind, id = ''] = NOTES_FILE_KEY.exec(key) ?? [];
  if (kind === 'jobs') return isJobId(id) ? { jobId: id } : null;
  return isPhotoId(id) ? { photoId: id } : null;
}

/** The same notes give the same text. */
export function formatNotesFile({ notes, revision }: Notes): string {
  return `${JSON.stringify({ revision, notes }, null, 1)}\n`;
}

/** @throws {SyntaxError} when it is no JSON; nobody but this project's roles can write there. */
export function parseNotesFile(text: string): Notes {
  const { notes, revision }: Notes = JSON.parse(text);
  return { notes, revision };
}

/** How many stand. */
export function countNotes(notes: readonly Note[]): number {
  return notes.filter(({ text }) => text !== null).length;
}
