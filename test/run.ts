/**
 * `npm test`: every check there is, in the order in which they are cheapest to fail — format and lint, types, then the
 * unit tests (the architecture among them) and the journeys in a real browser. Ends with what failed or needed a second
 * try, and one line with the counts.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareTools } from './support/prepare-tools.ts';
import { joinReports, type Report, readReport } from './support/read-report.ts';

const ROOT = new URL('..', import.meta.url).pathname;

const HELP = `npm test [-- options] [filter …]

Runs all checks: format, lint, types, unit tests, and journeys in a real Chromium against a local run.
Where Debian's apt is there, missing tools (chromium, njs) are installed; elsewhere it says what is missing.

  --unit       only the unit tests
  --system     only the journeys
  --help       this text
  filter       only test files whose path contains it`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      unit: { type: 'boolean' },
      system: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const whole = !values.unit && !values.system && positionals.length === 0;
  if (whole || values.system) await prepareTools();
  if (whole && (await run('biome', ['check', '--error-on-warnings', '.'])) !== 0) return fail('format and lint');
  if (whole && (await run('tsc', ['-p', '.'])) !== 0) return fail('types');

  const projects = values.unit ? ['unit'] : values.system ? ['system'] : ['unit', 'system'];
  const outcomes = [];
  for (const project of projects) outcomes.push(await runProject(project, positionals));
  const { passed, failed, skipped, remarks } = joinReports(outcomes.map(({ report }) => report));
  for (const remark of remarks) console.log(remark);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return outcomes.some(({ exitCode }) => exitCode !== 0) ? 1 : 0;
}

async function runProject(project: string, filters: string[]): Promise<{ exitCode: number; report: Report }> {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-test-'));
  const path = join(folder, 'report.json');
  const exitCode = await run('vitest', [
    'run',
    '--config=test/vitest.config.ts',
    `--project=${project}`,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${path}`,
    ...filters,
  ]);
  const report = await readReport(path, ROOT);
  await rm(folder, { recursive: true, force: true });
  return { exitCode, report };
}

function fail(stage: string): number {
  console.error(`\n${stage}: failed; the tests were not run.`);
  return 1;
}

function run(command: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
