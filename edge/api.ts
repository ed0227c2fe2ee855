/**
 * The HTTP contract: what the dashboard, a phone's Shortcut or curl send and get. Same origin, JSON in snake_case,
 * errors as `application/problem+json` (problem.ts). Every route wants `Authorization: Bearer <JWT>`, but for the site,
 * `/form`, where the token comes in the body and pages come back, and `/links/open`, which gives one out.
 */
import type { AuditRecord } from '../origin/audit-log.ts';
import type { PhotoType } from '../origin/photo-key.ts';
import {
  type FilePart,
  type Location,
  MAX_TITLE_LENGTH,
  type NamedFiles,
  type PhotoFile,
  type PhotoState,
  type Stage,
  type UnreadableReason,
} from '../origin/records.ts';
import type { Job } from './job-api.ts';
import type { MovedPhoto, PhotoMarks } from './photo-api.ts';

export {
  EXTENSION_BY_TYPE,
  isJobId,
  isPhotoId,
  isPhotoType,
  type PhotoType,
} from '../origin/photo-key.ts';
export {
  type Location,
  type NamedFiles,
  type PhotoState,
  STAGES,
  type Stage,
  UNREADABLE_REASONS,
  type UnreadableReason,
} from '../origin/records.ts';
export type { CrewMember, Job, JobChange, JobFacts, JobList, JobStatus, NewJob, PeopleList } from './job-api.ts';
export type {
  CustomerLink,
  LinkAlbum,
  LinkJob,
  LinkList,
  LinkOpening,
  LinkPhoto,
  MadeLink,
  NewLink,
  OpenedLink,
} from './link-api.ts';

export const ROUTES = {
  uploadUrl: '/upload-url',
  upload: '/upload',
  /** For a browser without script: job and token in a form's body, a page back. */
  form: '/form',
  photos: '/photos',
  deleted: '/photos/deleted',
  jobs: '/jobs',
  audit: '/audit',
  people: '/people',
} as const;

/** On every request of a phone that has kept a photo for too long: whole seconds that its oldest unsent one has waited. */
export const UNSENT_HEADER = 'x-unsent-for';
export const UNSENT_TOO_LONG_SECONDS = 2 * 3600;

/** Bounds that both sides check. */
export const LIMITS = {
  /** Captures in one POST /upload-url. */
  maxPhotosPerRequest: 20,
  maxPhotoBytes: 50 * 1024 * 1024,
  /** Unicode code points. */
  maxTitleLength: MAX_TITLE_LENGTH,
  /** The client's capture id: 8–64 of `[A-Za-z0-9_-]`. */
  captureId: /^[A-Za-z0-9_-]{8,64}$/,
  ticketLifeSeconds: 900,
} as const;

/** Bounds of a first look: decoded, and each way in px. Apart from LIMITS, which weighs before the first capture. */
export const FIRST_LOOK = { maxBytes: 6144, maxEdge: 320 } as const;

/** A PDF is drawn, and that costs what it weighs. */
export const MAX_PDF_BYTES = 20 * 1024 * 1024;

/** What a client says of one photo that it wants to send. */
export interface Capture {
  /** Chosen once, when the picture was taken: asking again with it gives the same key. */
  readonly id: string;
  readonly type: PhotoType;
  /** Bytes. Required in POST: the ticket then takes exactly so many. */
  readonly size: number;
  readonly title?: string;
  readonly stage?: Stage;
  /** ISO 8601 with offset. */
  readonly taken_at?: string;
  /** Of the bytes that will be sent, 64 hex digits. S3 refuses others. What they are of the photo: `part`, else the photo. */
  readonly sha256?: string;
  readonly part?: FilePart;
  /** SHA-256 of all files of this capture. What the first to arrive names is the promise: later ones are the photo's own only if named. */
  readonly files?: NamedFiles;
  readonly location?: Location;
  /** A drawing on a copy of this photo of the job: for who may edit there. */
  readonly drawn_on?: string;
  /** Only with POST: a small JPEG of it, base64, shown while the photo is on its way. */
  readonly first_look?: string;
}

/** Body of POST /upload-url. */
export interface TicketRequest {
  readonly job_id: string;
  /** 1–20. */
  readonly photos: readonly Capture[];
  /** POST, a form (default), or PUT, a presigned S3 PUT. */
  readonly method?: 'POST' | 'PUT';
  /** The photos are announced, with their first looks, and no ticket is issued: before their copies are made, and hashed. */
  readonly announce_only?: true;
}

/** Permission to store one photo. GET /upload-url responds with one, POST `{tickets}` in the order of the request. */
export interface Ticket {
  readonly photo_id: string;
  readonly key: string;
  readonly method: 'POST' | 'PUT';
  /** Where to send: with POST the same-origin `/upload` or, if so configured, S3 itself. */
  readonly url: string;
  /** The bucket's own URL, which takes the same fields. */
  readonly s3_url: string;
  /** POST: the form's fields, to be sent in any order before `file`. PUT: empty. */
  readonly fields: Readonly<Record<string, string>>;
  /** PUT: the headers that must be sent as they are. POST: absent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly max_bytes: number;
  /** Seconds from the server's now: for phones whose clock is wrong. */
  readonly expires_in: number;
  /** ISO 8601. */
  readonly expires_at: string;
}

