/**
 * The types that screens, actions and lazy parts share. Each imports them from here and none from another, so that no circle
 * of types arises.
 */
import type { TemplateResult } from 'lit-html';
import type { Job, Photo, PhotoEdit, Stage } from '../../edge/api.ts';
import type { Language, Words } from '../i18n/translate.ts';
import type { OutboxSettings, Phone, UnkeptPhoto } from '../phone.ts';
import type { AlbumLook } from './album/album-look.ts';
import type { Listings } from './listings/listings.ts';
import type { Pollers } from './listings/pollers.ts';
import type { CloseWarning } from './navigation/close-warning.ts';
import type { MayLeave } from './navigation/leaving.ts';
import type { PageRoute } from './navigation/page-route.ts';
import type { AppState, CaptureDraft, ChosenPhotos, Dialog, JobFilter, PhotoWords } from './state/app-state.ts';
import type { AppStore } from './state/app-store.ts';

/** What a person can do on the first screens. Screens call these and know nothing of how they are done. */
export interface Actions {
  /** Shows a page; `replace` leaves no step to go back to. */
  go(route: PageRoute, options?: { readonly replace?: boolean }): void;
  /** Goes back to the page of this site before; to `otherwise` where there was none. */
  goBack(otherwise: PageRoute): void;
  signIn(): void;
  /** Must be called within the input's change handler. `subject`: whose they are; default: who is signed in. */
  capture(jobId: string, files: readonly File[], subject?: string): void;
  changeDraft(change: Partial<CaptureDraft>): void;
  /** Asks the edge now for what the page shows. */
  reload(): void;
  sendNow(): void;
  showDialog(dialog: Dialog | null): void;
}

/** What a person can do once the lazy parts are loaded. */
export interface LazyActions extends Actions {
  /** Asks first when photos are only on this phone, unless `confirmed`. */
  signOut(confirmed?: boolean): void;
  moreJobs(): void;
  morePhotos(jobId: string): void;
  /** Shows the album otherwise, and looks for what is wanted of it. */
  lookAtAlbum(jobId: string, change: Partial<AlbumLook>): void;
  openLook(isOpen: boolean): void;
  /** Looks through some more pages for what is wanted. */
  lookFurther(jobId: string): void;
  /** Chooses one, or lets it go; `upTo`: all from the last one up to it. */
  choosePhoto(jobId: string, tileId: string, upTo: boolean): void;
  /** Undefined: ends choosing. */
  setChosen(chosen: ChosenPhotos | undefined): void;
  /** In the viewer: to the photo behind the open one, or before it. */
  stepPhoto(jobId: string, by: 1 | -1): void;
  search(query: string): void;
  filterJobs(change: Partial<JobFilter>): void;
  editEntry(id: string, edit: PhotoEdit): void;
  discardEntry(id: string): void;
  exportEntry(id: string): void;
  /** Gives captures to another job. */
  moveEntries(ids: readonly string[], job: Job): void;
  /** Shows a notice when it was saved, or why it was not. */
  editPhoto(jobId: string, photoId: string, edit: PhotoEdit): void;
  /** Keeps what is typed of a photo; null: lets go of it. */
  draftPhoto(photo: Photo, change: Partial<PhotoWords> | null): void;
  /** Asks the phone that took it for the original. */
  askForOriginal(jobId: string, photoId: string): void;
  noteSeen(jobId: string, photoId: string): void;
  /** For users who may delete. A deleted photo can be restored for 30 days. */
  deletePhoto(jobId: string, photoId: string): void;
  restorePhoto(jobId: string, photoId: string): void;
  /** Brings several back at once. */
  restorePhotos(jobId: string, photoIds: readonly string[]): void;
  /** Reads the history or the deleted photos of the open job: from the beginning, or the next page. */
  readDispatcherPage(more?: boolean): void;
  /** Sends it now, without Wi-Fi. */
  sendOriginal(entryId: string): void;
  changeSettings(change: Partial<OutboxSettings>): void;
  /** Null: the phone's language. Fulfils with false, and leaves all as it is, where its texts cannot be loaded. */
  chooseLanguage(language: string | null): Promise<boolean>;
  /** Tries once more to keep them. */
  keepAgain(photos: readonly UnkeptPhoto[]): void;
  /** Hands the file to the phone: into its gallery, or wherever the user wants it. */
  saveUnkept(photo: UnkeptPhoto): void;
  letGo(photos: readonly UnkeptPhoto[]): void;
  /** Keeps for a job what other apps have shared. */
  addShared(job: Job): void;
  dropShared(): void;
  /** Leaves for the form without script, to send it from there. */
  sendPlainly(photo: UnkeptPhoto): void;
  dismissNotice(id: number): void;
  dismissGone(): void;
  applyUpdate(): void;
  reloadPage(): void;
  install(): void;
}

/** What the first screens are functions of: the state, and what can be done. */
export interface View extends AppState {
  readonly actions: Actions;
  /** Null until loaded. */
  readonly lazy: LazyParts | null;
  /** Server's clock, Unix ms. */
  readonly nowMs: number;
}

/** The same for the lazy parts. */
export interface LazyView extends View {
  readonly actions: LazyActions;
  readonly parts: FurtherParts;
}

/** Parts that are loaded when they are asked for; null until they are there. */
export interface FurtherParts {
  albumTools(): AlbumTools | null;
  takeOut(): TakeOut | null;
  photoTools(): FurtherPart | null;
  notes(): FurtherPart | null;
  drawing(): FurtherPart | null;
  bookings(): FurtherPart | null;
  /** The button that opens them; nothing where there are none. */
  bookingsDoor(view: LazyView): unknown;
}

/** By which photos leave the house: the sheet, and a job on paper. */
export interface TakeOut extends FurtherPart {
  readonly report: FurtherPart;
}

/** What is drawn over the page, or in its place. */
export interface FurtherPart {
  draw(view: LazyView): TemplateResult;
}

/** What an album has for who looks through it, or does something with many photos. */
export interface AlbumTools {
  lookPanel(jobId: string, view: LazyView): TemplateResult;
  chosenBar(jobId: string, view: LazyView): TemplateResult;
  /** Stage and title for all that are chosen, while that is open. */
  sheet(view: LazyView): TemplateResult;
  readonly comparison: FurtherPart;
}

/** What the lazy parts build on. */
export interface LazyContext {
  readonly phone: Phone;
  readonly store: AppStore;
  readonly listings: Listings;
  readonly pollers: Pollers;
  readonly actions: Actions;
  readonly closeWarning: CloseWarning;
  readonly mayLeave: MayLeave;
  readonly loadWords: (language: Language) => Promise<Words>;
}

/** What the frame shows of the lazy parts. */
export interface LazyParts {
  album(view: View, jobId: string, mayAdd: boolean): TemplateResult;
  stageCounts(view: View, jobId: string): Readonly<Record<Stage, number>>;
  jobs(view: View, list: (view: View) => TemplateResult): unknown;
  /** What a card tells beside the counts: its status, when it is due, who works there. */
  jobFacts(job: Job, view: View): unknown;
  /** Beside the list of jobs: the live view, or a page for dispatchers about one job. */
  dispatcherPane(view: View): TemplateResult;
  problemsPage(view: View): TemplateResult;
  warnings(view: View): unknown;
  /** For the box that tells what waits: that this browser does not promise to keep it. */
  noPromise(view: View): unknown;
  overlays(view: View): TemplateResult;
}
