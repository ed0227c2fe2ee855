/** What the user chooses to read. */
import { chooseLanguage, LANGUAGE_KEY } from '../../i18n/translate.ts';
import type { LazyActions, LazyContext } from '../context.ts';
import type { AppStore } from '../state/app-store.ts';

/** The choice holds once its texts are there. Of several in a row the last one does, whichever is loaded first. */
export function createLanguageChoice(
  store: AppStore,
  loadWords: LazyContext['loadWords'],
): LazyActions['chooseLanguage'] {
  let last = 0;
  return async (chosenLanguage) => {
    last += 1;
    const own = last;
    const words = await loadWords(chooseLanguage(chosenLanguage, navigator.languages)).catch(() => null);
    if (own !== last) return true;
    if (!words) {
      store.update({ isLanguageAway: true });
      return false;
    }
    if (chosenLanguage === null) localStorage.removeItem(LANGUAGE_KEY);
    else localStorage.setItem(LANGUAGE_KEY, chosenLanguage);
    store.update({ words, chosenLanguage, isLanguageAway: false });
    return true;
  };
}
