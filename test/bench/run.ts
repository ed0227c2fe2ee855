/** `npm run bench -- <name> [options]`: runs one of the benchmarks beside this file. */
import { readdirSync } from 'node:fs';
import { OptionError } from '../support/define-bench.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));

const HELP = `npm run bench -- <${names.join('|')}> [options] [--help]

Measures against an alternative in the same run and prints ratios. What was measured last stands in docs/benchmarks.md. Each
explains its options with --help; they are

  --rounds N, --runs N            how often it is measured
  --photos N, --jobs N, --sizes … how much there is
  --clients N, --seconds N, --requests N
                                  load: how many at once, and for how long
  --minutes N, --network NAME, --seed N, --seeds N-N, --days N
                                  the weather and the length of a scene
  --data DIR, --shots DIR         a run that is filled already, and where pictures go
  --json                          every single measurement`;

const [name, ...args] = process.argv.slice(2);
if (name && names.includes(name)) {
  const { run } = await import(`./${name}.ts`);
  await run(args).catch(explainWrongOption);
} else {
  console.log(HELP);
  process.exitCode = name && name !== '--help' ? 1 : 0;
}

function explainWrongOption(error: unknown): void {
  if (!(error instanceof OptionError)) throw error;
  console.error(`${error.message}\n\n  npm run bench -- ${name} --help`);
  process.exitCode = 1;
}
