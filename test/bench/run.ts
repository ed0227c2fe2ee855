/** `npm run bench -- <name> [options]`: runs one of the benchmarks beside this file. */
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));

const HELP = `npm run bench -- <${names.join('|')}> [--rounds N] [--json] [--photos N] [--help]

Measures against an alternative in the same run and prints ratios. What was measured last stands in docs/benchmarks.md.
Which options each of them has stands at the head of its file: --photos, for one, is burst's.`;

const [name, ...args] = process.argv.slice(2);
if (name && names.includes(name)) {
  const { run } = await import(`./${name}.ts`);
  await run(args);
} else {
  console.log(HELP);
  process.exitCode = name && name !== '--help' ? 1 : 0;
}
