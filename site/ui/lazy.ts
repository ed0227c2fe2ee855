/**
 * The lazy parts: what the first capture does not need. Album, viewer, live view, sheets, notices, and what runs beside the
 * screens. Loaded as soon as the first screen is shown; the service worker keeps them for the next visit.
 */
import { html, nothing } from 'lit-html';
import type { Photo } from '../../edge/api.ts';
import { formatMoment } from '../i18n/format.ts';
import type { EntryView } from '../outbox/entry.ts';
import { takeOver } from '../outbox/hand-over.ts';
import { createLazyActions } from './actions/create-lazy-actions.ts';
import { albumOf, stageCountsOf } from './album/album.ts';
import { createFirstLooks } from './album/first-looks.ts';
import { followChoosing } from './album/follow-choosing.ts';
import { followOutbox } from './album/follow-outbox.ts';
import { followWindow } from './album/follow-window.ts';
import { createJobNaming } from './album/name-jobs.ts';
import { createPreviews } from './album/previews.ts';
import { createBookingsDoor } from './bookings/bookings-door.ts';
import { keepCaptureDrafts } from './capture/capture-draft.ts';
import { followDrops } from './capture/follow-drops.ts';
import { showShared } from './capture/shared-photos.ts';
import type { FurtherPart, FurtherParts, LazyActions, LazyContext, LazyParts, LazyView, View } from './context.ts';
import { dispatcherPane } from './dispatcher/dispatcher-pane.ts';
import { createLivePoller } from './dispatcher/live-poller.ts';
import { followWaitingJobs } from './job-editor/follow-waiting-jobs.ts';
import { createEditorLoader } from './job-editor/load-editor.ts';
import { joinPages } from './listings/join-pages.ts';
import { keepSeen } from './listings/keep-seen.ts';
import { followOnlyJob } from './listings/only-job.ts';
import { keepFocus } from './navigation/keep-focus.ts';
import { moveFocus } from './navigation/move-focus.ts';
import { foundJobs } from './screens/found-jobs.ts';
import { jobFacts } from './screens/job-facts.ts';
import { problemsPage } from './screens/problems.ts';
import { languageChoice } from './shell/account.ts';
import { dialogs } from './shell/dialogs.ts';
import { followKeyboard } from './shell/follow-keyboard.ts';
import { followLanguage } from './shell/follow-language.ts';
import { followLeaving } from './shell/follow-leaving.ts';
import { createSiteUpdates } from './shell/follow-updates.ts';
import { createInstallOffer } from './shell/install-offer.ts';
import { notices } from './shell/notices.ts';
import { createPartLoader } from './shell/part-loader.ts';
import { sheet } from './shell/sheet.ts';
import { noPromise, warnings } from './shell/warnings.ts';
import type { AppState, Dialog } from './state/app-state.ts';
import type { AppStore } from './state/app-store.ts';
import { viewer } from './viewer/viewer.ts';
import './album/thumb-hash.ts';

/** Resolves when what was seen last is shown, so that no empty list flashes up before it. */
export async function createLazyParts(context: LazyContext): Promise<LazyParts> {
  const { phone, store, listings } = context;
  const reloadPage = createReload(context);
  const updates = createSiteUpdates({
    container: navigator.serviceWorker,
    url: '/service-worker.js',
    ready: () => store.update({ updateReady: true }),
    reload: reloadPage,
  });
  const installOffer = createInstallOffer((installable) => store.update({ installable }));
  const actions = createLazyActions({ ...context, updates, installOffer, reloadPage });
  const previews = createPreviews(phone.outbox, (urls) => store.update({ previews: urls }));
  const firstLooks = createFirstLooks(phone.api, (urls) => store.update({ firstLooks: urls }));
  const nameJobs = createJobNaming(phone.outbox);
  const seen = keepSeen(store, globalThis.caches);
  const livePoller = createLivePoller({ store, api: phone.api, listings, seen });

  listings.keepPages(joinPages);
  followPage(context, actions);
  followState(store, (state, before) => {
    if (state.outbox !== before?.outbox || state.albums !== before.albums) {
      previews.follow(state.outbox.entries.filter((entry) => entry.isPrepared && !hasThumbnail(entry, state)));
    }
    firstLooks.follow(state);
    livePoller.follow(state);
    nameJobs(state);
  });
  followOpenJob(store, phone.outbox);
  followWaitingJobs(context);
  await seen.recall();
  followOnlyJob(store, actions);
  void keepLanguage(context).then(updates.start);
  takeUp(context);
  // Makes the formatter that a tile needs: that takes a weak phone 30 ms, which would delay the label "Saved".
  formatMoment(0, store.get().words.language);
  const parts = createFurtherParts({ ...context, actions });
  // Notes that wait on this phone: the part sends them.
  if (localStorage.getItem('unsent-notes')) parts.notes();
  return toLazyParts((view) => ({ ...view, actions, parts }), createEditorLoader({ ...context, actions }));
}

function keepLanguage({ store, loadWords }: LazyContext): Promise<void> {
  return followLanguage({ store, loadWords, storage: globalThis.caches, container: navigator.serviceWorker });
}

/** Follows what happens on the page, and to what is drafted and chosen there. */
function followPage({ store, pollers }: LazyContext, actions: LazyActions): void {
  keepCaptureDrafts(store);
  followLeaving(store);
  followOutbox(store, pollers.refreshAlbum);
  followDrops(store, actions);
  followWindow(store);
  keepFocus(document);
  followKeyboard(visualViewport, window);
  followChoosing(document, store, actions);
}

