/**
 * The ports of the edge: all that its routes may call upon. adapters/ has each of them on AWS; create-services.ts puts
 * them together.
 */
import type { JWTVerifyGetKey } from 'jose';
import type { AlbumPhoto } from '../../origin/album-row.ts';
import type { AuditLog, AuditRecord } from '../../origin/audit-log.ts';
import type { LinkRecord } from '../../origin/customer-link.ts';
import type { JobAlbumRow } from '../../origin/job-album.ts';
import type { Note, Notes, NotesPlace } from '../../origin/notes.ts';
import type { PersonRecord } from '../../origin/people.ts';
import type { PhotoName } from '../../origin/photo-key.ts';
import type { PhotoMove } from '../../origin/photo-move.ts';
import type { JobRecord, PhotoRecord, RecordKey } from '../../origin/records.ts';
import type { JobStore } from '../../origin/stored-job.ts';
import type { SeenAnnouncements } from './announcements.ts';
import type { AuditEntry } from './audit.ts';
import type { AuditBudget } from './audit-budget.ts';
import type { AwsCredentials, BucketAddress } from './aws-address.ts';
import type { LinkCount } from './count-link-files.ts';
import type { Guesses } from './guesses.ts';
import type { JobQuery } from './job-query.ts';
import type { LinkName } from './link-secret.ts';
import type { LinkSigner } from './link-token.ts';
import type { ImageKey } from './sign-album.ts';

export interface EdgeServices {
  readonly keys: KeySource;
  readonly jobs: JobRecords;
  readonly jobLists: JobLists;
  readonly jobStore: JobStore;
  readonly people: People;
  readonly photos: PhotoRecords;
  readonly links: Links;
  readonly notes: NotesStore;
  readonly auditLog: ReadableAuditLog;
  readonly auditBudget: AuditBudget;
  readonly guesses: Guesses;
  readonly bucket: UploadsBucket;
  readonly bucketAddress: BucketAddress;
  readonly unsent: UnsentMetric;
  /**
   * The keys to sign tickets and URLs with.
   * @throws {TypeError} when the function has none
   */
  readCredentials(): AwsCredentials;
  /** The machine's clock, Unix ms. */
  readClockMs(): number;
  /** 192 bits by chance, base64url. */
  createSecret(): string;
  /** Version 4. */
  createUuid(): string;
}

/** The keys as they are now: those of the issuer, or of the secret while the issuer gives no answer. */
export interface KeySource {
  readonly findKey: JWTVerifyGetKey;
  readImageKey(): Promise<ImageKey>;
  /** Of the edge's own keys, by which the tokens of links are verified. */
  readonly findLinkKey: JWTVerifyGetKey;
  readLinkSigner(): Promise<LinkSigner>;
}

/** The links of customers without an account. */
export interface Links {
  read(name: LinkName): Promise<LinkRecord | null>;
  /** In no order; among them such as have ended. */
  list(jobId: string): Promise<readonly LinkRecord[]>;
  add(link: LinkRecord, entry: AuditRecord): Promise<void>;
  /** One that is ended already stays as it is, and nothing is logged. */
  revoke(name: LinkName, revokedAt: string, entry: AuditRecord): Promise<void>;
  /** Notes the first opening of an hour on the link and in the log. */
  noteOpening(name: LinkName, openedAt: string, entry: AuditEntry): Promise<void>;
  /**
   * Counts what is added by a link, by the count as it stands at this moment.
   * @param plan what is to stand there; null: nothing new
   * @throws {AppError} when the link has ended meanwhile: `token-invalid`; and what `plan` throws
   */
  count(link: LinkRecord, plan: (standing: LinkCount) => LinkCount | null): Promise<void>;
}

/** What a change makes of notes, and which one it is about; null: nothing is to be changed. */
export type NotesPlan = (standing: readonly Note[]) => { readonly notes: readonly Note[]; readonly note: Note } | null;

/** The notes on photos and jobs. */
export interface NotesStore {
  read(place: NotesPlace): Promise<readonly Note[]>;
  /**
   * Changes the notes as they stand at this moment: their row, how many the photo or the job is said to have, the album's revision and
   * the audit entry in one transaction. Their file in the bucket follows.
   * @returns those that stand then
   * @throws {AppError} when the photo is no longer there (`not-found`), others were in the way all the time (`unavailable`), and what
   * `plan` throws
   */
  change(place: NotesPlace, plan: NotesPlan, toEntry: (note: Note) => AuditRecord): Promise<readonly Note[]>;
  /** Has the notes on a deleted photo go with it. @param expiresAt Unix seconds; null: it was restored */
  expire(place: NotesPlace, expiresAt: number | null): Promise<void>;
}

