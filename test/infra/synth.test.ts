import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CONTEXT_KEYS } from '../../infra/config/context-keys.ts';

const script = (name: string) => new URL(`../../infra/${name}.ts`, import.meta.url).pathname;
const run = (name: string, ...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [script(name), ...args]);

describe('npm run synth', () => {
  it('lists every setting in its help', async () => {
    const { stdout } = await run('synth', '--help');
    for (const key of Object.keys(CONTEXT_KEYS).filter((each) => each !== 'stage'))
      expect(stdout).toContain(`  ${key} `);
  });

  it('says in one line what is wrong with a setting', async () => {
    await expect(run('synth', '-c', 'delivery=ftp')).rejects.toMatchObject({
      code: 2,
      stderr: '-c delivery: must be `cloudfront` or `s3`.\n',
    });
  });
});

describe('npm run build', () => {
  it('explains itself', async () => {
    expect((await run('build/build', '--help')).stdout).toContain('npm run build');
  });
});
