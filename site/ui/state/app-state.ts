/** All that the screens show, as one value. Screens are functions of it; only the store changes it. */
import type { AuditEvent, DeletedPhoto, Job, JobStatus, Photo, Stage } from '../../../edge/api.ts';
import type { ProblemCode } from '../../../edge/problem.ts';
import type { MessageKey } from '../../i18n/message-key.ts';
import type { Params } from '../../i18n/messages.ts';
import type { SharedPhoto } from '../../offline/shared-photos.ts';
import type { RememberedJob } from '../../outbox/entry.ts';
import type { WaitingJob } from '../../outbox/waiting-jobs.ts';
import type { OutboxSnapshot, SessionState, UnkeptPhoto, User } from '../../phone.ts';
import type { AlbumLook } from '../album/album-look.ts';
import type { AlbumWindow } from '../album/album-window.ts';
import type { JobForm } from '../job-editor/job-form.ts';
import type { PageRoute } from '../navigation/page-route.ts';
import type { LanguageState } from './language-state.ts';

/** A list that is fetched, kept, and shown again without network. */
export interface Listing<T> {
  /** Null until anything is known, also from an earlier visit. */
  readonly items: readonly T[] | null;
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Unix ms of the response that `items` are from. */
  readonly seenAtMs: number | null;
  /** Why the last refresh failed; null when it did not. */
  readonly problem: ProblemCode | null;
}

/** Which jobs a dispatcher wants to see, and in which order. */
export interface JobFilter {
  readonly status: JobStatus | null;
  readonly sort: 'created' | 'activity' | 'scheduled';
  /** Subject of somebody of the crew. */
  readonly member: string | null;
  /** Days for which they are scheduled, as this phone counts them. */
  readonly days: JobDays | null;
}

export type JobDays = 'today' | 'tomorrow' | 'week' | 'past';

/** `items`: null until the edge has answered; `next`: it has not looked everywhere. */
export interface JobSearch extends Pick<Listing<Job>, 'items' | 'next' | 'problem'> {
  readonly query: string;
}

export interface AlbumListing extends Listing<Photo> {
  /** Unix ms when the images' signatures expire. */
  readonly expiresAtMs: number;
}

/** What the worker has set for the next captures of the open job. */
export interface CaptureDraft {
  readonly stage: Stage | null;
  readonly title: string;
  readonly titleOpen: boolean;
}

/** What is typed of a photo, as the fields hold it, and what they held before. */
export interface PhotoDraft extends PhotoWords {
  readonly base: PhotoWords;
}

export interface PhotoWords {
  readonly title: string;
  readonly stage: Stage | null;
}

/** Photos of a job that are chosen, by the ids of their tiles. */
export interface ChosenPhotos {
  readonly jobId: string;
  readonly ids: ReadonlySet<string>;
  /** The one that was chosen or let go last: a range begins there. */
  readonly last: string | null;
}

export type Dialog =
  | { readonly kind: 'account' }
  | { readonly kind: 'sign-out' }
  /** What could not be kept. */
  | { readonly kind: 'unkept' }
  /** The same, and what is still being kept, before the page or the user is left. */
  | { readonly kind: 'leaving'; readonly except: UnkeptPhoto | undefined; decide(mayLeave: boolean): void }
  | { readonly kind: 'entry'; readonly id: string }
  | { readonly kind: 'discard'; readonly id: string }
  /** A dispatcher makes a job, or changes this one. */
  | { readonly kind: 'job'; readonly jobId: string | null }
  /** Links to this job for its customer. */
  | { readonly kind: 'share'; readonly jobId: string }
  /** Stage and title for all photos that are chosen. */
  | { readonly kind: 'edit-chosen'; readonly jobId: string }
  /** Before and After: these two photos; null: the pairs of the job. */
  | { readonly kind: 'compare'; readonly jobId: string; readonly ids: readonly string[] | null }
  /** Out of the house: these tiles; null: all of the job. */
  | { readonly kind: 'take-out'; readonly jobId: string; readonly ids: readonly string[] | null }
  /** To which other job these captures shall go. */
  | { readonly kind: 'move'; readonly ids: readonly string[] }
  /** Of which job the photos are that another app has shared. */
  | { readonly kind: 'shared' }
  /** Drawing on a copy of this photo. */
  | { readonly kind: 'draw'; readonly jobId: string; readonly photoId: string }
  /** Notes on this photo; null: on the job itself. */
  | { readonly kind: 'notes'; readonly jobId: string; readonly photoId: string | null }
  | { readonly kind: 'bookings' }
  | GiveDialog;

/** To which other job photos of this one shall be given. */
export interface GiveDialog {
  readonly kind: 'give';
  readonly jobId: string;
  readonly photoIds: readonly string[];
}

/** What the pages for dispatchers show of one job. */
export interface HistoryListing extends Listing<AuditEvent> {
  readonly page: 'history';
  readonly jobId: string;
}

export interface DeletedListing extends Listing<DeletedPhoto> {
  readonly page: 'deleted';
  readonly jobId: string;
}

export type DispatcherListing = HistoryListing | DeletedListing;

export interface Notice {
  readonly id: number;
  readonly tone: 'error' | 'info';
  readonly key: MessageKey;
  readonly params: Params;
  /** Offers to bring these photos back: from the deleted ones, or by what it says itself. */
  readonly undo?: { readonly jobId: string; readonly photoIds: readonly string[]; run?(): void };
}

