/** Joins the phone's engine to the screens: one store, one render a frame, one watch of what the page shows. */
import { render } from 'lit-html';
import type { Phone } from '../core/ports.ts';
import type { Language, Words } from '../i18n/translate.ts';
import type { CloseWarning } from './close-warning.ts';
import { createActions } from './create-actions.ts';
import { keepDrafts, NO_DRAFT } from './draft.ts';
import { describeMoves, followOutbox } from './follow-outbox.ts';
import type { InstallOffer } from './install-offer.ts';
import { createLateParts } from './late-parts.ts';
import { createListings } from './listings.ts';
import { parseRoute } from './model/route.ts';
import { followLinks, moveFocus } from './navigation.ts';
import { createPreviews } from './previews.ts';
import { frame } from './screens/frame.ts';
import { clearSeen, createSeenCache, type SeenCache } from './seen-cache.ts';
import type { SiteUpdates } from './site-updates.ts';
import { type AppState, createStore, NOTHING_LISTED, type Store } from './state.ts';
import { createWatch, type Watch } from './watch.ts';

export interface AppOptions {
  readonly phone: Phone;
  readonly root: HTMLElement;
  readonly words: Words;
  readonly chosenLanguage: string | null;
  /** Loads the words of another language. */
  readonly loadWords: (language: Language) => Promise<Words>;
  readonly updates: SiteUpdates;
  readonly installOffer: InstallOffer;
  readonly closeWarning: CloseWarning;
}

/** Shows the site in `root`, and keeps it true from then on. Returns the store, for what else the page connects. */
export function startApp(options: AppOptions): Store {
  const { phone, root, words, chosenLanguage, loadWords, updates, installOffer, closeWarning } = options;
  const { session, outbox, api } = phone;
  const store = createStore({
    words,
    chosenLanguage,
    route: parseRoute(new URL(location.href)),
    session: { state: session.state, user: session.user, busy: false },
    outbox: outbox.snapshot(),
    leaving: [],
    jobs: NOTHING_LISTED,
    albums: {},
    query: '',
    draft: NO_DRAFT,
    dialog: null,
    notices: [],
    announcement: '',
    delivered: new Set(),
    previews: new Map(),
    updateReady: false,
    installable: false,
    lateParts: 0,
  });

  const seen = createSeenOf(store);
  const listings = createListings({ store, api, seen });
  const watches = createWatches(store, listings);
  const previews = createPreviews(outbox, (urls) => store.update({ previews: urls }));
  const actions = createActions({
    phone,
    store,
    listings,
    watches,
    loadWords,
    forgetSeen: () => clearSeen(globalThis.caches),
    applyUpdate() {
      closeWarning.suspend();
      updates.apply();
    },
    leaveToSignIn: closeWarning.suspend,
    install: installOffer.accept,
  });
  const late = createLateParts(() => store.update(({ lateParts }) => ({ lateParts: lateParts + 1 })), {
    store,
    listings,
  });

  const draw = createFrameScheduler(() =>
    render(frame(store.get(), actions, late.parts(store.get()), api.now()), root),
  );
  store.subscribe((state, before) => {
    if (state.route !== before.route || state.session !== before.session) watches.follow(state);
    if (state.words !== before.words) document.documentElement.lang = state.words.language;
    if (state.outbox !== before.outbox || state.leaving !== before.leaving) {
      previews.follow([...state.outbox.entries, ...state.leaving]);
    }
    draw();
    if (state.route !== before.route) moveFocus(state.route, before.route);
  });

  keepDrafts(store);
  followLinks(root, actions);
  updates.subscribe(() => store.update({ updateReady: true }));
  installOffer.subscribe((installable) => store.update({ installable }));
  addEventListener('popstate', () => store.update({ route: parseRoute(new URL(location.href)), dialog: null }));
  session.subscribe(() => {
    const { user, state } = session;
    if (user?.subject !== store.get().session.user?.subject) store.update({ jobs: NOTHING_LISTED, albums: {} });
    store.update({ session: { state, user, busy: store.get().session.busy } });
  });
  followOutbox(outbox, store, (moves) => {
    const announcement = describeMoves(moves, store.get().words);
    if (announcement) store.update({ announcement });
    if (moves.delivered + moves.inJob > 0) watches.poke();
  });
  addEventListener('visibilitychange', () => document.hidden || watches.poke());
  addEventListener('online', () => watches.poke());
  watches.follow(store.get());
  draw();
  return store;
}

/** The cache of whoever is signed in. */
function createSeenOf(store: Store): () => SeenCache | null {
  let cache: SeenCache | null = null;
  let owner: string | null = null;
  return () => {
    const subject = store.get().session.user?.subject ?? null;
    if (subject !== owner) {
      owner = subject;
      cache = subject === null ? null : createSeenCache(subject, globalThis.caches);
    }
    return cache;
  };
}

export interface Watches {
  /** Watches what the page shows, and only that. */
  follow(state: AppState): void;
  poke(): void;
}

function createWatches(store: Store, listings: ReturnType<typeof createListings>): Watches {
  let jobs: Watch | null = null;
  let album: { readonly jobId: string; readonly watch: Watch } | null = null;
  const isHidden = () => document.hidden;
  const stopAll = () => {
    jobs?.stop();
    album?.watch.stop();
    jobs = album = null;
  };
  return {
    follow({ route, session }) {
      if (session.state === 'signed-out' || session.busy) return stopAll();
      jobs ??= createWatch({ look: listings.refreshJobs, isHidden });
      const jobId = route.page === 'job' ? route.jobId : null;
      if (album?.jobId === jobId) return;
      album?.watch.stop();
      album = null;
      if (jobId === null) return;
      void listings.recallAlbum(jobId);
      album = {
        jobId,
        watch: createWatch({
          isHidden,
          look: async () => {
            const found = await listings.refreshAlbum(jobId);
            const isMoving = store
              .get()
              .outbox.entries.some((entry) => entry.jobId === jobId && entry.state === 'delivered');
            return { ...found, busy: found.busy || isMoving };
          },
        }),
      };
    },
    poke() {
      album?.watch.poke();
      jobs?.poke();
    },
  };
}

/** At most one drawing a frame; a hidden page has no frames and need not be drawn. */
function createFrameScheduler(paint: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      paint();
    });
  };
}
