/**
 * Takes the names of the screens' texts out of what a phone loads. In the sources a text has a name (`viewer.saved`), which stands
 * in every language and wherever it is said. In a build it has a code of two characters, and a language is a list of texts in the
 * order of their codes. A name that is put together (`event.${action}`) is looked for in a table of its beginning; those that the first
 * screens put together (`stage.${stage}`) stay as they are.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../site/i18n/en.ts';
import { enLazy } from '../../site/i18n/en-lazy.ts';
import { es } from '../../site/i18n/es.ts';
import { esLazy } from '../../site/i18n/es-lazy.ts';
import type { Message } from '../../site/i18n/messages.ts';

/** 'a0' in base 36: the first code that begins with a letter, so that none needs quotes, and none is a place in a list. */
const FIRST_CODE = 360;
const CODES = 36 ** 2 - FIRST_CODE;

/** A name by itself; one that is a beginning and a hole; and what stands before the first hole of any, or behind its last. */
const NAME = /'([a-z][a-z_-]*(?:\.[a-z_-]+)+)'/g;
const BEGINNING_AND_HOLE = /`([a-z][a-z_-]*\.(?:[a-z_-]+\.)*)\$\{([^`{}]+)\}`/g;
const BEFORE_HOLE = /`([a-z][a-z_-]*\.[a-z._-]*)\$\{/g;
const BEHIND_HOLE = /\}([a-z_-]*\.[a-z._-]*[a-z])`/g;

/** What the sources that need them import the tables from. */
export const TABLES = 'codes-of-texts';

export interface PackedWords {
  /** The code of each name that has one. */
  readonly codes: ReadonlyMap<string, string>;
  /** The modules of whole languages, by their path in the repository. */
  readonly languages: ReadonlyMap<string, string>;
  /** The beginnings that have a table. */
  readonly beginnings: ReadonlySet<string>;
  /** The module of the tables. */
  readonly tables: string;
}

/**
 * @param ofMain the sources on the way to the first capture: no table is loaded for them.
 * @throws {Error} when there are more texts than codes, or one holds what divides the list.
 */
export function packWords(root: string, ofMain: ReadonlySet<string>): PackedWords {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: root })
      .sort()
      .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
  const screens = read('site/ui/**/*.ts');
  const texts = [...Object.keys(enLazy), ...Object.keys(en)];
  const beginnings = findBeginnings(screens, ofMain, texts);
  const isPutTogether = matchPutTogether(screens, beginnings);
  const [lazy = [], first = []] = [enLazy, en].map((part) =>
    inARow(
      Object.keys(part).filter((name) => isFound(name) && !isPutTogether(name)),
      beginnings,
    ),
  );
  const names = [...lazy, ...first];
  if (names.length > CODES) throw new Error(`${names.length} texts have no more than ${CODES} codes`);
  const codes = new Map(names.map((name, index) => [name, (FIRST_CODE + index).toString(36)]));
  const languages = new Map([
    ['site/i18n/en-lazy.ts', packLanguage('enLazy', enLazy, { names: lazy, firstCode: FIRST_CODE })],
    ['site/i18n/es-lazy.ts', packLanguage('esLazy', esLazy, { names: lazy, firstCode: FIRST_CODE })],
    ['site/i18n/es.ts', packLanguage('es', es, { names: first, firstCode: FIRST_CODE + lazy.length })],
  ]);
  return { codes, languages, beginnings, tables: makeTables(beginnings, codes) };
}

/** Whether the names in the file are those of the dashboard's texts. The pages of a customer's link and of bookings have their own. */
export function hasCodes(path: string): boolean {
  return /^site\/(ui|i18n)\//.test(path) && !/^site\/i18n\/(link|book|book-form)-words\.ts$/.test(path);
}

/** Puts the codes in the place of the names. */
export function encodeNames(source: string, { codes, beginnings }: Pick<PackedWords, 'codes' | 'beginnings'>): string {
  const used = new Set<string>();
  const encoded = source
    .replace(NAME, (whole, name: string) => (codes.has(name) ? `'${codes.get(name)}'` : whole))
    .replace(BEGINNING_AND_HOLE, (whole, beginning: string, hole: string) => {
      if (!beginnings.has(beginning)) return whole;
      used.add(toTableName(beginning));
      return `${toTableName(beginning)}[${hole}]`;
    });
  return used.size > 0 ? `import { ${[...used].join(', ')} } from '${TABLES}';\n${encoded}` : encoded;
}

interface Source {
  readonly path: string;
  readonly source: string;
}

function find(sources: readonly Source[], pattern: RegExp): readonly string[] {
  return [...new Set(sources.flatMap(({ source }) => [...source.matchAll(pattern)].map(([, part = '']) => part)))];
}

/** A name without a point stays as it is where it is said, and so it does in the list. */
function isFound(name: string): boolean {
  return `'${name}'`.replace(NAME, '') === '';
}

/** Of texts of whole languages, never put together otherwise, and not on the way to the first capture. */
function findBeginnings(
  screens: readonly Source[],
  ofMain: ReadonlySet<string>,
  texts: readonly string[],
): ReadonlySet<string> {
  const plain = screens.map(({ path, source }) => ({ path, source: source.replace(BEGINNING_AND_HOLE, '') }));
  const others = find(plain, BEFORE_HOLE);
  const atFirst = find(
    screens.filter(({ path }) => ofMain.has(path)),
    BEFORE_HOLE,
  );
  const found = find(screens, BEGINNING_AND_HOLE)
    .filter((beginning) => texts.some((name) => name.startsWith(beginning)))
    .filter(
      (beginning) =>
        ![...others, ...atFirst].some((other) => other.startsWith(beginning) || beginning.startsWith(other)),
    );
  return new Set(found);
}

/** Rather one too many than one too few: what keeps its name is a little heavier, and says what it should. */
function matchPutTogether(screens: readonly Source[], beginnings: ReadonlySet<string>): (name: string) => boolean {
  const parts = find(screens, BEFORE_HOLE).filter((part) => !beginnings.has(part));
  const ends = find(screens, BEHIND_HOLE);
  return (name) => parts.some((part) => name.startsWith(part)) || ends.some((part) => name.endsWith(part));
}

/**
 * `jobs.is.` has the table `codes_jobs_is`: codes by what may stand in the hole. What else stands there has no text. Texts that stand together
 * have codes in a row, of which the first says all.
 */
function makeTables(beginnings: ReadonlySet<string>, codes: ReadonlyMap<string, string>): string {
  const tables = [...beginnings].map((beginning) => {
    const rows = [...codes]
      .filter(([name]) => name.startsWith(beginning))
      .map(([name, code]) => [name.slice(beginning.length), Number.parseInt(code, 36)] as const);
    const first = rows[0]?.[1] ?? 0;
    const inARow = rows.every(([, code], index) => code === first + index);
    const table = inARow
      ? `list(${first}, ${JSON.stringify(rows.map(([name]) => name).join(' '))})`
      : JSON.stringify(Object.fromEntries(rows.map(([name, code]) => [name, code.toString(36)])));
    return `export const ${toTableName(beginning)} = ${table};`;
  });
  return `const list = (first, names) =>
  Object.fromEntries(names.split(' ').map((name, index) => [name, (first + index).toString(36)]));
