import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeNames, hasCodes, packWords, TABLES } from '../../../infra/build/pack-words.ts';
import { en } from '../../../site/i18n/en.ts';
import { enLazy } from '../../../site/i18n/en-lazy.ts';
import { es } from '../../../site/i18n/es.ts';
import { esLazy } from '../../../site/i18n/es-lazy.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Of those on the way to the first capture, two that put names together. */
const FIRST = new Set(['site/ui/parts/blank.ts', 'site/ui/capture/capture-bar.ts']);
const { codes, languages, beginnings, tables } = packWords(ROOT, FIRST);
const codeOf = (name: string) => codes.get(name) ?? name;

/** What the module of a build exports. */
async function load(module: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  return import(`data:text/javascript,${encodeURIComponent(module)}`);
}

describe('packWords', () => {
  it.each([
    { path: 'site/i18n/en-lazy.ts', name: 'enLazy', texts: enLazy },
    { path: 'site/i18n/es.ts', name: 'es', texts: es },
    { path: 'site/i18n/es-lazy.ts', name: 'esLazy', texts: esLazy },
  ])('has every text of $path under its code, and no other', async ({ path, name, texts }) => {
    const { [name]: packed } = await load(languages.get(path) ?? '');
    expect(packed).toEqual(Object.fromEntries(Object.entries(texts).map(([key, text]) => [codeOf(key), text])));
  });

  it('gives each name a code of its own, two characters that begin with a letter', () => {
    expect(new Set(codes.values()).size).toBe(codes.size);
    expect([...codes.values()].filter((code) => !/^[a-z][0-9a-z]$/.test(code))).toEqual([]);
    expect(codes.size).toBeGreaterThan(150);
  });

  it('leaves the names that the first screens put together, by their beginning', () => {
    for (const name of ['stage.before', 'problem.unavailable']) {
      expect([name, codes.get(name)]).toEqual([name, undefined]);
    }
  });

  it('has a table for each other beginning: the codes by what may follow, and nothing else', async () => {
    const { codes_job_is, codes_page_title } = await load(tables);
    expect(codes_job_is).toEqual({
      pending: codeOf('job.is.pending'),
      closed: codeOf('job.is.closed'),
      cancelled: codeOf('job.is.cancelled'),
    });
    expect(codes_page_title).toEqual({ history: codeOf('page.title.history'), deleted: codeOf('page.title.deleted') });
    expect([...beginnings].filter((beginning) => ['stage.', 'problem.'].includes(beginning))).toEqual([]);
  });

  it('gives the texts of a part that is opened later their codes as well', () => {
    for (const name of ['editor.new', 'take-out.list', 'compare.title'])
      expect([name, codes.get(name)?.length]).toEqual([name, 2]);
  });

  it('gives a code to no text that nobody says', () => {
    const said = globSync('site/ui/**/*.ts', { cwd: ROOT }).map((path) => readFileSync(`${ROOT}/${path}`, 'utf8'));
    const all = said.join('\n');
    const isSaid = (name: string) =>
      all.includes(`'${name}'`) || [...beginnings].some((beginning) => name.startsWith(beginning));
    expect([...codes.keys()].filter((name) => !isSaid(name))).toEqual([]);
  });

  it('gives a code to no name that would not be found where it is said', () => {
    const findable = /^[a-z][a-z_-]*(\.[a-z_-]+)+$/;
    expect([...codes.keys()].filter((name) => !findable.test(name))).toEqual([]);
  });

  it('knows every text that English has, and Spanish', () => {
    expect(Object.keys({ ...en, ...enLazy }).filter((name) => !(name in { ...es, ...esLazy }))).toEqual([]);
  });
});

describe('encodeNames', () => {
  it('puts codes in the place of names, and leaves everything else', () => {
    const words = { codes: new Map([['app.close', 'a7']]), beginnings: new Set<string>() };
    expect(encodeNames("say('app.close'); say('app.back'); fetch('photo.jpg');", words)).toBe(
      "say('a7'); say('app.back'); fetch('photo.jpg');",
    );
  });

  it('looks for names that are put together in the table of their beginning, each imported once', () => {
    const words = { codes: new Map<string, string>(), beginnings: new Set(['job.is.']) };
    const hole = (name: string, value: string) => `\`${name}\${${value}}\``;
    const source = `say(${hole('job.is.', 'job.status')}); say(${hole('job.is.', 'a')}); say(${hole('stage.', 'b')});`;
    expect(encodeNames(source, words)).toBe(
      `import { codes_job_is } from '${TABLES}';\nsay(codes_job_is[job.status]); say(codes_job_is[a]); say(${hole('stage.', 'b')});`,
    );
  });

  it('is for the dashboard’s screens and texts alone', () => {
    expect(hasCodes('site/ui/album/tile.ts')).toBe(true);
    expect(hasCodes('site/i18n/editor-words.ts')).toBe(true);
    expect(hasCodes('site/i18n/link-words.ts')).toBe(false);
    expect(hasCodes('site/outbox/entry.ts')).toBe(false);
  });
});
