/** `npm run smoke`: whether a deployment does its main job, from the first page to a photo's thumbnail, in half a minute. */
import { runCommand } from './command.ts';
import { PROBE_OPTIONS, PROBE_OPTIONS_HELP, runProbeCommand } from './probes/command.ts';

const HELP = `Looks whether a deployment does its main job: pages, a ticket, an upload, an album, a thumbnail, a refusal of each kind.

Usage: npm run --silent smoke -- [https://…] [options]
${PROBE_OPTIONS_HELP}

The exit code is 1 where anything is otherwise than expected.`;

await runCommand(
  {
    help: HELP,
    options: PROBE_OPTIONS,
    run: (given, signal) =>
      runProbeCommand(given, {
        signal,
        format: ({ probe, outcome, detail }) =>
          `${outcome.padEnd(8)} ${probe.name}${detail === null ? '' : `: ${detail}`}\n`,
      }),
  },
  process.argv.slice(2),
);
