/** The page's entry: chooses the language, opens the phone, finishes a sign-in, shows the site, then loads the lazy parts. */
import { createPhone } from '../create-phone.ts';
import { en } from '../i18n/en.ts';
import { chooseLanguage, createWords, LANGUAGE_KEY, type Language, type Words } from '../i18n/translate.ts';
import type { Phone } from '../phone.ts';
import { type App, startApp } from './app.ts';
import { parseRoute } from './navigation/page-route.ts';
import type { AppStore } from './state/app-store.ts';
import { withNotice } from './state/with-notice.ts';

const LAZY_RETRY_MS = 5_000;

const loadSpanish = async () => (await import('../i18n/es.ts')).es;

async function loadWords(language: Language): Promise<Words> {
  if (language === 'es') {
    const [es, { esLazy }] = await Promise.all([loadSpanish(), import('../i18n/es-lazy.ts')]);
    return createWords('es', { ...es, ...esLazy });
  }
  const { enLazy } = await import('../i18n/en-lazy.ts');
  return createWords('en', { ...en, ...enLazy });
}

/** English where the texts of the chosen language cannot be loaded: better than no site. */
async function loadFirstWords(language: Language): Promise<Words> {
  const spanish = language === 'es' ? await loadSpanish().catch(() => null) : null;
  return spanish ? createWords('es', spanish) : createWords('en', en);
}

async function finishSignIn({ session }: Phone, store: AppStore): Promise<void> {
  const url = new URL(location.href);
  if (!session.isSignInResponse(url)) return;
  store.update((state) => ({ session: { ...state.session, busy: true } }));
  const path = await session.completeSignIn(url).catch(() => {
    store.update(withNotice('error', 'sign-in.failed'));
    return '/';
  });
  history.replaceState(null, '', path);
  store.update({
    route: parseRoute(new URL(location.href)),
    session: { state: session.state, user: session.user, busy: false },
  });
}

/** What this phone keeps: another language where the wanted one was never loaded on it, rather than none. */
function loadKeptWords(language: Language): Promise<Words> {
  return loadWords(language).catch((error: unknown) => {
    if (!navigator.serviceWorker?.controller) throw error;
    return loadWords(language === 'en' ? 'es' : 'en');
  });
}

/** Tries until they are loaded. Without signal they come from the service worker, except on the phone's first visit. */
async function loadLazyParts(app: App, language: Language): Promise<void> {
  try {
    const [{ createLazyParts }, words] = await Promise.all([import('./lazy.ts'), loadKeptWords(language)]);
    app.store.update({ words });
    app.addLazyParts(await createLazyParts(app.context));
  } catch {
    setTimeout(() => void loadLazyParts(app, language), LAZY_RETRY_MS);
  }
}

async function start(root: HTMLElement): Promise<void> {
  const chosenLanguage = localStorage.getItem(LANGUAGE_KEY);
  const language = chooseLanguage(chosenLanguage, navigator.languages);
  const [phone, words] = await Promise.all([
    createPhone({ shrinkWorkerUrl: document.body.dataset.shrinkWorker ?? '' }),
    loadFirstWords(language),
  ]);
  const app = startApp({ phone, root, words, chosenLanguage, loadWords });
  void loadLazyParts(app, language);
  await finishSignIn(phone, app.store);
}

const root = document.getElementById('app');
if (root) {
  start(root).catch((error: unknown) => {
    console.error(error);
    document.getElementById('start-failed')?.classList.add('is-certain');
  });
}