export interface AppState extends LanguageState {
  readonly route: PageRoute;
  readonly session: { readonly state: SessionState; readonly user: User | null; readonly busy: boolean };
  readonly outbox: OutboxSnapshot;
  readonly jobs: Listing<Job>;
  /** Jobs that the edge has told of beside the list, with their album: a screen of one job depends on no list. */
  readonly openJobs?: Readonly<Record<string, Job>>;
  /** Absent: all jobs, the newest first. */
  readonly filter?: JobFilter | undefined;
  /** What the edge has found for `query` and `filter`; absent while nothing was searched for. */
  readonly search?: JobSearch | undefined;
  /** Jobs by last activity; absent before the live view was shown. */
  readonly live?: Listing<Job> | undefined;
  readonly albums: Readonly<Record<string, AlbumListing>>;
  /** Absent before the first of its pages was opened. */
  readonly dispatcherListing?: DispatcherListing | undefined;
  /** The photo that is being deleted or restored. */
  readonly busyPhotoId?: string | null;
  /** Which rows of a large album are in the document; absent until it was measured. */
  readonly albumWindow?: AlbumWindow | undefined;
  /** The tile that stays in the document whatever is seen of the album: it has the focus, or will have it. */
  readonly keptTile?: string;
  /** Absent: all of it, the newest first. */
  readonly albumLook?: AlbumLook;
  /** The choices of how the album is seen are open. */
  readonly isLookOpen?: boolean;
  /** Further pages are looked through for what is wanted. */
  readonly isLookingFurther?: boolean;
  /** Absent while none are being chosen. */
  readonly chosen?: ChosenPhotos | undefined;
  /** Ids of all photos that this page has seen in an album. */
  readonly seenPhotos?: ReadonlySet<string>;
  /** What a dispatcher has typed of jobs and not saved, by their ids; of a new one under the empty id. */
  readonly jobForms?: Readonly<Record<string, JobForm>> | undefined;
  /** Of the user's: jobs that were made on this phone and that the edge has not confirmed. */
  readonly waitingJobs?: readonly WaitingJob[];
  /** What was typed of photos in the viewer and is not saved, by their ids. */
  readonly photoDrafts?: Readonly<Record<string, PhotoDraft>> | undefined;
  /** How many notes of the user's wait on this phone; absent before that was looked for. */
  readonly unsentNotes?: number;
  readonly query: string;
  readonly draft: CaptureDraft;
  readonly dialog: Dialog | null;
  readonly notices: readonly Notice[];
  /** What screen readers say (live region). */
  readonly announcement?: string;
  /** Object URLs of the pictures on this phone, by capture id. */
  readonly previews: ReadonlyMap<string, string>;
  /** Object URLs of the small pictures of photos that are on their way, by photo id. */
  readonly firstLooks?: ReadonlyMap<string, string>;
  /** What other apps have shared on this phone and has no job yet, whosever it is. */
  readonly shared?: readonly SharedPhoto[];
  /** Of the photos that the browser has deleted: how many the user was told of. */
  readonly goneTold?: number;
  readonly updateReady?: boolean;
  readonly installable?: boolean;
}

export const NO_DRAFT: CaptureDraft = { stage: null, title: '', titleOpen: false };
export const NOTHING_LISTED: Listing<never> = { items: null, next: null, seenAtMs: null, problem: null };
/** Of what belongs to a person: nothing. The phone may be in other hands now. */
export const NOBODYS = {
  jobs: NOTHING_LISTED,
  openJobs: {},
  search: undefined,
  live: undefined,
  albums: {},
  dispatcherListing: undefined,
  query: '',
  filter: undefined,
  jobForms: undefined,
  photoDrafts: undefined,
  draft: NO_DRAFT,
  dialog: null,
  notices: [],
} as const satisfies Partial<AppState>;
export const NO_ALBUM: AlbumListing = { ...NOTHING_LISTED, expiresAtMs: 0 };

export function findJob({ jobs, openJobs }: AppState, jobId: string): Job | undefined {
  return openJobs?.[jobId] ?? jobs.items?.find(({ job_id }) => job_id === jobId);
}

/** The edge has said that it is none of the user's. */
export function isRefusedJob({ albums }: AppState, jobId: string): boolean {
  return albums[jobId]?.problem === 'access-denied';
}

/** Whether photos can be taken for a job. Of one that nothing is known of yet it is believed: a photo that is kept can be moved. */
export function mayCapture(state: AppState, jobId: string): boolean {
  if (isRefusedJob(state, jobId)) return false;
  const job = findJob(state, jobId);
  return job ? mayAddPhotos(job) : String(state.session.user?.roles) !== 'customer';
}

/** The job's name and address: as the list has them, else as this phone remembers them with a photo of that job. */
export function nameJob(state: AppState, jobId: string): RememberedJob | undefined {
  return (
    findJob(state, jobId) ?? state.outbox.entries.find((entry) => entry.jobId === jobId && entry.job)?.job ?? undefined
  );
}

export function mayAddPhotos({ status, can }: Job): boolean {
  return status === 'open' && can.includes('upload');
}

/** Tells whether the live view is shown: on its page, and for dispatchers beside the list of jobs where the screen is wide. */
export function isLiveShown({ route, session }: AppState): boolean {
  if (route.page === 'live') return true;
  return (
    route.page === 'jobs' &&
    Boolean(session.user?.roles.includes('dispatcher')) &&
    matchMedia('(min-width: 760px)').matches
  );
}
