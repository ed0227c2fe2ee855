import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** npm runs these two without `run`. */
const LIFE_CYCLE = ['start', 'test'];

describe('package.json', () => {
  it.concurrent.each(Object.entries(manifest.scripts))('%s explains itself with --help', async (name, command) => {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('node');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args, '--help'], { cwd: ROOT });
    const call = LIFE_CYCLE.includes(name) ? `npm ${name}` : `npm run (-s |--silent )?${name}`;
    expect(stdout).toMatch(new RegExp(`${call}(?![\\w:-])`));
    expect(stderr).toBe('');
  });
});
