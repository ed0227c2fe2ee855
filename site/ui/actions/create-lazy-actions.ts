/** What the buttons of the lazy parts do. */
import { type Job, type Photo, type PhotoEdit, ROUTES } from '../../../edge/api.ts';
import type { Outbox, UnkeptPhoto } from '../../phone.ts';
import { createLookActions } from '../album/look-actions.ts';
import { saveFile } from '../album/save-file.ts';
import { openPlainForm } from '../capture/open-plain-form.ts';
import { createSharedActions } from '../capture/shared-photos.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import { createDispatcherActions } from '../dispatcher/dispatcher-actions.ts';
import { changeAlbum } from '../listings/change-album.ts';
import { changeFilter } from '../listings/job-filter.ts';
import { createJobSearcher } from '../listings/job-search.ts';
import { addJobs, addPhotos } from '../listings/more-pages.ts';
import { clearSeen } from '../listings/seen-cache.ts';
import type { SiteUpdates } from '../shell/follow-updates.ts';
import type { InstallOffer } from '../shell/install-offer.ts';
import { tellBriefly, withoutNotice } from '../shell/tell-briefly.ts';
import { NOTHING_LISTED } from '../state/app-state.ts';
import { withNotice } from '../state/with-notice.ts';
import { withPhotoDraft } from '../viewer/photo-drafts.ts';
import { stepPhoto } from '../viewer/step-photo.ts';
import { createLanguageChoice } from './choose-language.ts';
import { attempt, tellProblem } from './tell-problem.ts';

export interface LazyActionOptions extends LazyContext {
  readonly updates: SiteUpdates;
  readonly installOffer: InstallOffer;
  readonly reloadPage: () => void;
}

export function createLazyActions(options: LazyActionOptions): LazyActions {
  const { phone, store, actions, updates, installOffer } = options;
  const { api } = phone;
  const searcher = createJobSearcher(store, api);
  return {
    ...actions,
    ...createDispatcherActions(options),
    ...createEntryActions(options),
    ...createLookActions(options, localStorage),
    ...createUnkeptActions(options),
    ...createSharedActions(options),
    ...createAccountActions(options),
    moreJobs: () => attempt(store, store.get().search ? searcher.more() : addJobs(store, api)),
    morePhotos: (jobId) => attempt(store, addPhotos(jobId, store, api)),
    stepPhoto: (jobId, by) => attempt(store, stepPhoto({ store, api, actions }, jobId, by)),
    search: searcher.search,
    filterJobs: (change) => searcher.filter(changeFilter(store.get().filter, change)),
    draftPhoto: (photo, change) => store.update(withPhotoDraft(photo, change)),
    editPhoto(jobId, photoId, change) {
      const photo = store.get().albums[jobId]?.items?.find((candidate) => candidate.photo_id === photoId);
      if (photo) void editPhoto(options, { jobId, photo, change });
    },
    askForOriginal: (jobId, photoId) => attempt(store, tellPhoto(options, jobId, `${photoId}/original`)),
    // Whoever opens it next notes it, where this cannot.
    noteSeen: (jobId, photoId) => void tellPhoto(options, jobId, `${photoId}/seen`).catch(() => undefined),
    dismissNotice: (id) => store.update(withoutNotice(id)),
    dismissGone: () => store.update(({ outbox }) => ({ goneTold: outbox.gone })),
    async applyUpdate() {
      if (await options.mayLeave()) updates.apply();
    },
    reloadPage: options.reloadPage,
    install: installOffer.accept,
  };
}

async function tellPhoto({ phone, listings, pollers }: LazyContext, jobId: string, what: string) {
  const path = `${ROUTES.photos}/${what}?${new URLSearchParams({ job_id: jobId })}`;
  await phone.api.ask(path, { method: 'POST' });
  listings.noteChange(jobId);
  pollers.refreshAlbum();
}

type EntryActions = Pick<LazyActions, 'editEntry' | 'discardEntry' | 'exportEntry' | 'moveEntries' | 'sendOriginal'>;