export interface CursorPage<T> {
  readonly items: readonly T[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** What a job's row holds: the job, null where nobody has made it, and what its album says. */
export interface JobRow {
  readonly job: JobRecord | null;
  readonly album: JobAlbumRow;
}

export interface JobRecords {
  readRow(jobId: string): Promise<JobRow>;
  /** Those that exist, in no order. */
  readJobs(jobIds: readonly string[]): Promise<readonly (JobRecord & JobAlbumRow)[]>;
}

/** What of whose jobs is listed. */
export interface JobListing {
  /** A subject, or EVERY_JOB. */
  readonly member: string;
  readonly cursor: string | null;
  readonly limit: number;
}

/**
 * Ids of jobs, a page at a time; a page may have fewer than there is room for, and still a next one. What is listed may be
 * behind the jobs by some seconds, so the records decide who sees what.
 */
export interface JobLists {
  /** The latest first; of a range of the schedule, the earliest. @throws {AppError} when no page has given that cursor: `bad-request` */
  listJobs(listing: JobListing & Pick<JobQuery, 'sort' | 'status' | 'scheduled'>): Promise<CursorPage<string>>;
  /** Jobs that have, for each of `words`, one that begins so. @throws {AppError} when no page has given that cursor: `bad-request` */
  findJobs(listing: JobListing & Pick<JobQuery, 'words'>): Promise<CursorPage<string>>;
}

/** Everybody who is or was in a crew. */
export interface People {
  /** @throws {AppError} when no page has given that cursor: `bad-request` */
  list(cursor: string | null): Promise<CursorPage<PersonRecord>>;
}

export interface PhotoRecords {
  /**
   * A page of an album, newest first.
   * @throws {AppError} when no page has given that cursor: `bad-request`
   */
  listAlbum(jobId: string, page: { readonly cursor: string | null; readonly limit: number }): Promise<PhotoPage>;
  /** Deleted last first; among them such as are past their TTL. */
  listDeleted(jobId: string, limit: number): Promise<readonly AlbumPhoto[]>;
  /** What is announced and has not come, in no order; among it such as is past its TTL. */
  listAnnounced(jobId: string): Promise<readonly PhotoRecord[]>;
  readPhoto(jobId: string, photoId: string): Promise<PhotoRecord | null>;
  /** Those that exist, in no order. */
  readPhotos(jobId: string, photoIds: readonly string[]): Promise<readonly PhotoRecord[]>;
  /** Reads what somebody has announced in a job, and which of these photos have come. */
  readAnnounced(announcer: Announcer, photoIds: readonly string[]): Promise<SeenAnnouncements>;
  /**
   * Announces photos that were chosen by what was seen.
   * @throws {AppError} when that person has announced too many meanwhile: `too-many-announced`
   */
  announce(announcer: Announcer, news: Announced, seen: SeenAnnouncements): Promise<void>;
  /** Makes the record of a photo that the bucket has and the table does not; one that is there meanwhile stays. */
  adopt(record: PhotoRecord): Promise<void>;
  /** The small picture of an announced photo, base64; null where there is none, or the photo has come. */
  readFirstLook(jobId: string, photoId: string, nowSeconds: number): Promise<string | null>;
  /**
   * Changes members of a record that is at `revision`, and leaves the pipeline's alone. Undefined takes one away. The audit entry of
   * it is written in the same transaction: there is neither without the other.
   * @throws {AppError} when it is at another revision: `edited-meanwhile`
   */
  change(photo: PhotoRecord, changes: PhotoChanges, { revision, entry, row }: LoggedChange): Promise<PhotoRecord>;
  /**
   * Gives a photo to another job: both rows of it, both jobs' rows and both audit entries in one transaction.
   * @returns what it is there, until its files have come
   * @throws {AppError} when it is at another revision than the one that was read: `edited-meanwhile`
   */
  move(photo: PhotoRecord, move: PhotoMove, entries: readonly AuditRecord[]): Promise<PhotoRecord>;
}

export interface Announced {
  readonly photos: readonly PhotoRecord[];
  /** By photo id, base64. */
  readonly firstLooks: ReadonlyMap<string, string>;
}

/** Who announces photos, of which job, and when. */
export interface Announcer {
  readonly jobId: string;
  readonly subject: string;
  readonly nowSeconds: number;
}

export interface PhotoPage {
  readonly photos: readonly AlbumPhoto[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface LoggedChange {
  readonly revision: number;
  readonly entry: AuditRecord;
  /** Of the job, as it was read for this request. */
  readonly row: JobRow;
}

/** What people change of a photo; the revision grows with it. */
export type PhotoChanges = {
  readonly [Name in 'title' | 'stage' | 'deleted_at' | 'expires_at' | 'original_is']?: PhotoRecord[Name] | undefined;
};

export interface ReadableAuditLog extends AuditLog {
  /** Appends an event with the row `window`, unless that is there: then an earlier event stands for this one too. */
  appendFirst(record: AuditRecord, window: RecordKey): Promise<void>;
  /** Newest first. */
  list(jobId: string, cursor: string | null): Promise<CursorPage<AuditRecord>>;
}

export interface UploadsBucket {
  /** Replaces all tags of an object; where there is none (yet, or any more), nothing. */
  setTags(key: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Writes what is to be known of a photo's move: it tells the pipeline to bring the files. */
  tellMove(move: PhotoMove): Promise<void>;
  /** Writes the file of notes. */
  writeNotes(place: NotesPlace, notes: Notes): Promise<void>;
  /** Puts a delete marker over it. */
  hideNotes(place: NotesPlace): Promise<void>;
  /** Takes the delete markers off it. */
  showNotes(place: NotesPlace): Promise<void>;
  /** Puts delete markers over all files and derived images of a photo. */
  hide(photo: PhotoName): Promise<void>;
  /** Takes the delete markers off all of them. */
  restore(photo: PhotoName): Promise<void>;
  /** The keys of a photo's files, but of those under a delete marker. */
  listFileKeys(photo: PhotoName): Promise<readonly string[]>;
}

export interface UnsentMetric {
  /** Never rejects, and takes 500 ms at most: no response must wait for it for long. */
  report(seconds: number): Promise<void>;
}
