/**
 * What the dashboard's screens may ask of the phone. `createPhone` (site/create-phone.ts) makes all of it. Failures are an AppError of edge/problem.ts (a lost network is `unavailable`), or, where a picture
 * cannot even be kept on the phone, a CaptureError of outbox/capture-error.ts.
 */
import type { Album, Job, JobList, JobStatus, Location, Photo, PhotoEdit, Stage } from '../edge/api.ts';
import type { CaptureErrorCode } from './outbox/capture-error.ts';
import type { EntryView, OutboxCounts, PauseReason, RememberedJob } from './outbox/entry.ts';
import type { WaitingJobs } from './outbox/waiting-jobs.ts';

export interface Phone {
  readonly session: Session;
  readonly api: Api;
  readonly outbox: Outbox;
  /** Jobs that were made here and that the edge has not confirmed. Fulfils when the sender is loaded. */
  readonly waitingJobs: Promise<WaitingJobs>;
}

export interface PhoneOptions {
  /** Where site/outbox/shrink-worker.ts is served as a module worker; default `/shrink-worker.js`. */
  readonly shrinkWorkerUrl?: string;
}

/**
 * Opens the database and the outbox, and sends from then on. Resolves without network, also on a first visit.
 * The service worker calls `sendInBackground` (site/sender/send-in-background.ts) in its `sync` handler.
 */
export type CreatePhone = (options?: PhoneOptions) => Promise<Phone>;

/** Content of the site's `/config.json`. */
export interface SiteConfig {
  /** OpenID Connect issuer; its discovery document tells the endpoints. */
  readonly issuer: string;
  readonly client_id: string;
  /** Space separated; default `openid profile offline_access`. */
  readonly scopes?: string;
  /** RFC 8707 resource, for issuers that make JWT access tokens only for a named one. */
  readonly resource?: string | null;
  /** Path of the page that the issuer sends the browser back to; default `/`. */
  readonly redirect_path?: string;
  /** Claims with the roles and the name; default the first of `roles`, `cognito:groups`, and of `name`, `username`. */
  readonly roles_claim?: string;
  readonly name_claim?: string;
  /** What customers know the company by. */
  readonly company?: string | null;
  /** Customers book and pay here. */
  readonly payments?: true;
}

export interface User {
  readonly subject: string;
  readonly name: string;
  /** As the token says; for what the screen offers, never for what is allowed. */
  readonly roles: readonly string[];
}

/** `expired`: the user is known and captures, but nothing is sent until they sign in again. */
export type SessionState = 'signed-in' | 'expired' | 'signed-out';

/** Who is using this phone. Works offline: the last user is remembered until they sign out. */
export interface Session {
  readonly state: SessionState;
  readonly user: User | null;
  /** Calls `listener` after every change of state or user, also one made in another tab; returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  /**
   * Leaves for the issuer's page, to return to `returnTo` (a path of this site; default: here). Asks `mayLeave` at the last
   * moment, and stays where it says no.
   */
  signIn(returnTo?: string, mayLeave?: () => Promise<boolean>): Promise<void>;
  /** Tells whether the page was opened by the issuer's response (`code` and `state` in its query). */
  isSignInResponse(url: URL): boolean;
  /** Exchanges the response for tokens. Returns the path to show (replace the history entry with it).
   * @throws {AppError} when this phone did not ask for the response (`token-invalid`), or has no network (`unavailable`) */
  completeSignIn(url: URL): Promise<string>;
  /** Forgets tokens and user. Unsent photos stay and wait for their user: ask before, with `outbox.snapshot().counts.waiting`. */
  signOut(): Promise<void>;
  /** A bearer token that is good for at least 60 s, refreshed if need be.
   * @throws {AppError} when the user must sign in (`token-missing`, `token-expired`), or there is no network (`unavailable`) */
  token(): Promise<string>;
}

/** A response that may be unchanged since the one whose `etag` was given. */
export type Fresh<T> =
  | { readonly changed: true; readonly value: T; readonly etag: string | null }
  | { readonly changed: false };

export interface PageOptions {
  readonly cursor?: string;
  /** Of the response at hand: `{changed: false}` if it still is the truth. */
  readonly etag?: string;
}

export interface AlbumOptions extends PageOptions {
  /** Only these photos, wherever in the album they stand: 1–20 ids, commas between them. */
  readonly ids?: string;
}