/** What was left for this page to keep: by an older one, or by another app. */
function takeUp(context: LazyContext): void {
  for (const taken of [takeOver(context.phone.outbox), showShared(context)]) void taken.catch(() => undefined);
}

/** Loads the page anew, as soon as nothing is lost by it. */
function createReload({ mayLeave, closeWarning }: LazyContext): () => void {
  return async () => {
    if (!(await mayLeave())) return;
    closeWarning.suspend();
    location.reload();
  };
}

/** @param follow gets what was before; null: nothing was */
function followState(store: AppStore, follow: (state: AppState, before: AppState | null) => void): void {
  store.subscribe((state, before) => {
    if (state.albums !== before.albums) noteSeen(store, before.albums);
    follow(state, before);
    if (state.route !== before.route) moveFocus(state.route, before.route);
  });
  noteSeen(store);
  follow(store.get(), null);
}

/** Each time that the edge has confirmed the open job, the outbox is told that it takes photos, or that it does not. */
function followOpenJob(store: AppStore, outbox: LazyContext['phone']['outbox']): void {
  store.subscribe(({ route, albums, openJobs }, before) => {
    if (route.page !== 'job') return;
    const { jobId } = route;
    const album = albums[jobId];
    const job = openJobs?.[jobId];
    const isConfirmed = album !== before.albums[jobId] && album?.seenAtMs !== before.albums[jobId]?.seenAtMs;
    if (job && isConfirmed && album?.problem === null) outbox.noteJobs([job]);
  });
}

function createFurtherParts(context: LazyContext & { readonly actions: LazyActions }): FurtherParts {
  const load = <Part>(part: () => Promise<Part>, givenUp: Partial<AppState> = { dialog: null }) =>
    createPartLoader(context.store, part, givenUp);
  return {
    albumTools: load(async () => (await import('./album-tools/album-tools.ts')).createAlbumTools(context), {
      isLookOpen: false,
      chosen: undefined,
      dialog: null,
    }),
    photoTools: load(async () => (await import('./photo-tools/photo-tools.ts')).createPhotoTools(context)),
    notes: load(async () => (await import('./notes/notes.ts')).createNotes(context)),
    drawing: load(async () => (await import('./drawing/drawing.ts')).createDrawing(context)),
    takeOut: load(async () => (await import('./take-out/take-out.ts')).createTakeOut(context)),
    bookings: load(async () => (await import('./bookings/bookings.ts')).createBookings(context)),
    bookingsDoor: createBookingsDoor(context.store),
  };
}

function toLazyParts(
  toLazyView: (view: View) => LazyView,
  editorSheet: ReturnType<typeof createEditorLoader>,
): LazyParts {
  return {
    album: (view, jobId, mayAdd) => albumOf(toLazyView(view), jobId, mayAdd),
    stageCounts: stageCountsOf,
    jobs: (view, list) => foundJobs(toLazyView(view), list),
    jobFacts,
    dispatcherPane: (view) => dispatcherPane(toLazyView(view)),
    problemsPage,
    warnings: (view) => warnings(toLazyView(view)),
    noPromise,
    overlays(firstView) {
      const view = toLazyView(firstView);
      if (view.session.state === 'signed-out') return html`${languageChoice(view)} ${notices(view)}`;
      // An open viewer has the notices itself: nobody sees or hears what is behind a modal dialog.
      return html`${viewer(view) ?? notices(view)} ${dialogs(view)} ${editorSheet(view)}
        ${view.chosen ? view.parts.albumTools()?.sheet(view) : nothing} ${furtherDialog(view)}`;
    },
  };
}

/** A dialog of a part that is loaded when it is opened first. */
function furtherDialog(view: LazyView): unknown {
  const { dialog, parts, words } = view;
  const part = findPart(dialog?.kind, parts);
  if (part === undefined) return nothing;
  return part?.draw(view) ?? sheet(words.say('load.busy'), html``, view);
}

/** Undefined: the dialog is of no such part; null: it is not loaded yet. */
function findPart(kind: Dialog['kind'] | undefined, parts: FurtherParts): FurtherPart | null | undefined {
  if (kind === 'compare') return parts.albumTools()?.comparison ?? null;
  if (kind === 'take-out') return parts.takeOut();
  if (kind === 'notes') return parts.notes();
  if (kind === 'draw') return parts.drawing();
  if (kind === 'bookings') return parts.bookings();
  return kind === 'give' ? parts.photoTools() : undefined;
}

/** Remembers which photos this page has seen in an album. Mostly there is no new one, and then nothing is made anew of it. */
function noteSeen(store: AppStore, before?: AppState['albums']): void {
  const { albums, seenPhotos } = store.get();
  const lists = Object.entries(albums).filter(([jobId, { items }]) => items !== before?.[jobId]?.items);
  const photos = lists.flatMap(([, { items }]) => items ?? []);
  const isNew = ({ state, photo_id }: Photo) => state !== 'arriving' && !seenPhotos?.has(photo_id);
  const added = photos.filter(isNew).map(({ photo_id }) => photo_id);
  if (added.length > 0) store.update({ seenPhotos: new Set([...(seenPhotos ?? []), ...added]) });
}

/** Tells whether the job shows the photo, so that the phone need not hold its picture any longer. */
function hasThumbnail({ jobId, photoId, state }: EntryView, { albums }: AppState): boolean {
  if (state !== 'in-job') return false;
  return albums[jobId]?.items?.some((photo) => photo.photo_id === photoId && photo.thumb_url !== null) ?? false;
}
