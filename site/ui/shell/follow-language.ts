/** Has this phone keep the texts of the language that the page speaks, and speaks the wanted one as soon as it can be loaded. */
import { chooseLanguage, type Language } from '../../i18n/translate.ts';
import { CONFIG_CACHE, KEEP_TEXTS_MESSAGE, SPOKEN_PATH } from '../../outbox/phone-names.ts';
import type { LazyContext } from '../context.ts';

/** After a failure with signal, ms. */
const AGAIN_MS = 5_000;

export interface LanguageOptions extends Pick<LazyContext, 'store' | 'loadWords'> {
  readonly storage: CacheStorage | undefined;
  readonly container: ServiceWorkerContainer | undefined;
}

/** Fulfils once the language is written down: a service worker that is registered then keeps it from the beginning. */
export function followLanguage({ store, loadWords, storage, container }: LanguageOptions): Promise<void> {
  const keep = async (language: Language) => {
    const notes = await storage?.open(CONFIG_CACHE);
    await notes?.put(SPOKEN_PATH + language, new Response());
    const registration = await container?.getRegistration();
    for (const worker of [registration?.installing, registration?.waiting, registration?.active]) {
      worker?.postMessage(KEEP_TEXTS_MESSAGE);
    }
  };
  // What cannot be kept is loaded again, and then kept, when the page is opened with signal.
  const tryToKeep = (language: Language) => keep(language).catch(() => undefined);
  const wanted = () => chooseLanguage(store.get().chosenLanguage, navigator.languages);
  store.subscribe(({ words }, before) => {
    if (words.language !== before.words.language) void tryToKeep(words.language);
  });
  const seek = () => {
    const language = wanted();
    if (language === store.get().words.language || !navigator.onLine) return;
    loadWords(language).then(
      (words) => language === wanted() && store.update({ words }),
      () => setTimeout(seek, AGAIN_MS),
    );
  };
  addEventListener('online', seek);
  seek();
  return tryToKeep(store.get().words.language);
}
