/** docs/ways-in.md names tests that there are, for each way in. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

const [claims = '', holders = ''] = read('docs/ways-in.md').split('## What holds the table');
const readRows = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\| (?!way in)/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

const WAYS = readRows(claims).map(([way = '']) => way);
const HELD = readRows(holders).map(([way = '', what = '', test = '']) => {
  const [, path = '', title = ''] = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/.exec(test) ?? [];
  return { way, what, path, title };
});

describe('docs/ways-in.md', () => {
  it('names fourteen ways in, each with what it guarantees in seven cells', () => {
    expect(WAYS).toHaveLength(14);
    for (const cells of readRows(claims)) expect(cells).toHaveLength(8);
  });

  it.each(WAYS)('has a test for: %s', (way) => {
    expect(HELD.some((row) => way.startsWith(row.way))).toBe(true);
  });

  it.each(HELD)('$path has the test: $title', ({ way, path, title }) => {
    expect(WAYS.some((name) => name.startsWith(way))).toBe(true);
    expect(read(path)).toContain(title);
  });
});
