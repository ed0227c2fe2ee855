/**
 * The storage contract: what stands in the DynamoDB table and in an object's metadata, and how their keys read.
 * Two tables of one shape: partition key `pk`, sort key `sk`. The records table also has the TTL attribute `expires_at`
 * and the indexes that answer which jobs somebody may see, and in which order (job-records.ts), and which photos an album has
 * (album-index.ts). What a job's row tells of its album: job-album.ts.
 *
 * | table   | pk      | sk               | what                                                                |
 * |---------|---------|------------------|---------------------------------------------------------------------|
 * | records | JOB#id  | JOB              | JobRecord                                                           |
 * | records | JOB#id  | MEMBER#subject   | MemberRecord, one a worker or customer                              |
 * | records | JOB#id  | WORDS#who        | WordsRecord: by which words `who` finds the job (job-words.ts)      |
 * | records | PEOPLE  | PERSON#subject   | PersonRecord (people.ts)                                            |
 * | records | WORD#who| word#id          | WordRecord, one a word                                              |
 * | records | JOB#id  | PHOTO#photo_id   | PhotoRecord                                                         |
 * | records | JOB#id  | PHOTO#photo_id   | MovedRecord, of a photo that was given to another job (photo-move.ts) |
 * | records | JOB#id  | ARRIVING#…       | announcements (announcement.ts)                                     |
 * | records | JOB#id  | NOTES            | NotesRow: the notes on a job (notes.ts)                             |
 * | records |PHOTO#id | NOTES            | NotesRow: the notes on a photo                                      |
 * | records | JOB#id  | LINK#link_id     | LinkRecord (customer-link.ts)                                       |
 * | records |RECONCILE| PASS             | how far the comparison with the bucket is (adapters/pass-store.ts)  |
 * | records | JOB#id  | LOOK#photo_id    | FirstLookRow: a small picture of an announced photo (announcement.ts) |
 * | audit   | JOB#id  | AUDIT#time#id    | AuditRecord, only ever inserted                                     |
 * | audit   | JOB#id  | WINDOW#time#id   | nothing: an event of that span is there                             |
 *
 * What stands in the audit table, and the one way in which it is written: audit-log.ts.
 */
import type { FilePart } from './file-facts.ts';
import type { Location, Stage } from './object-facts.ts';
import type { PhotoFile, UnreadableReason } from './photo-file.ts';
import type { PhotoType } from './photo-key.ts';
import { formatJobKey, type RecordKey } from './record-key.ts';

export { addArrival, FILE_PARTS, type FilePart, type NamedFiles } from './file-facts.ts';
export { type FoldedFiles, foldFiles } from './fold-files.ts';
export { isInstant } from './instant.ts';
export type { JobRecord, JobStatus } from './job-records.ts';
export {
  CACHE_FOR_EVER,
  type EditedFacts,
  formatEditTags,
  formatObjectMetadata,
  formatTicketTags,
  type Location,
  OBJECT_METADATA,
  OBJECT_TAGS,
  type ObjectFacts,
  parseEditTags,
  parseObjectMetadata,
  SCAN_TAG,
  STAGES,
  type Stage,
  TYPED_CAPTURE,
} from './object-facts.ts';
export { type FileImage, type PhotoFile, UNREADABLE_REASONS, type UnreadableReason } from './photo-file.ts';
export { formatJobKey, type RecordKey } from './record-key.ts';
export { cleanTitle, countCharacters, MAX_TITLE_LENGTH } from './title.ts';

export const TTL_ATTRIBUTE = 'expires_at';

/** `arriving`: a ticket was issued; `stored`: S3 has it; `ready`: developed; `unreadable`: stored, no image can be made. */
export const PHOTO_STATES = ['arriving', 'stored', 'ready', 'unreadable'] as const;
export type PhotoState = (typeof PHOTO_STATES)[number];