export interface TicketResponse {
  readonly tickets: readonly Ticket[];
}

/** A file of a photo beside the one that is shown. */
export interface FileOfPhoto
  extends Pick<PhotoFile, 'part' | 'key' | 'sha256' | 'bytes' | 'type' | 'uploaded_by' | 'uploaded_by_name'> {
  readonly uploaded_at: string;
  readonly url: string;
}

/** One photo of GET /photos, and the response of PATCH /photos/{photo_id}. Unknown facts are null. */
export interface Photo extends PhotoMarks {
  readonly photo_id: string;
  readonly key: string;
  /** Which file is shown: the first whole one. Null where it is not known yet. */
  readonly part: FilePart | null;
  readonly state: PhotoState;
  /** Why there is no image of it; only where `state` is `unreadable`. */
  readonly unreadable_reason?: UnreadableReason;
  readonly title: string | null;
  readonly stage: Stage | null;
  readonly taken_at: string | null;
  readonly taken_at_source: 'exif' | 'client' | 'arrival' | null;
  /** `taken_at` lies more than 10 min after `uploaded_at`: a clock was wrong. Absent otherwise. */
  readonly taken_at_in_future?: true;
  readonly uploaded_at: string | null;
  /** Subject of who sent it. Null to customers, as the name is. */
  readonly uploaded_by: string | null;
  readonly uploaded_by_name: string | null;
  readonly type: PhotoType;
  readonly bytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** ThumbHash, base64. */
  readonly placeholder: string | null;
  /** The file ends before its picture does: what is there is shown. Absent otherwise. */
  readonly is_cut_off?: true;
  /** While arriving: GET /photos/{photo_id}/first-look has a small picture of it. Absent otherwise. */
  readonly first_look?: true;
  /** Same-origin and signed; null while arriving. To customers it is the preview. Good until the album's `expires_at`. */
  readonly url: string | null;
  readonly thumb_url: string | null;
  readonly preview_url: string | null;
  readonly sha256: string | null;
  /** Whether these bytes are those that the phone promised at capture; null when it promised none; of a drawing false. */
  readonly verified: boolean | null;
  /** The original that followed the copy shown. Absent where there is none, and to customers, as the later uploads are. */
  readonly original?: FileOfPhoto;
  /** What else was sent under the same capture, in the order of its arrival: it never stands in the photo's place. */
  readonly later_uploads?: readonly FileOfPhoto[];
  readonly has_more_uploads?: true;
  readonly camera: string | null;
  /** The original has not come: the phone may still have it, or was asked for it. Absent otherwise, and to customers. */
  readonly original_is?: 'on-phone' | 'asked';
  /** Null to customers. */
  readonly location: Location | null;
  /** For `If-Match` when editing. */
  readonly revision: number;
}

/**
 * Response of GET /photos?job_id=…[&cursor=…]: what was taken last first; with `&ids=…` just these. The ETag is not of the URLs: once
 * `expires_at` is near, ask without If-None-Match.
 */
export interface Album {
  readonly job_id: string;
  /** The job itself, without its cover; null where nobody has made it, and only a token names it. Not with `ids`. */
  readonly job?: Job | null;
  /** What the caller may do here now. Not with `ids`. */
  readonly can?: Job['can'];
  readonly photos: readonly Photo[];
  /** ISO 8601: when the signed URLs end. */
  readonly expires_at: string;
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
  /** Ids of photos that the caller has sent and somebody has deleted, deleted last first, 250 at most; absent if there is none. */
  readonly deleted?: readonly string[];
  /** Of those asked for by `ids`, what the caller has sent and somebody has given to another job; absent if there is none. */
  readonly moved?: readonly MovedPhoto[];
}

/** A photo that was deleted, without URLs. */
export interface DeletedPhoto extends Photo {
  /** ISO 8601. */
  readonly deleted_at: string;
  /** ISO 8601: until then it can be restored. */
  readonly restorable_until: string;
}

/** Response of GET /photos/deleted?job_id=…: deleted last first, 250 at most. */
export interface DeletedAlbum {
  readonly job_id: string;
  readonly photos: readonly DeletedPhoto[];
}

/** Body of PATCH /photos/{photo_id}?job_id=…, with `If-Match: "{revision}"`. Responds with the Photo. Null removes. */
export interface PhotoEdit {
  readonly title?: string | null;
  readonly stage?: Stage | null;
}

/** One event in a job's audit log. */
export type AuditEvent = Omit<AuditRecord, 'pk' | 'sk' | 'job_id'>;

/** Response of GET /audit?job_id=…[&cursor=…]: newest first, 100 a page. */
export interface AuditPage {
  readonly job_id: string;
  readonly entries: readonly AuditEvent[];
  readonly next?: string;
}
