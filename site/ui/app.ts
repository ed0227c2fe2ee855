/** Joins the phone to the screens: its changes go into the store, and every change of the store draws the page anew. */
import { render } from 'lit-html';
import type { Language, Words } from '../i18n/translate.ts';
import type { Phone, Session } from '../phone.ts';
import { createActions } from './actions/create-actions.ts';
import { noteWhoCaptures, takeEarlyPicks } from './capture/early-pick.ts';
import type { LazyContext, LazyParts } from './context.ts';
import { createListings } from './listings/listings.ts';
import { createPollers } from './listings/pollers.ts';
import { createCloseWarning } from './navigation/close-warning.ts';
import { followLinks } from './navigation/follow-links.ts';
import { createMayLeave } from './navigation/leaving.ts';
import { parseRoute } from './navigation/page-route.ts';
import { frame } from './screens/frame.ts';
import { type AppState, NOBODYS } from './state/app-state.ts';
import { type AppStore, createAppStore } from './state/app-store.ts';

export interface AppOptions {
  readonly phone: Phone;
  readonly root: HTMLElement;
  readonly words: Words;
  readonly chosenLanguage: string | null;
  /** Loads the words of another language. */
  readonly loadWords: (language: Language) => Promise<Words>;
}

export interface App {
  readonly store: AppStore;
  /** What the lazy parts build on. */
  readonly context: LazyContext;
  /** Draws the page with the lazy parts from now on. */
  addLazyParts(parts: LazyParts): void;
}

/** Shows the site in `root`, and keeps it up to date from then on. */
export function startApp({ phone, root, words, chosenLanguage, loadWords }: AppOptions): App {
  const { outbox, api } = phone;
  const store = createAppStore(toFirstState(phone, words, chosenLanguage));
  const listings = createListings(store, phone);
  const pollers = createPollers(store, listings);
  const closeWarning = createCloseWarning(outbox);
  const mayLeave = createMayLeave(store);
  const actions = createActions({ phone, store, pollers, closeWarning, mayLeave });
  let lazy: LazyParts | null = null;

  let isShown = false;
  const draw = createFrameScheduler(() => {
    // What stood in the page's HTML is replaced within one frame.
    if (!isShown) root.replaceChildren();
    render(frame({ ...store.get(), actions, lazy, nowMs: api.now() }), root);
    if (!isShown) for (const { jobId, files, subject } of takeEarlyPicks()) actions.capture(jobId, files, subject);
    isShown = true;
  });
  store.subscribe((state, before) => {
    if (state.route !== before.route || state.session !== before.session) pollers.follow(state);
    if (state.words !== before.words) document.documentElement.lang = state.words.language;
    draw();
  });

  followLinks(root, actions);
  addEventListener('popstate', () => store.update({ route: parseRoute(new URL(location.href)), dialog: null }));
  followSession(store, phone.session);
  outbox.subscribe((snapshot) => store.update({ outbox: snapshot }));
  document.documentElement.lang = words.language;
  pollers.follow(store.get());
  draw();
  return {
    store,
    context: { phone, store, listings, pollers, actions, closeWarning, mayLeave, loadWords },
    addLazyParts(parts) {
      lazy = parts;
      draw();
    },
  };
}

function followSession(store: AppStore, session: Session): void {
  session.subscribe(() => {
    const { user, state } = session;
    const isOther = user?.subject !== store.get().session.user?.subject;
    noteWhoCaptures(user);
    store.update({ ...(isOther && NOBODYS), session: { state, user, busy: store.get().session.busy } });
  });
  noteWhoCaptures(session.user);
}

function toFirstState({ session, outbox }: Phone, words: Words, chosenLanguage: string | null): AppState {
  return {
    words,
    chosenLanguage,
    route: parseRoute(new URL(location.href)),
    session: { state: session.state, user: session.user, busy: false },
    outbox: outbox.snapshot(),
    ...NOBODYS,
    previews: new Map(),
  };
}

/** Calls `paint` at most once a frame; in a hidden page, which has no frames, not at all. */
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
