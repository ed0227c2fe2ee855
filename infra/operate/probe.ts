/** `npm run probe`: the points of docs/probes.md that a machine can see, each with what is expected and what to change if it is not so. */
import { readFile } from 'node:fs/promises';
import { runCommand } from './command.ts';
import { PROBE_OPTIONS, PROBE_OPTIONS_HELP, runProbeCommand } from './probes/command.ts';
import { type ProbeRow, parseProbeRows } from './probes/probe-rows.ts';
import { PROBES, type ProbeOutcome } from './probes/run-probes.ts';

const HELP = `Looks at every point of docs/probes.md that can be seen from outside; where one is otherwise, says what to change.

Usage: npm run --silent probe -- [https://…] [options]
${PROBE_OPTIONS_HELP}

The exit code is 1 where anything is otherwise than expected.`;

await runCommand(
  {
    help: HELP,
    options: PROBE_OPTIONS,
    run: async (given, signal) => {
      const rows = parseProbeRows(await readFile(new URL('../../docs/probes.md', import.meta.url), 'utf8'));
      const { summary, isClean } = await runProbeCommand(given, {
        signal,
        format: (result) => formatResult(result, rows),
      });
      const seen = new Set(PROBES.flatMap((probe) => probe.rows));
      const left = rows.filter(({ number }) => !seen.has(number)).map(({ number }) => number);
      return { summary: `${summary}. By hand: ${left.join(', ')}`, isClean };
    },
  },
  process.argv.slice(2),
);

function formatResult({ probe, outcome, detail }: ProbeOutcome, rows: readonly ProbeRow[]): string {
  const numbers = probe.rows.length === 0 ? '-' : probe.rows.join(',');
  const line = `${outcome.padEnd(8)} ${numbers.padEnd(9)} ${probe.name}\n`;
  if (outcome !== 'failed') return line;
  const own = rows.filter(({ number }) => probe.rows.includes(number));
  const hints = own.map((row) => `         ${row.number}: expected ${row.expected}\n         if not: ${row.ifNot}\n`);
  return `${line}         seen: ${detail}\n${hints.join('')}`;
}
