/** Turns a key into a text: picks the plural by the language's own rules and fills the placeholders. */
import type { MessageKey } from './message-key.ts';
import type { Message, Params } from './messages.ts';

export type Language = 'en' | 'es';
/** Where the user's own choice is kept. */
export const LANGUAGE_KEY = 'language';
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

/** Says `key` in the chosen language. A text with plural forms needs the parameter `n`. One not loaded yet is empty. */
export type Say = (key: MessageKey, params?: Params) => string;

export interface Words {
  readonly language: Language;
  readonly say: Say;
}

export function createWords(language: Language, messages: Readonly<Partial<Record<MessageKey, Message>>>): Words {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const fill = (text: string, params: Params) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  const say: Say = (key, params = {}) => {
    const message: Message = messages[key] ?? '';
    if (typeof message === 'string') return fill(message, params);
    return fill(plural.select(Number(params.n)) === 'one' ? message.one : message.other, params);
  };
  return { language, say };
}

/** Chooses the language: the user's own choice, else the first of the phone's that the site has, else English. */
export function chooseLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const candidates = [chosen, ...preferred].map((tag) => tag?.toLowerCase().split('-')[0]);
  return candidates.find((tag): tag is Language => tag !== undefined && Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}