/** What can be done with a photo that is on this phone. */
function createEntryActions({ phone, store }: LazyContext): EntryActions {
  const { outbox } = phone;
  return {
    editEntry: (id, change) => attempt(store, outbox.edit(id, change)),
    discardEntry(id) {
      store.update({ dialog: null });
      attempt(store, outbox.discard(id));
    },
    exportEntry: (id) => attempt(store, outbox.exportPhoto(id).then(saveFile)),
    moveEntries(ids, job) {
      store.update({ dialog: null });
      const tell = (n: number) => n > 0 && tellBriefly(store, 'move.done', { params: { n, job: job.title } });
      void moveEntries(ids, job, outbox).then(tell, () => store.update(withNotice('error', 'move.failed')));
    },
    sendOriginal(entryId) {
      attempt(store, outbox.edit(entryId, { originalNow: true }));
      outbox.sendNow();
    },
  };
}

type UnkeptActions = Pick<LazyActions, 'keepAgain' | 'saveUnkept' | 'letGo' | 'sendPlainly'>;

/** What can be done with a photo that this phone did not keep. */
function createUnkeptActions({ phone, store, closeWarning, mayLeave }: LazyContext): UnkeptActions {
  const { session, outbox } = phone;
  const leaveWith = async (photo: UnkeptPhoto) => {
    const token = await session.token();
    if (!(await mayLeave(photo))) return;
    closeWarning.suspend();
    openPlainForm(photo.jobId, token);
  };
  return {
    keepAgain: (photos) => void outbox.keep(photos),
    saveUnkept: ({ file }) => attempt(store, saveFile(file)),
    letGo: (photos) => outbox.letGo(photos),
    sendPlainly: (photo) => attempt(store, leaveWith(photo)),
  };
}

/** One at a time: a weak phone has memory for one picture. Returns how many went. */
async function moveEntries(ids: readonly string[], job: Job, outbox: Outbox): Promise<number> {
  let moved = 0;
  for (const id of ids) if (await outbox.moveToJob(id, job)) moved += 1;
  return moved;
}

type AccountActions = Pick<LazyActions, 'signOut' | 'changeSettings' | 'chooseLanguage'>;

function createAccountActions({ phone, store, loadWords, mayLeave }: LazyContext): AccountActions {
  const { session, outbox } = phone;
  const leave = async () => {
    // Before, so that nothing is left when the screen says so; and after, for responses that came meanwhile.
    await clearSeen(globalThis.caches);
    await session.signOut();
    await clearSeen(globalThis.caches);
    history.replaceState(null, '', '/');
    store.update({ route: { page: 'jobs' }, dialog: null, jobs: NOTHING_LISTED, albums: {} });
  };
  return {
    async signOut(confirmed = false) {
      if (!(await mayLeave())) return;
      const mustAsk = !confirmed && outbox.snapshot().counts.waiting + (store.get().waitingJobs?.length ?? 0) > 0;
      if (mustAsk) store.update({ dialog: { kind: 'sign-out' } });
      else attempt(store, leave());
    },
    changeSettings: (change) => attempt(store, outbox.changeSettings(change)),
    chooseLanguage: createLanguageChoice(store, loadWords),
  };
}

interface PhotoChange {
  readonly jobId: string;
  readonly photo: Photo;
  readonly change: PhotoEdit;
}

async function editPhoto(context: LazyContext, { jobId, photo, change }: PhotoChange) {
  const { phone, store, listings, pollers } = context;
  try {
    const edited = await phone.api.editPhoto(jobId, photo, change);
    changeAlbum(context, jobId, (items) =>
      items.map((item) => (item.photo_id === photo.photo_id ? { ...item, ...edited } : item)),
    );
    store.update(withPhotoDraft(photo, null));
    tellBriefly(store, 'viewer.saved');
  } catch (error) {
    listings.noteChange(jobId);
    pollers.refreshAlbum();
    tellProblem(store, error);
  }
}
