/**
 * Takes the names of the screens' texts out of what a phone loads. In the sources a text has a name (`viewer.saved`), which stands
 * in every language and wherever it is said. In a build it has a code of two characters, and a language is a list of texts in the
 * order of their codes. Names that a screen puts together (`stage.${stage}`) stay as they are.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../site/i18n/en.ts';
import { enLazy } from '../../site/i18n/en-lazy.ts';
import { es } from '../../site/i18n/es.ts';
import type { Message } from '../../site/i18n/messages.ts';

/** 'a0' in base 36: the first code that begins with a letter, so that none needs quotes, and none is a place in a list. */
const FIRST_CODE = 360;
const CODES = 36 ** 2 - FIRST_CODE;

/** A name by itself; and what stands before the first hole of one that is put together, or behind its last. */
const NAME = /'([a-z][a-z_-]*(?:\.[a-z_-]+)+)'/g;
const BEFORE_HOLE = /`([a-z][a-z_-]*\.[a-z._-]*)\$\{/g;
const BEHIND_HOLE = /\}([a-z_-]*\.[a-z._-]*[a-z])`/g;

export interface PackedWords {
  /** The code of each name that is not put together anywhere. */
  readonly codes: ReadonlyMap<string, string>;
  /** The modules of whole languages, by their path in the repository. */
  readonly languages: ReadonlyMap<string, string>;
}

/** @throws {Error} when there are more texts than codes, or one holds what divides the list. */
export function packWords(root: string): PackedWords {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: root })
      .sort()
      .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
  const isPutTogether = matchPutTogether(read('site/ui/**/*.ts').map(({ source }) => source));
  const ofParts = read('site/i18n/*-words.ts').filter(({ path }) => hasCodes(path));
  // First what English loads lazily, then all that it has at once: so the list of each language begins with the first code.
  const names = [...Object.keys(enLazy), ...Object.keys(en)].filter((name) => !isPutTogether(name));
  const own = ofParts.flatMap(({ source }) => [...source.matchAll(NAME)].map(([, name = '']) => name));
  const all = [...new Set([...names, ...own.filter((name) => !isPutTogether(name))])];
  if (all.length > CODES) throw new Error(`${all.length} texts have no more than ${CODES} codes`);
  const codes = new Map(all.map((name, index) => [name, (FIRST_CODE + index).toString(36)]));
  const languages = new Map([
    ['site/i18n/en-lazy.ts', packLanguage('enLazy', enLazy, names)],
    ['site/i18n/es.ts', packLanguage('es', es, names)],
  ]);
  return { codes, languages };
}

/** Whether the names in the file are those of the dashboard's texts. A customer's link has its own. */
export function hasCodes(path: string): boolean {
  return /^site\/(ui|i18n)\//.test(path) && path !== 'site/i18n/link-words.ts';
}

/** Puts the codes in the place of the names. */
export function encodeNames(source: string, codes: ReadonlyMap<string, string>): string {
  return source.replace(NAME, (whole, name: string) => (codes.has(name) ? `'${codes.get(name)}'` : whole));
}

/** Rather one too many than one too few: what keeps its name is a little heavier, and says what it should. */
function matchPutTogether(sources: readonly string[]): (name: string) => boolean {
  const find = (pattern: RegExp) => [
    ...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, part = '']) => part))),
  ];
  const [beginnings, ends] = [find(BEFORE_HOLE), find(BEHIND_HOLE)];
  return (name) => beginnings.some((part) => name.startsWith(part)) || ends.some((part) => name.endsWith(part));
}

/** @throws {Error} when a text holds what divides the list. */
function packLanguage(exported: string, texts: Readonly<Record<string, Message>>, names: readonly string[]): string {
  const listed = names.filter((name) => Object.hasOwn(texts, name));
  const lines = listed.map((name) => {
    const text = texts[name] ?? '';
    const forms = typeof text === 'string' ? [text] : [text.one, text.other];
    if (forms.some((form) => /[\t\n]/.test(form))) throw new Error(`the text ${name} holds a tab or a line break`);
    return forms.join('\t');
  });
  const named = Object.entries(texts).filter(([name]) => !listed.includes(name));
  return `const texts = ${JSON.stringify(Object.fromEntries(named))};
${JSON.stringify(lines.join('\n'))}.split('\\n').forEach((line, index) => {
  const [one, other] = line.split('\\t');
  texts[(index + ${FIRST_CODE}).toString(36)] = other ? { one, other } : line;
});
export const ${exported} = texts;`;
}