export interface JobsOptions extends PageOptions {
  /** What the jobs are searched for. */
  readonly q?: string;
  readonly sort?: 'created' | 'activity' | 'scheduled';
  readonly status?: JobStatus;
  /** Only jobs of this person. */
  readonly member?: string;
  readonly job_id?: string;
  /** Scheduled from then, and before then; ISO 8601. */
  readonly from?: string;
  readonly until?: string;
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** The edge, by fetch. Every method rejects with an AppError. */
export interface Api {
  jobs(options?: JobsOptions): Promise<Fresh<JobList>>;
  album(jobId: string, options?: AlbumOptions): Promise<Fresh<Album>>;
  /** @throws {AppError} when `revision` is no longer the photo's (`edited-meanwhile`), and as every method */
  editPhoto(jobId: string, photo: Pick<Photo, 'photo_id' | 'revision'>, edit: PhotoEdit): Promise<Photo>;
  /** Any other route: a response that is no failure. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Server's clock, Unix ms: the phone's own, corrected by the `Date` of the last response. */
  now(): number;
}

/** What can be changed of a photo that is still on this phone. */
export interface EntryEdit extends PhotoEdit {
  /** The original goes now, and waits for no Wi-Fi. */
  readonly originalNow?: true;
  readonly job?: RememberedJob;
}

export interface CaptureOptions {
  readonly job?: RememberedJob;
  readonly title?: string;
  readonly stage?: Stage;
  /** Whose pictures they are; default: who is signed in. */
  readonly subject?: string;
  /** Drawings on a copy of this photo of the job. */
  readonly drawnOn?: string;
}

/** A picture as it was chosen: whose it is, of which job, when, and under which labels stands from then on. */
export interface ChosenPhoto extends Pick<CaptureOptions, 'drawnOn'> {
  /** Null: nobody was signed in. */
  readonly subject: string | null;
  readonly jobId: string;
  readonly job: RememberedJob | null;
  readonly file: File;
  readonly title: string | null;
  readonly stage: Stage | null;
  /** Unix ms, phone's clock. */
  readonly chosenAtMs: number;
  /** Server's clock minus the phone's then, ms; null when not known. */
  readonly skewMs: number | null;
}

/** A picture that could not be kept: only this page has it. */
export interface UnkeptPhoto extends ChosenPhoto {
  readonly code: CaptureErrorCode;
  /** It is safe until the page is loaded anew, which then keeps it. */
  readonly isHandedOver: boolean;
}

/** What is kept of the worker's wishes, on this phone. */
export interface OutboxSettings {
  /** `never`: the shrunk working copy only. `wifi`: the original follows once on Wi-Fi (where the browser tells). `always`: the original instead. */
  readonly originals: 'never' | 'wifi' | 'always';
  /** Consent to send where the picture was taken. */
  readonly sendLocation: boolean;
}

export interface StorageHealth {
  /** The browser promised not to evict; false: refused or unknown, say so. */
  readonly persisted: boolean;
  /** Bytes left for this site; null where the browser does not tell. */
  readonly freeBytes: number | null;
  /** Under 200 MB left. */
  readonly low: boolean;
}

export interface OutboxSnapshot {
  /** Of the current user, oldest first, all jobs. */
  readonly entries: readonly EntryView[];
  readonly counts: OutboxCounts;
  /** Pictures that were chosen and are not yet safe: whoever leaves the page now loses them. */
  readonly saving: number;
  /** Of the current user: chosen, and not kept. */
  readonly unkept: readonly UnkeptPhoto[];
  /** Another tab runs a newer version of the site: this page sees and keeps nothing any more, until it is loaded anew. */
  readonly isOutdated: boolean;
  /** Photos that were only on this phone when the browser deleted what this site had kept. */
  readonly gone: number;
  /** Why nothing is being sent although something waits; null otherwise. */
  readonly paused: PauseReason | null;
  /** Bytes that this phone has sent for photos, failed attempts included. */
  readonly dataUsedBytes: number;
  readonly settings: OutboxSettings;
  /** Null until first asked of the browser. */
  readonly storage: StorageHealth | null;
}

/** Photos that this phone holds until their job has them. */
export interface Outbox {
  /**
   * Keeps pictures. Call it first thing in the input's `change` handler. One promise a file, in order; each fulfils
   * with the entry's id when the bytes are in IndexedDB and were read back equal: only then say "Saved on this phone".
   * Each rejects with a CaptureError, and is then in the snapshot's `unkept`.
   */
  capture(jobId: string, files: readonly File[], options?: CaptureOptions): readonly Promise<string>[];
  /** Keeps what was chosen earlier; of `unkept`: tries once more. */
  keep(photos: readonly ChosenPhoto[]): readonly Promise<string>[];
  /** Drops these of `unkept`: they are nowhere then. */
  letGo(photos: readonly UnkeptPhoto[]): void;
  snapshot(): OutboxSnapshot;
  /** Calls `listener` at once and after every change, also those made by another tab; returns the unsubscriber. */
  subscribe(listener: (snapshot: OutboxSnapshot) => void): () => void;
  /** A small picture of the entry; the picture itself where the phone can draw no small one; null while there is none to show. */
  preview(id: string): Promise<Blob | null>;
  /** Title and stage; works offline and while sending: an edit made too late for the ticket follows as an edit of the photo. */
  edit(id: string, edit: EntryEdit): Promise<void>;
  /** Ends every wait of a backoff, and tries stuck entries once more. */
  sendNow(): void;
  /**
   * Takes over what the edge has just said of the user's jobs: what it refused in a job to which the user may now add is
   * tried again.
   */
  noteJobs(jobs: readonly Job[]): void;
  /**
   * Gives a photo to another job of its owner, whole or not at all. What the first job has got of it, a preview at most, stays
   * there. False where it had been delivered already, or had gone: then nothing changed.
   */
  moveToJob(id: string, job: Job): Promise<boolean>;
  /** Deletes the entry's bytes from this phone. The only way in which an unsent photo goes; ask first. */
  discard(id: string): Promise<void>;
  /** The original as a file, for the share sheet or a download. */
  exportPhoto(id: string): Promise<File>;
  changeSettings(change: Partial<OutboxSettings>): Promise<void>;
}

/** Where the phone is; null when it does not know within a few seconds, or may not say. */
export type Locate = () => Promise<Location | null>;
