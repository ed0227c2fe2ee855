import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleEdgeFunction } from '../../../infra/build/bundle.ts';
import { hashSource } from '../../../infra/build/code-cache.ts';

const directory = mkdtempSync(join(tmpdir(), 'edgeshot-code-cache-'));
const cache = join(directory, 'handler.cache');

beforeAll(async () => {
  await bundleEdgeFunction(join(import.meta.dirname, '../../../edge/jobs.ts'), directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Loads the function in a fresh process and tells whether V8 took the cache; null where there was none to take. */
function load(): { type: string; isRejected: boolean | null } {
  const program = `
    const vm = require('node:vm');
    const Script = vm.Script;
    let isRejected = null;
    vm.Script = class extends Script { constructor(...args) { super(...args); isRejected = this.cachedDataRejected ?? null; } };
    const type = typeof require(process.argv[1]).handler;
    process.stdout.write(JSON.stringify({ type, isRejected }));`;
  const env = { PATH: process.env.PATH ?? '' };
  return JSON.parse(
    execFileSync(process.execPath, ['-e', program, directory], {
      env,
      encoding: 'utf8',
      timeout: 120_000,
      killSignal: 'SIGKILL',
    }),
  );
}

describe('the code cache', () => {
  it('is taken by the Node that made it', () => {
    expect(load()).toEqual({ type: 'function', isRejected: false });
  });

  it('does not change the name of the code', () => {
    const name = hashSource(directory);
    writeFileSync(cache, Buffer.concat([readFileSync(cache), Buffer.from('x')]));
    expect(hashSource(directory)).toBe(name);
    writeFileSync(join(directory, 'handler.js'), `${readFileSync(join(directory, 'handler.js'), 'utf8')} `);
    expect(hashSource(directory)).not.toBe(name);
  });

  it.each([
    ['of another source', () => undefined, true],
    ['cut short', () => truncateSync(cache, 1000), true],
    ['empty', () => truncateSync(cache, 0), true],
    ['gone', () => rmSync(cache), null],
  ])('is not missed when it is %s: the source is compiled', (_, damage, isRejected) => {
    damage();
    expect(load()).toEqual({ type: 'function', isRejected });
  });
});
