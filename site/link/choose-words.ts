/** In which language the page of a link speaks. */
import { LINK_WORDS } from '../i18n/link-words.ts';
import type { Language } from '../i18n/translate.ts';
import type { LinkWords } from './link-view.ts';

/** The one that was chosen here, else the phone's. Chosen in the dashboard, it holds here too. */
export function chooseLinkLanguage(): Language {
  return /^es/.test(localStorage.language ?? navigator.language) ? 'es' : 'en';
}

export function toLinkWords(language: Language): LinkWords {
  const say: LinkWords['say'] = (word, value = '') => LINK_WORDS[language][word].replace('{}', value);
  return { language, say };
}
