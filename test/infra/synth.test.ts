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

describe('npm run synth, said wrongly', () => {
  it.each([
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['prod'], 'prod: see --help'],
    [['--stage', 'nowhere'], '-c stage: must be one of'],
    [['-c', 'stage=nowhere'], '-c stage: must be one of'],
    [['--stage', 'dev', '-c', 'stage=prod'], 'Which one'],
  ])('%j: says so in one line', async (args, line) => {
    const refused = run('synth', ...args);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(line) });
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringMatching(/^.*\n$/) });
  });
});

describe('npm run diff', () => {
  it('says in one line that a file is no JSON', async () => {
    const refused = run('diff', script('diff'), script('diff'));
    await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^\S+: not JSON\n$/) });
  });
});

describe('npm run build', () => {
  it('explains itself', async () => {
    expect((await run('build/build', '--help')).stdout).toContain('npm run build');
  });
});
