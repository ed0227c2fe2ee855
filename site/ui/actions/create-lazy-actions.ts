/** What the buttons do on the screens that are loaded after the first. */
import type { Photo } from '../../../edge/api.ts';
import { chooseLanguage, LANGUAGE_KEY } from '../../i18n/translate.ts';
import { saveFile } from '../album/save-file.ts';
import { openPlainForm } from '../capture/open-plain-form.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import { createDispatcherActions } from '../dispatcher/dispatcher-actions.ts';
import { addJobs, addPhotos } from '../listings/more-pages.ts';
import { clearSeen } from '../listings/seen-cache.ts';
import type { SiteUpdates } from '../shell/follow-updates.ts';
import type { InstallOffer } from '../shell/install-offer.ts';
import { tellBriefly, withoutNotice } from '../shell/tell-briefly.ts';
import { type AlbumListing, NOTHING_LISTED } from '../state/app-state.ts';
import { attempt, tellProblem } from './tell-problem.ts';

export interface LazyActionOptions extends LazyContext {
  readonly updates: SiteUpdates;
  readonly installOffer: InstallOffer;
}

export function createLazyActions(options: LazyActionOptions): LazyActions {
  const { phone, store, listings, watches, actions, closeWarning, loadWords, updates, installOffer } = options;
  const { session, outbox, api } = phone;
  const leave = async () => {
    // Before, so that nothing seen is left when the screen says so; and after, for what was still on its way.
    await clearSeen(globalThis.caches);
    await session.signOut();
    await clearSeen(globalThis.caches);
    history.replaceState(null, '', '/');
    store.update({ route: { page: 'jobs' }, dialog: null, jobs: NOTHING_LISTED, albums: {} });
  };
  const edit = async (jobId: string, photo: Photo, change: Parameters<LazyActions['editPhoto']>[2]) => {
    try {
      const edited = await api.editPhoto(jobId, photo, change);
      store.update(({ albums }) => ({ albums: withPhoto(albums, jobId, edited) }));
      tellBriefly(store, 'viewer.saved');
    } catch (error) {
      listings.forgetTag(jobId);
      watches.refreshAlbum();
      tellProblem(store, error);
    }
  };

  return {
    ...actions,
    ...createDispatcherActions(options),
    signOut(confirmed = false) {
      const mustAsk = !confirmed && outbox.snapshot().counts.waiting > 0;
      if (mustAsk) store.update({ dialog: { kind: 'sign-out' } });
      else attempt(store, leave());
    },
    moreJobs: () => attempt(store, addJobs(store, api)),
    morePhotos: (jobId) => attempt(store, addPhotos(jobId, store, api)),
    search: (query) => store.update({ query }),
    editEntry: (id, change) => attempt(store, outbox.edit(id, change)),
    discardEntry(id) {
      store.update({ dialog: null });
      attempt(store, outbox.discard(id));
    },
    exportEntry: (id) => attempt(store, outbox.exportPhoto(id).then(saveFile)),
    editPhoto(jobId, photoId, change) {
      const photo = store.get().albums[jobId]?.items?.find((candidate) => candidate.photo_id === photoId);
      if (photo) void edit(jobId, photo, change);
    },
    sendOriginal(entryId) {
      attempt(store, outbox.edit(entryId, { originalNow: true }));
      outbox.sendNow();
    },
    changeSettings: (change) => attempt(store, outbox.changeSettings(change)),
    chooseLanguage(language) {
      if (language === null) localStorage.removeItem(LANGUAGE_KEY);
      else localStorage.setItem(LANGUAGE_KEY, language);
      const load = loadWords(chooseLanguage(language, navigator.languages));
      attempt(
        store,
        load.then((words) => store.update({ words, chosenLanguage: language })),
      );
    },
    sendPlainly() {
      const { route } = store.get();
      if (route.page !== 'job') return;
      const leave = session.token().then((token) => {
        closeWarning.suspend();
        openPlainForm(route.jobId, token);
      });
      attempt(store, leave);
    },
    dismissNotice: (id) => store.update(withoutNotice(id)),
    applyUpdate() {
      closeWarning.suspend();
      updates.apply();
    },
    install: installOffer.accept,
  };
}

type Albums = Readonly<Record<string, AlbumListing>>;

function withPhoto(albums: Albums, jobId: string, edited: Photo): Albums {
  const known = albums[jobId];
  if (!known?.items) return albums;
  const items = known.items.map((photo) => (photo.photo_id === edited.photo_id ? { ...photo, ...edited } : photo));
  return { ...albums, [jobId]: { ...known, items } };
}
