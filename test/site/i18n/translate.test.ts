import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasCodes } from '../../../infra/build/pack-words.ts';
import { en } from '../../../site/i18n/en.ts';
import { enLazy } from '../../../site/i18n/en-lazy.ts';
import { es } from '../../../site/i18n/es.ts';
import { esLazy } from '../../../site/i18n/es-lazy.ts';
import type { Message } from '../../../site/i18n/messages.ts';
import { chooseLanguage, createWords } from '../../../site/i18n/translate.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const english: Readonly<Record<string, Message>> = { ...en, ...enLazy };
const spanish: Readonly<Record<string, Message>> = { ...es, ...esLazy };
/** Of the English texts, the files and what is declared there. */
const DECLARED = globSync('site/i18n/{en*,*-words}.ts', { cwd: ROOT })
  .filter(hasCodes)
  .map((path) => readFileSync(`${ROOT}/${path}`, 'utf8').split('\nconst es')[0] ?? '')
  .flatMap((source) => [...source.matchAll(/^ {2}'?([a-z][a-z._-]*)'?:\s/gm)].map(([, key]) => key));

function placeholdersOf(message: Message | undefined): string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message ?? {});
  return [...new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
}

describe('the words', () => {
  it('are the same keys in both languages', () => {
    expect(Object.keys(spanish).sort()).toEqual(Object.keys(english).sort());
  });

  it('say nothing twice in English', () => {
    expect(DECLARED.filter((key, index) => DECLARED.indexOf(key) !== index)).toEqual([]);
    expect([...DECLARED].sort()).toEqual(Object.keys(english).sort());
  });

  it.each(Object.keys(english))('%s has the same placeholders and the same kind in both languages', (key) => {
    expect(placeholdersOf(spanish[key])).toEqual(placeholdersOf(english[key]));
    expect(typeof spanish[key]).toBe(typeof english[key]);
  });

  it.each([
    ['en', english],
    ['es', spanish],
  ])('call the page of deleted photos by its name: %s', (_, words) => {
    const texts = Object.values(words['photos.not-restored'] ?? {});
    for (const text of texts) expect(text).toContain(words['page.title.deleted']);
  });

  it.each(Object.entries(spanish))(
    '%s is one word for one thing: agregar, and nobody waits to be given a job',
    (_, message) => {
      expect(JSON.stringify(message)).not.toMatch(/(^|[^d])añad|asign|sin más/i);
    },
  );

  it.each(Object.entries(spanish))('%s is not empty', (_, message) => {
    const texts = typeof message === 'string' ? [message] : Object.values(message);
    expect(texts.every((text) => text.trim().length > 0)).toBe(true);
  });
});

describe('createWords', () => {
  const { say } = createWords('en', { ...en, ...enLazy });

  it('takes the singular for 1 and the plural for 0 and 2', () => {
    expect(say('count.photos', { n: 1 })).toBe('1 photo');
    expect(say('count.photos', { n: 0 })).toBe('0 photos');
    expect(say('count.photos', { n: 2 })).toBe('2 photos');
  });

  it('groups large numbers as the language does', () => {
    expect(say('count.photos', { n: 12345 })).toBe('12,345 photos');
  });

  it('leaves a placeholder that has no value', () => {
    expect(say('job.missing')).toContain('{stages}');
  });

  it('puts a value in as it is, also one that looks like a placeholder', () => {
    expect(say('capture.empty', { file: '{n} <b>.jpg' })).toBe('“{n} <b>.jpg” is empty.');
  });

  it('says nothing for words that are not loaded yet', () => {
    expect(createWords('en', en).say('viewer.details')).toBe('');
  });
});

describe('chooseLanguage', () => {
  it.each([
    [null, ['es-MX', 'en'], 'es'],
    [null, ['fr', 'es-419'], 'es'],
    [null, ['de-DE'], 'en'],
    [null, [], 'en'],
    ['en', ['es'], 'en'],
    ['toString', ['es'], 'es'],
  ] as const)('chosen %s, phone %j: %s', (chosen, preferred, expected) => {
    expect(chooseLanguage(chosen, preferred)).toBe(expected);
  });
});
