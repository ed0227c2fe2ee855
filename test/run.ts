/**
 * `npm test`: every check there is, in the order in which they are cheapest to fail: format and lint, types, then all
 * tests (the architecture among them). Ends with the slowest files, what failed, and one line with the counts.
 */
import { parseArgs } from 'node:util';
import { prepareTools } from './support/prepare-tools.ts';
import { runTests } from './support/run-tests.ts';
import { runTool } from './support/run-tool.ts';

const KINDS = ['unit', 'browser', 'system'] as const;

const HELP = `npm test [-- options] [filter …]

Runs all checks: format, lint, types, and the tests of every kind.
Where Debian's apt is there, missing tools (chromium, njs) are installed; elsewhere it says what is missing.

  --unit       only the unit tests: no browser, nothing to install
  --browser    only parts of the product in a real Chromium
  --system     only whole processes: a local run and its journeys, commands, kills
  --help       this text
  filter       only test files whose path contains it`;

process.exitCode = await main();

async function main(): Promise<number> {
  const kind = { type: 'boolean' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { unit: kind, browser: kind, system: kind, help: kind },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const chosen = KINDS.filter((name) => values[name]);
  const kinds = chosen.length > 0 ? chosen : KINDS;
  const isWhole = chosen.length === 0 && positionals.length === 0;
  if (isWhole || values.browser || values.system) prepareTools();
  if (isWhole) {
    const lint = runTool('biome', ['check', '--error-on-warnings', '.']);
    const types = runTool('tsc', ['-p', '.'], { isQuiet: true });
    if ((await lint) !== 0) return fail('format and lint');
    if ((await types) !== 0) return fail('types');
  }
  return runTests(kinds, ['--passWithNoTests', ...positionals]);
}

function fail(step: string): number {
  console.error(`\n${step}: failed; the tests were not run.`);
  return 1;
}
