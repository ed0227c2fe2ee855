/** The words of a part that is loaded by itself: they come with it, for nobody else reads them. */
import type { Message, Params } from './messages.ts';
import { createWords, type Language } from './translate.ts';

export type SayOwn<Key extends string> = (key: Key, params?: Params) => string;

export function createOwnWords<Key extends string>(
  texts: Readonly<Record<Language, Readonly<Record<Key, Message>>>>,
): (language: Language) => SayOwn<Key> {
  const made: Partial<Record<Language, SayOwn<Key>>> = {};
  return (language) => {
    made[language] ??= createWords(language, texts[language] as never).say as unknown as SayOwn<Key>;
    return made[language];
  };
}
