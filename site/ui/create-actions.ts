/** What the buttons do. */
import { CaptureError } from '../core/capture-error.ts';
import type { Phone } from '../core/ports.ts';
import { chooseLanguage, type Language, type Words } from '../i18n/translate.ts';
import type { Actions } from './actions.ts';
import type { Watches } from './app.ts';
import { type Listings, toCode } from './listings.ts';
import { formatRoute } from './model/route.ts';
import { saveFile } from './save-file.ts';
import type { Notice, Store } from './state.ts';

/** Where the user's choice of language is kept. */
export const LANGUAGE_KEY = 'language';

export interface ActionOptions {
  readonly phone: Phone;
  readonly store: Store;
  readonly listings: Listings;
  readonly watches: Watches;
  readonly loadWords: (language: Language) => Promise<Words>;
  readonly forgetSeen: () => Promise<void>;
  readonly applyUpdate: () => void;
  readonly install: () => void;
  /** Called before the page is left for the issuer's. */
  readonly leaveToSignIn: () => void;
}

export function createActions(options: ActionOptions): Actions {
  const { phone, store, listings, watches, loadWords, forgetSeen, applyUpdate, install, leaveToSignIn } = options;
  const { session, outbox, api } = phone;
  const tell = createTeller(store);
  const tellProblem = (error: unknown) => tell('error', store.get().words.say(`problem.${toCode(error)}`));
  const attempt = (work: Promise<unknown>) => void work.catch(tellProblem);

  return {
    go(route, { replace = false } = {}) {
      history[replace ? 'replaceState' : 'pushState'](null, '', formatRoute(route));
      store.update({ route, dialog: null });
    },
    signIn() {
      leaveToSignIn();
      attempt(session.signIn(location.pathname));
    },
    signOut(confirmed = false) {
      if (!confirmed && outbox.snapshot().counts.waiting > 0) return store.update({ dialog: { kind: 'sign-out' } });
      attempt(
        session.signOut().then(async () => {
          await forgetSeen();
          history.replaceState(null, '', '/');
          store.update({
            route: { page: 'jobs' },
            dialog: null,
            jobs: { ...store.get().jobs, items: null },
            albums: {},
          });
        }),
      );
    },
    capture(jobId, files) {
      const { stage, title } = store.get().draft;
      const options = { ...(stage ? { stage } : {}), ...(title.trim() ? { title: title.trim() } : {}) };
      for (const saved of outbox.capture(jobId, files, options)) {
        saved.catch((error: unknown) => tell('error', describeCaptureError(error, store.get().words)));
      }
    },
    changeDraft: (change) => store.update(({ draft }) => ({ draft: { ...draft, ...change } })),
    search: (query) => store.update({ query }),
    moreJobs: () => attempt(listings.moreJobs()),
    morePhotos: (jobId) => attempt(listings.moreAlbum(jobId)),
    reload: () => watches.poke(),
    sendNow: () => outbox.sendNow(),
    editEntry: (id, edit) => attempt(outbox.edit(id, edit)),
    discardEntry(id) {
      store.update({ dialog: null });
      attempt(outbox.discard(id));
    },
    exportEntry: (id) => attempt(outbox.exportPhoto(id).then(saveFile)),
    async editPhoto(jobId, photoId, edit) {
      const photo = store.get().albums[jobId]?.items?.find((candidate) => candidate.photo_id === photoId);
      if (!photo) return false;
      try {
        const edited = await api.editPhoto(jobId, photoId, edit, photo.revision);
        store.update(({ albums }) => replacePhoto(albums, jobId, edited));
        tell('info', store.get().words.say('viewer.saved'));
        return true;
      } catch (error) {
        listings.forgetTag(jobId);
        watches.poke();
        tellProblem(error);
        return false;
      }
    },
    changeSettings: (change) => attempt(outbox.changeSettings(change)),
    chooseLanguage(language) {
      if (language === null) localStorage.removeItem(LANGUAGE_KEY);
      else localStorage.setItem(LANGUAGE_KEY, language);
      const load = loadWords(chooseLanguage(language, navigator.languages));
      attempt(load.then((words) => store.update({ words, chosenLanguage: language })));
    },
    showDialog: (dialog) => store.update({ dialog }),
    dismissNotice: (id) => store.update(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    applyUpdate,
    install,
  };
}

/** Information goes by itself; an error stays until it was read and closed. */
const INFO_LASTS_MS = 4_000;
const MOST_NOTICES = 4;

function createTeller(store: Store): (tone: Notice['tone'], text: string) => void {
  let lastId = 0;
  return (tone, text) => {
    const id = ++lastId;
    store.update(({ notices }) => ({
      notices: [...notices.filter((notice) => notice.text !== text), { id, tone, text }].slice(-MOST_NOTICES),
    }));
    if (tone !== 'info') return;
    const dismiss = () => store.update(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
    setTimeout(dismiss, INFO_LASTS_MS);
  };
}

function describeCaptureError(error: unknown, { say }: Words): string {
  if (error instanceof CaptureError) return say(`capture.${error.code}`, { file: error.fileName });
  return say('capture.storage-failed', { file: say('photo.photo') });
}

type Albums = ReturnType<Store['get']>['albums'];
type AlbumPhoto = NonNullable<Albums[string]['items']>[number];

function replacePhoto(albums: Albums, jobId: string, edited: AlbumPhoto): { albums: Albums } {
  const known = albums[jobId];
  if (!known?.items) return { albums };
  const items = known.items.map((photo) => (photo.photo_id === edited.photo_id ? { ...photo, ...edited } : photo));
  return { albums: { ...albums, [jobId]: { ...known, items } } };
}
