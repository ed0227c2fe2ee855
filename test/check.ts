/** `npm run check`: what can be said of a change in seconds. `npm test` is the whole truth. */
import { parseArgs } from 'node:util';
import { runTool } from './support/run-tool.ts';

const HELP = `npm run check

The fast checks: format and lint (Biome), types (TypeScript), and the rules of
docs/architecture.md. Stops at the first that fails and changes nothing:
\`npm run format\` mends what Biome can. \`npm test\` runs these and every test.

  --help       this text`;

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'format and lint', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  {
    name: 'architecture',
    command: 'vitest',
    args: ['run', '--config=test/vitest.config.ts', '--project=unit', 'test/architecture'],
  },
];

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) console.log(HELP);
else process.exitCode = await check();

async function check(): Promise<number> {
  for (const { name, command, args } of CHECKS) {
    const exitCode = await runTool(command, args);
    if (exitCode === 0) continue;
    console.error(`\n${name}: failed`);
    return exitCode;
  }
  return 0;
}
