/**
 * Of the screens' texts a phone keeps the languages that a page has spoken on it. The page writes each down before it asks the service
 * workers for it, and what is written down only grows: no order of pages, choices and releases loses one.
 */
import { CONFIG_CACHE, SPOKEN_PATH } from '../outbox/phone-names.ts';

export interface TextsToKeep {
  readonly storage: CacheStorage;
  /** The name of the shell's cache. */
  readonly shell: string;
  /** The files of each language. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  keepFile(cache: Cache, file: string): Promise<void>;
}

/** Fetches what the shell still lacks of them. Of all languages where none is written down: no page could. */
export async function keepTexts({ storage, shell, texts, keepFile }: TextsToKeep): Promise<void> {
  const [notes, cache] = await Promise.all([storage.open(CONFIG_CACHE), storage.open(shell)]);
  const languages = Object.keys(texts);
  const spoken = await listFound(languages, (language) => notes.match(SPOKEN_PATH + language));
  const files = (spoken.length > 0 ? spoken : languages).flatMap((language) => texts[language] ?? []);
  const kept = await listFound(files, (file) => cache.match(file));
  await Promise.all(files.filter((file) => !kept.includes(file)).map((file) => keepFile(cache, file)));
}

async function listFound(
  names: readonly string[],
  find: (name: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const found = await Promise.all(names.map(find));
  return names.filter((_, index) => found[index] !== undefined);
}
