/** docs/planted-faults.md names tests that there are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

const ROWS = read('docs/planted-faults.md')
  .split('\n')
  .flatMap((line) => {
    const [, path, title] = /\| `(test\/[\w./-]+\.test\.ts)`: (.+) \|$/.exec(line) ?? [];
    return path === undefined || title === undefined ? [] : [[path, title] as const];
  });

describe('docs/planted-faults.md', () => {
  it('has a row for each part of a deployment', () => {
    expect(ROWS).toHaveLength(25);
  });

  it.each(ROWS)('%s has the test: %s', (path, title) => {
    expect(read(path)).toContain(title);
  });
});