${tables.join('\n')}`;
}

/** Those of one beginning together, where the first of them stands. */
function inARow(names: readonly string[], beginnings: ReadonlySet<string>): readonly string[] {
  const beginningOf = (name: string) => [...beginnings].find((beginning) => name.startsWith(beginning)) ?? name;
  return [...new Set(names.map(beginningOf))].flatMap((first) => names.filter((name) => beginningOf(name) === first));
}

function toTableName(beginning: string): string {
  return `codes_${beginning.slice(0, -1).replace(/[.-]/g, '_')}`;
}

interface Listed {
  /** In the order of their codes. */
  readonly names: readonly string[];
  readonly firstCode: number;
}

/** @throws {Error} when a text holds what divides the list. */
function packLanguage(
  exported: string,
  texts: Readonly<Record<string, Message>>,
  { names, firstCode }: Listed,
): string {
  const lines = names.map((name) => {
    const text = texts[name] ?? '';
    const forms = typeof text === 'string' ? [text] : [text.one, text.other];
    if (forms.some((form) => /[\t\n]/.test(form))) throw new Error(`the text ${name} holds a tab or a line break`);
    return forms.join('\t');
  });
  const named = Object.entries(texts).filter(([name]) => !names.includes(name));
  return `const texts = ${JSON.stringify(Object.fromEntries(named))};
${JSON.stringify(lines.join('\n'))}.split('\\n').forEach((line, index) => {
  const [one, other] = line.split('\\t');
  texts[(index + ${firstCode}).toString(36)] = other ? { one, other } : line;
});
export const ${exported} = texts;`;
}
