/** What a person can do on the screens. Screens call these and know nothing of how they are done. */
import type { OutboxSettings, PhotoEdit } from '../phone.ts';
import type { PageRoute } from './navigation/page-route.ts';
import type { CaptureDraft, Dialog } from './state/app-state.ts';

/** On the first screens. */
export interface Actions {
  /** Shows a page; `replace` leaves no step to go back to. */
  go(route: PageRoute, options?: { readonly replace?: boolean }): void;
  /** Goes back to where one came from within the site; from elsewhere, to `otherwise`. */
  goBack(otherwise: PageRoute): void;
  signIn(): void;
  /** Must be called within the input's change handler. */
  capture(jobId: string, files: readonly File[]): void;
  changeDraft(change: Partial<CaptureDraft>): void;
  /** Looks again now at what the page shows. */
  reload(): void;
  sendNow(): void;
  showDialog(dialog: Dialog | null): void;
}

/** On those that are loaded after the first. */
export interface LazyActions extends Actions {
  /** Asks first when photos are only on this phone, unless `confirmed`. */
  signOut(confirmed?: boolean): void;
  moreJobs(): void;
  morePhotos(jobId: string): void;
  search(query: string): void;
  editEntry(id: string, edit: PhotoEdit): void;
  discardEntry(id: string): void;
  exportEntry(id: string): void;
  /** Tells whether it was saved or why not. */
  editPhoto(jobId: string, photoId: string, edit: PhotoEdit): void;
  /** For who may delete: a deleted photo can be restored for 30 days. */
  deletePhoto(jobId: string, photoId: string): void;
  restorePhoto(jobId: string, photoId: string): void;
  /** Asks again for what the dispatcher's page shows, from its beginning or its next page. */
  readDispatcherPage(more?: boolean): void;
  /** Does not wait for Wi-Fi. */
  sendOriginal(entryId: string): void;
  changeSettings(change: Partial<OutboxSettings>): void;
  /** Null: like the phone. */
  chooseLanguage(language: string | null): void;
  /** Leaves for the way without script: for a photo of the open job that this phone would not keep. */
  sendPlainly(): void;
  dismissNotice(id: number): void;
  applyUpdate(): void;
  install(): void;
}
