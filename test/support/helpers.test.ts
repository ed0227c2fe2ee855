import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

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
