/**
 * A photo that was given to another job keeps its id; its files get new keys there, for a job's signature opens what lies under its
 * prefix. What stays behind says where it went: the row of the job that it left, and `records/moves/{job_id}/{photo_id}.json` in the
 * bucket, by which that row can be made anew and whose writing tells the pipeline (docs/decisions/0070-a-photo-to-another-job.md). Where
 * two of these tell different things, the greater revision counts.
 */
import type { EditedFacts, Stage } from './object-facts.ts';
import { formatPhotoKey, isJobId, isPhotoId, type PhotoName } from './photo-key.ts';
import { formatPhotoRecordKey, type PhotoRecord } from './records.ts';

export interface PhotoMove extends PhotoName {
  readonly moved_to: string;
  /** Of the photo, by the move. */
  readonly revision: number;
  /** As they were then. */
  readonly title: string | null;
  readonly stage: Stage | null;
  readonly uploaded_by: string;
}

/** A row that says where its photo went. */
export type MovedRecord = PhotoRecord & { readonly moved_to: string };

export const MOVES_PREFIX = 'records/moves/';
const MOVE_KEY = /^records\/moves\/([^/]+)\/([^/.]+)\.json$/;

export function formatMoveKey({ jobId, photoId }: PhotoName): string {
  return `${MOVES_PREFIX}${jobId}/${photoId}.json`;
}

/** Null for a key that is none of a move. */
export function parseMoveKey(key: string): PhotoName | null {
  const [, jobId = '', photoId = ''] = MOVE_KEY.exec(key) ?? [];
  return isJobId(jobId) && isPhotoId(photoId) ? { jobId, photoId } : null;
}

/** The same move gives the same text. */
export function formatMove({ moved_to, revision, title, stage, uploaded_by }: PhotoMove): string {
  return `${JSON.stringify({ moved_to, revision, title, stage, uploaded_by })}\n`;
}

/** @throws {SyntaxError} when it is no JSON; nobody but this project's roles can write there. */
export function parseMove({ jobId, photoId }: PhotoName, text: string): PhotoMove {
  const { moved_to, revision, title, stage, uploaded_by }: PhotoMove = JSON.parse(text);
  return { jobId, photoId, moved_to, revision, title, stage, uploaded_by };
}

export function isMoved(record: PhotoRecord): record is MovedRecord {
  return record.moved_to !== undefined;
}

/** The move that a row tells of. */
export function toMove({ job_id: jobId, photo_id: photoId, ...row }: MovedRecord): PhotoMove {
  const { moved_to, revision, title, stage, uploaded_by } = row;
  return { jobId, photoId, moved_to, revision, title, stage, uploaded_by };
}

/** What people have last done to the photo, as the move knows it. */
export function toMovedEdits({ title, stage, revision }: PhotoMove): EditedFacts {
  return { title, stage, revision };
}

/** Plans the move of a photo that is neither deleted nor only announced. */
export function planMove(photo: PhotoRecord, movedTo: string): PhotoMove {
  const { job_id: jobId, photo_id: photoId, revision, title, stage, uploaded_by } = photo;
  return { jobId, photoId, moved_to: movedTo, revision: revision + 1, title, stage, uploaded_by };
}

/** The row that stays behind: it holds no file, stands in no album, and keeps what arrives late from making a photo of it. */
export function toMovedAway(move: PhotoMove): MovedRecord {
  const { jobId, photoId, moved_to, revision, title, stage, uploaded_by } = move;
  return {
    ...formatPhotoRecordKey(jobId, photoId),
    ...{ job_id: jobId, photo_id: photoId, moved_to, revision },
    ...{ key: formatPhotoKey({ jobId, photoId, type: 'image/jpeg' }), part: null, state: 'arriving' },
    ...{ type: 'image/jpeg', title, stage, taken_at: null, taken_at_source: null, uploaded_at: null, uploaded_by },
    ...{ uploaded_by_name: null, bytes: null, width: null, height: null, placeholder: null, sha256: null },
    ...{ verified: null, camera: null, location: null, version_id: null, images_of: null, files: [], files_digest: '' },
  };
}

/** The row in the new job, until the pipeline has brought the files there: all that is known, and no key that somebody could read. */
export function toMovedIn(photo: PhotoRecord, { moved_to: jobId, revision, photoId }: PhotoMove): PhotoRecord {
  const {
    album_sort: _place,
    album_row: _row,
    moved_to: _away,
    unreadable_reason: _reason,
    is_cut_off: _cut,
    ...known
  } = photo;
  const files = photo.files.map(({ image: _image, ...file }) => ({
    ...file,
    key: formatPhotoKey({ jobId, photoId, type: file.type, sha256: file.sha256 }),
    version_id: null,
  }));
  return {
    ...known,
    ...formatPhotoRecordKey(jobId, photoId),
    ...{ job_id: jobId, revision, files, files_digest: MOVED_DIGEST },
    ...{
      key: formatPhotoKey({ jobId, photoId, type: photo.type }),
      state: 'stored',
      version_id: null,
      images_of: null,
    },
  };
}

/** Of no files that the pipeline has seen. */
const MOVED_DIGEST = 'moved';
