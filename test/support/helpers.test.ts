import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatClosing } from './closing-reporter.ts';

const TESTS = join(import.meta.dirname, '..');
const HOOK = /^(?:\w+\.)?(?:before|after)(?:Each|All)\(/m;

// The files of a process share what they import: a hook would be there for the first of them alone. A fixture is for all.
it('finds no helper that registers a hook when it is loaded', () => {
  const helpers = globSync('**/*.ts', { cwd: TESTS }).filter((path) => !path.endsWith('.test.ts'));
  const isSetup = (path: string) => path === 'support/leave-nothing.ts';
  const hooked = helpers.filter((path) => !isSetup(path) && HOOK.test(readFileSync(join(TESTS, path), 'utf8')));
  expect(helpers.length).toBeGreaterThan(50);
  expect(hooked).toEqual([]);
});

it('closes a run that was shared among processes with the slowest of all, what failed anywhere, and the sum', () => {
  const files = Array.from({ length: 9 }, (_, index) => ({ path: `${index}.test.ts`, seconds: index }));
  const one = { files, remarks: ['failed: a'], counts: { passed: 8, failed: 1, skipped: 0 }, left: [] };
  const other = {
    files: [
      { path: 'slow.test.ts', seconds: 7.5 },
      { path: 'quick.test.ts', seconds: 0.1 },
    ],
    remarks: ['failed: b'],
    counts: { passed: 2, failed: 2, skipped: 3 },
    left: [],
  };
  const lines = formatClosing([one, other]).trim().split('\n');
  expect(lines.slice(0, 3)).toEqual(['8.0 s  8.test.ts', '   7.5 s  slow.test.ts', '   7.0 s  7.test.ts']);
  expect([lines.length, ...lines.slice(10)]).toEqual([13, 'failed: a', 'failed: b', '10 passed, 3 failed, 3 skipped']);
});
