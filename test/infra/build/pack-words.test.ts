import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeNames, hasCodes, packWords } from '../../../infra/build/pack-words.ts';
import { en } from '../../../site/i18n/en.ts';
import { enLazy } from '../../../site/i18n/en-lazy.ts';
import { es } from '../../../site/i18n/es.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const { codes, languages } = packWords(ROOT);
const codeOf = (name: string) => codes.get(name) ?? name;

/** What the module of a build exports. */
async function load(path: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  return import(`data:text/javascript,${encodeURIComponent(languages.get(path) ?? '')}`);
}

describe('packWords', () => {
  it.each([
    { path: 'site/i18n/en-lazy.ts', name: 'enLazy', texts: enLazy },
    { path: 'site/i18n/es.ts', name: 'es', texts: es },
  ])('has every text of $path under its code, and no other', async ({ path, name, texts }) => {
    const { [name]: packed } = await load(path);
    expect(packed).toEqual(Object.fromEntries(Object.entries(texts).map(([key, text]) => [codeOf(key), text])));
  });

  it('gives each name a code of its own, two characters that begin with a letter', () => {
    expect(new Set(codes.values()).size).toBe(codes.size);
    expect([...codes.values()].filter((code) => !/^[a-z][0-9a-z]$/.test(code))).toEqual([]);
    expect(codes.size).toBeGreaterThan(150);
  });

  it('leaves the names that a screen puts together, by their beginning', () => {
    for (const name of ['stage.before', 'problem.unavailable', 'page.title.history']) {
      expect([name, codes.get(name)]).toEqual([name, undefined]);
    }
  });

  it('gives a code to no text that nobody says by its whole name', () => {
    const said = globSync('site/ui/**/*.ts', { cwd: ROOT }).map((path) => readFileSync(`${ROOT}/${path}`, 'utf8'));
    const all = said.join('\n');
    expect([...codes.keys()].filter((name) => !all.includes(`'${name}'`))).toEqual([]);
  });

  it('knows every text that English has, and Spanish', () => {
    expect(Object.keys({ ...en, ...enLazy }).filter((name) => !(name in es))).toEqual([]);
  });
});

describe('encodeNames', () => {
  it('puts codes in the place of names, and leaves everything else', () => {
    const codes = new Map([['app.close', 'a7']]);
    expect(encodeNames("say('app.close'); say('app.back'); fetch('photo.jpg');", codes)).toBe(
      "say('a7'); say('app.back'); fetch('photo.jpg');",
    );
  });

  it('is for the dashboard’s screens and texts alone', () => {
    expect(hasCodes('site/ui/album/tile.ts')).toBe(true);
    expect(hasCodes('site/i18n/editor-words.ts')).toBe(true);
    expect(hasCodes('site/i18n/link-words.ts')).toBe(false);
    expect(hasCodes('site/outbox/entry.ts')).toBe(false);
  });
});
