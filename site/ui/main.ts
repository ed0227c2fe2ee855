/** The page's entry: finds the language, wakes the phone's engine, finishes a sign-in, and shows the site. */
import { createPhone } from '../adapters/create-phone.ts';
import type { Phone } from '../core/ports.ts';
import { en } from '../i18n/en.ts';
import { chooseLanguage, createWords, type Language, type Words } from '../i18n/translate.ts';
import { startApp } from './app.ts';
import { createCloseWarning } from './close-warning.ts';
import { LANGUAGE_KEY } from './create-actions.ts';
import { createInstallOffer } from './install-offer.ts';
import { parseRoute } from './model/route.ts';
import { createSiteUpdates } from './site-updates.ts';
import type { Store } from './state.ts';

/** Set by infra/build-site.ts. */
declare const SHRINK_WORKER_URL: string;

async function loadWords(language: Language): Promise<Words> {
  if (language === 'en') return createWords('en', en);
  const { es } = await import('../i18n/es.ts');
  return createWords('es', es);
}

/** A site without its words in the chosen language is better than none. */
function loadFirstWords(chosen: string | null): Promise<Words> {
  return loadWords(chooseLanguage(chosen, navigator.languages)).catch(() => loadWords('en'));
}

async function finishSignIn({ session }: Phone, store: Store): Promise<void> {
  const url = new URL(location.href);
  if (!session.isSignInAnswer(url)) return;
  store.update((state) => ({ session: { ...state.session, busy: true } }));
  const path = await session.completeSignIn(url).catch(() => {
    const { say } = store.get().words;
    store.update({ notices: [{ id: 0, tone: 'error', text: say('sign-in.failed') }] });
    return '/';
  });
  history.replaceState(null, '', path);
  store.update({
    route: parseRoute(new URL(location.href)),
    session: { state: session.state, user: session.user, busy: false },
  });
}

async function start(root: HTMLElement): Promise<void> {
  const chosenLanguage = localStorage.getItem(LANGUAGE_KEY);
  const updates = createSiteUpdates(navigator.serviceWorker, '/service-worker.js');
  const installOffer = createInstallOffer();
  const [phone, words] = await Promise.all([
    createPhone({ shrinkWorkerUrl: SHRINK_WORKER_URL }),
    loadFirstWords(chosenLanguage),
  ]);
  root.replaceChildren();
  const closeWarning = createCloseWarning(phone.outbox);
  const store = startApp({ phone, root, words, chosenLanguage, loadWords, updates, installOffer, closeWarning });
  // The way to the first capture has the network to itself until the page stands.
  setTimeout(updates.start, 0);
  await finishSignIn(phone, store);
}

const root = document.getElementById('app');
if (root) {
  start(root).catch((error: unknown) => {
    console.error(error);
    document.getElementById('start-failed')?.removeAttribute('hidden');
  });
}
