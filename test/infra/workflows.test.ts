/** The workflows of GitHub Actions: read by GitHub's own parser, and held to what this project asks of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Parser from '@actions/workflow-parser';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const FOLDER = new URL('../../.github/workflows/', import.meta.url);
const names = readdirSync(FOLDER);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');

let parser: typeof Parser;
/** The package imports JSON in a way that Node no longer takes: bundled it is read. */
beforeAll(async () => {
  const outfile = join(mkdtempSync(join(tmpdir(), 'edgeshot-workflows-')), 'parser.cjs');
  const stdin = { contents: "export * from '@actions/workflow-parser'", resolveDir: import.meta.dirname };
  await build({ stdin, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'silent' });
  parser = createRequire(import.meta.url)(outfile);
});

async function findErrors(name: string, content: string): Promise<readonly string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = parser;
  const result = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (!result.value) return result.context.errors.getErrors().map(({ message }) => message);
  const template = await convertWorkflowTemplate(result.context, result.value);
  return [
    ...result.context.errors.getErrors().map(({ message }) => message),
    ...(template.errors ?? []).map(({ Message }) => Message),
  ];
}

describe.each(names)('.github/workflows/%s', (name) => {
  const content = read(name);

  it('is what GitHub takes', async () => {
    expect(await findErrors(name, content)).toEqual([]);
  });

  it('runs actions of others by the commit that was looked at, and leaves its token out of the folder', () => {
    const actions = [...content.matchAll(/uses: (\S+)( # v[\d.]+)?$/gm)];
    expect(actions.length).toBeGreaterThan(0);
    for (const [, action, version] of actions) {
      expect([action, version]).toEqual([expect.stringMatching(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/), expect.any(String)]);
    }
    const count = (text: string) => content.split(text).length;
    expect(count('persist-credentials: false')).toBe(count('actions/checkout@'));
  });

  it('gives its token no more than it says, and keeps no key of AWS', () => {
    expect(content).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(content).not.toMatch(/aws-secret-access-key|AWS_SECRET_ACCESS_KEY|write-all|pull_request_target/);
    if (content.includes('configure-aws-credentials')) expect(content).toContain('id-token: write');
  });

  it('calls only scripts that there are, and puts nothing that others wrote into a shell', () => {
    const scripts = [...content.matchAll(/npm run (?:--silent |-s )?([\w:-]+)/g)].map(([, script = '']) => script);
    expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
    const blocks = [...content.matchAll(/run: (?:\|\n((?: {10,}.*\n)+)|(.*)\n)/g)].map(
      ([, long, short]) => long ?? short,
    );
    expect(blocks.filter((block) => block?.includes('${{'))).toEqual([]);
  });

  it('ends by itself, on a machine that is named', () => {
    const jobs = content.split('\njobs:')[1] ?? '';
    const count = (pattern: RegExp) => [...jobs.matchAll(pattern)].length;
    expect(count(/timeout-minutes:/g)).toBe(count(/runs-on: ubuntu-24\.04/g));
  });
});

describe('the parser', () => {
  it.each([
    ['an unknown key', 'on: push\njobs:\n  a:\n    runs-on: x\n    step: []\n'],
    [
      'an expression that is none',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        if: github.ref = 1\n',
    ],
    ['a job without steps and machine', 'on: push\njobs:\n  a: {}\n'],
  ])('would see %s', async (_what, content) => {
    expect(await findErrors('bad.yml', content)).not.toEqual([]);
  });
});

describe('deploy.yml', () => {
  it('takes the site back where the look at it fails, and only where this run has put it in the place of another', () => {
    const content = read('deploy.yml');
    expect(content).toContain("if: failure() && steps.site.outputs.replaced != ''");
    expect(content).toContain('echo "replaced=$replaced" >> "$GITHUB_OUTPUT"');
    expect(content.indexOf('release -- promote')).toBeLessThan(content.indexOf('smoke --'));
    expect(content.indexOf('smoke --')).toBeLessThan(content.indexOf('release -- rollback'));
    expect(content.indexOf('run --silent diff')).toBeLessThan(content.indexOf('cdk deploy'));
  });

  it.each([
    ['there is no stack yet', 'An error occurred (ValidationError) …: Stack with id Edgeshot-dev does not exist', 0],
    ['the stack may not be read', 'An error occurred (AccessDenied) …: not authorized', 1],
  ])('deploys or stops before that, by what AWS says: %s', async (_what, refusal, code) => {
    const commands = { aws: `echo '${refusal}' >&2; exit 254`, npm: 'echo "npm $*"' };
    const { status, stdout, stderr } = judgeDeployment(commands);
    expect([status, stdout.includes('run --silent diff')]).toEqual([code, false]);
    expect(code === 0 ? stdout : stderr).toContain(code === 0 ? 'no stack Edgeshot-dev yet' : 'AccessDenied');
  });

  it.each([
    ['would lose nothing', 0],
    ['would replace what holds photos', 3],
  ])('deploys or stops before that, by what the difference from what stands there says: it %s', (_what, code) => {
    const npm = `echo "npm $*"; case "$*" in *" diff "*) exit ${code} ;; esac`;
    const { status, stdout } = judgeDeployment({ aws: "echo '{}'", npm });
    expect([status, stdout.includes('diff -- deployed.json')]).toEqual([code, true]);
  });
});

describe('check.yml', () => {
  it('holds what a pull request makes of each template to what was there before', () => {
    expect(read('check.yml')).toMatch(/npm run --silent diff -- "\.\.\/base\/cdk\.out\//);
  });
});

describe('drift.yml', () => {
  it('asks in environments of its own, which no reviewer of a deployment holds up', () => {
    expect(read('drift.yml')).toMatch(/environment: \$\{\{ matrix\.stage \}\}-drift\n/);
    const runbook = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    for (const name of ['`dev-drift`', '`prod-drift`']) expect(runbook).toContain(name);
  });
});

/** The step of deploy.yml before which nothing is deployed, run with commands of our own. */
function judgeDeployment(commands: Readonly<Record<'aws' | 'npm', string>>) {
  const [, script = ''] = /name: Refuse what would .*\n {8}run: \|\n((?: {10,}.*\n)+)/.exec(read('deploy.yml')) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'edgeshot-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const env = { PATH: `${folder}:${process.env.PATH}`, STAGE: 'dev', CDK_CONTEXT: '' };
  return spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
}