export interface PhotoRecord extends RecordKey {
  readonly job_id: string;
  readonly photo_id: string;
  /** Of the file that is shown: the first whole one, or the preview until one is there; so are the facts of its bytes. */
  readonly key: string;
  /** What that file is; null while arriving. */
  readonly part: FilePart | null;
  readonly state: PhotoState;
  /** Only on unreadable ones. */
  readonly unreadable_reason?: UnreadableReason;
  readonly type: PhotoType;
  readonly title: string | null;
  readonly stage: Stage | null;
  /** ISO 8601; see `taken_at_source`. */
  readonly taken_at: string | null;
  readonly taken_at_source: 'exif' | 'client' | 'arrival' | null;
  /** When S3 had it; null while arriving. */
  readonly uploaded_at: string | null;
  readonly uploaded_by: string;
  /** As that person was called then; null where the token did not tell. */
  readonly uploaded_by_name: string | null;
  readonly bytes: number | null;
  /** Of the picture as it is seen, after rotation, px. */
  readonly width: number | null;
  readonly height: number | null;
  /** ThumbHash, base64. */
  readonly placeholder: string | null;
  /** The file ends before its picture does; its images show what is there. Absent otherwise. */
  readonly is_cut_off?: true;
  /** Only on arriving ones: a small picture came with the request for the ticket. */
  readonly first_look?: true;
  /** Of the stored bytes, hex. */
  readonly sha256: string | null;
  /** Whether these bytes are those that the phone promised at capture; null when it promised none; of a drawing false. */
  readonly verified: boolean | null;
  /** It is a drawing on a copy of this photo: no evidence, and of no required stage. Absent otherwise. */
  readonly drawn_on?: string;
  /** Make and model of the camera. */
  readonly camera: string | null;
  /** Only what the worker consented to send. */
  readonly location: Location | null;
  readonly version_id: string | null;
  /** The SHA-256 of the file whose derived images are shown; null: there are none. */
  readonly images_of: string | null;
  /** All files of the capture, in the order of their arrival (core/fold-files.ts); of later uploads the first twenty. */
  readonly files: readonly PhotoFile[];
  /** There are more later uploads than stand here. */
  readonly has_more_files?: true;
  /** Names the files and what was made of them: by it a record is known to be still the one that was read. */
  readonly files_digest: string;
  /** The capture has an original that has not come: its phone may still have it, or was asked for it. Absent otherwise. */
  readonly original_is?: 'on-phone' | 'asked';
  /** How many notes stand on it (notes.ts); absent: nobody ever wrote one. */
  readonly note_count?: number;
  /** Grows by one with every edit: the precondition of the next. */
  readonly revision: number;
  /** Unix seconds after which the row is gone; only on arriving rows and deleted ones. */
  readonly expires_at?: number;
  /** ISO 8601; set on a soft-deleted photo. */
  readonly deleted_at?: string;
  /** The job that the photo was given to: nothing of it is here any more (photo-move.ts). */
  readonly moved_to?: string;
  /** The photo's place in the album, and what the album tells of it; both follow from the others (album-index.ts). */
  readonly album_sort?: string;
  readonly album_row?: string;
}

export function formatPhotoRecordKey(jobId: string, photoId: string): RecordKey {
  return { pk: formatJobKey(jobId).pk, sk: `PHOTO#${photoId}` };
}

/** How long a deleted photo can be restored: as the bucket keeps it. */
const RESTORABLE_SECONDS = 30 * 24 * 3600;

/** The `expires_at` of a photo that was deleted then. */
export function toLastRestoration(deletedAt: string): number {
  return Math.floor(Date.parse(deletedAt) / 1000) + RESTORABLE_SECONDS;
}

/** Tells whether a row is past its TTL: DynamoDB deletes late, so a reader must look itself. */
export function isExpired(row: { readonly expires_at?: number }, nowSeconds: number): boolean {
  return row.expires_at !== undefined && row.expires_at <= nowSeconds;
}

/** So much may the clocks of phone, camera and server differ before a time is called wrong. */
const MAX_AHEAD_MS = 10 * 60_000;

/** Tells whether a photo would have been taken after it arrived: some clock was wrong, and nobody should read that time as true. */
export function isTakenInFuture({ taken_at, uploaded_at }: Pick<PhotoRecord, 'taken_at' | 'uploaded_at'>): boolean {
  return Date.parse(taken_at ?? '') - Date.parse(uploaded_at ?? '') > MAX_AHEAD_MS;
}
