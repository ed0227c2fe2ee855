import { describe, expect, it } from 'vitest';
import { catchIn, plant } from '../plant.ts';
import { formatViolation } from '../rule.ts';
import { RULES } from '../rules.ts';
import type { RetiredWord } from '../words/retired-word.ts';
import { decisionIndex } from './decision-index.ts';
import { namedPaths } from './named-paths.ts';
import { RETIRED_WORDS, retiredWords } from './retired-words.ts';

describe('retired-words', () => {
  it.each(RETIRED_WORDS)('catches “$word” ($where): $caught', (retired) => {
    const path = placeOf(retired);
    expect(catchIn(retiredWords, { [path]: retired.caught })).toContain(`${path} ${retired.word}`);
  });

  it.each(RETIRED_WORDS)('lets pass beside “$word”: $innocent', (retired) => {
    expect(catchIn(retiredWords, { [placeOf(retired)]: retired.innocent })).toEqual([]);
  });

  it.each(['docs/a.md', 'site/styles/a.css', 'site/a.html', 'infra/a.ts', 'README.md'])('looks into %s', (path) => {
    expect(catchIn(retiredWords, { [path]: '/* darkroom */' })).toEqual([`${path} darkroom`]);
  });

  it('looks at the names of files and folders', () => {
    expect(catchIn(retiredWords, { 'site/ui/office/a.ts': '' })).toEqual(['site/ui/office/a.ts office']);
    expect(catchIn(retiredWords, { 'origin/core/audit-trail.ts': '' })).toEqual(['origin/core/audit-trail.ts trail']);
  });
});

describe('what a rule says of a violation', () => {
  it('names the place, what is wrong and what to do instead', () => {
    const [violation] = retiredWords.check(plant({ 'edge/a.ts': '\n// The darkroom.' }));
    expect(violation && formatViolation(retiredWords, violation)).toBe(
      'edge/a.ts:2: has the retired word “darkroom”: write “pipeline”.',
    );
  });

  it.each(RULES.map((rule) => [rule.name, rule] as const))('is one sentence: %s', (_name, { explain }) => {
    expect(explain('deed')).toMatch(/^[^\n]+: [^\n]+[^.]$/);
  });
});

describe('named-paths', () => {
  it.each([
    ['docs/a.md', 'See `edge/gone.ts`.', 'edge/gone.ts'],
    ['docs/a.md', 'See [it](gone.md).', 'gone.md'],
    ['docs/a.md', 'Change `gone.ts`.', 'gone.ts'],
    ['README.md', 'The rooms `infra/local/gone/` and others.', 'infra/local/gone'],
    ['edge/a.ts', '/** As docs/decisions/gone.md says. */', 'docs/decisions/gone.md'],
    ['edge/a.ts', 'const a = 1; // see gone.ts', 'gone.ts'],
  ])('catches in %s: %s', (path, text, subject) => {
    expect(catchIn(namedPaths, { [path]: text })).toContain(`${path} ${subject}`);
  });

  it.each([
    [
      'docs/a.md',
      'See `edge/there.ts`, `there.ts`, [it](../edge/there.ts) and [the rest](https://example.com/docs/gone.md).',
    ],
    [
      'docs/a.md',
      'Files `*.test.ts`, packages `node:test/reporters`, addresses like `/photos/deleted` and `jobs/{id}.json`.',
    ],
    ['edge/a.ts', "import { x } from './there.ts'; const text = 'edge/gone.ts'; // edge/there"],
  ])('lets pass in %s: %s', (path, text) => {
    expect(catchIn(namedPaths, { [path]: text, 'edge/there.ts': '' })).toEqual([]);
  });
});

describe('decision-index', () => {
  const path = 'docs/decisions/0007-a-choice.md';
  const index = (row: string) => ({ 'docs/decisions/README.md': `# Decisions\n\n${row}\n` });
  const head = (number = '0007') => `# ${number}: A choice\n\nDecided 2026-11-22 · accepted\n\nWhy.`;
  const row = '| [0007](0007-a-choice.md) | A choice | 2026-11-22 | accepted |';

  it.each([
    ['one that the index does not have', head(), ''],
    ['another date in the index', head(), row.replace('22', '23')],
    ['another title in the index', head(), row.replace('A choice', 'No choice')],
    ['another number in its title', head('0008'), row],
    ['one without a date', '# 0007: A choice\n\nWhy.', row],
  ])('catches %s', (_, text, line) => {
    expect(catchIn(decisionIndex, { [path]: text, ...index(line) })).toEqual([`${path} ${path}`]);
  });

  it('lets pass what both say alike', () => {
    expect(catchIn(decisionIndex, { [path]: head(), ...index(row) })).toEqual([]);
  });
});

function placeOf({ under, caught }: RetiredWord): string {
  const extension = caught.startsWith('<') ? 'html' : 'ts';
  const places = ['edge/a', 'site/sender/a', 'site/ui/a', 'infra/a'].map((place) => `${place}.${extension}`);
  return places.find((place) => !under || under.test(place)) ?? 'edge/a.ts';
}
