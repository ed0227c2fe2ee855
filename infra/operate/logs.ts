/** `npm run logs`: reads the edge functions' logs of every region in one stream, and bounds how long they are kept. */
import { setTimeout as wait } from 'node:timers/promises';
import { DEPLOYMENT_NAMES } from '../config/deployments.ts';
import { runCommand } from './command.ts';
import { CommandError } from './command-error.ts';
import { boundLogs, COMMON_REGIONS, type EdgeLogLine, findLogGroups, readEdgeLogs } from './edge-logs.ts';
import { explainError } from './explain-error.ts';
import { createJsonClient } from './json-client.ts';

const HELP = `Reads the logs of a deployment's edge functions, of every region in one stream.

Usage: npm run --silent logs -- [--stage dev] [options]
  --stage NAME     which deployment (dev)
  --since T        how far back: 30s, 10m, 1h (the default), 7d
  --grep TEXT      only lines that hold it
  --follow         goes on, until Ctrl-C
  --all            what Lambda itself writes as well: START, END, REPORT
  --keep-days N    reads nothing: sets how long the logs of every region are kept, which is for ever unless told
  --dry-run        with --keep-days: only says where
  --regions LIST   where to look (the ${COMMON_REGIONS.length} that every account has); where one refuses, the others are read, and the
                   exit code is 1

It takes the AWS credentials of your shell. The local run writes its log into its data folder: run.log.`;

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
/** What CloudWatch takes for a retention. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const POLL_MS = 5_000;
/** Lines arrive late and out of order: so far back is looked again. */
const LATE_MS = 60_000;

await runCommand(
  {
    help: HELP,
    options: {
      stage: { type: 'string', default: 'dev' },
      since: { type: 'string', default: '1h' },
      grep: { type: 'string' },
      follow: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      'keep-days': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      regions: { type: 'string' },
    },
    run: async ({ values }, signal) => {
      const deployment = parseDeploymentName(values.stage);
      const regions = values.regions?.split(',').filter((region) => region !== '') ?? COMMON_REGIONS;
      const keepDays = values['keep-days'] === undefined ? null : parseDays(values['keep-days']);
      const sinceMs = Date.now() - parseDuration(values.since) * 1000;
      const client = createJsonClient(process.env);
      const { groups, refusals } = await findLogGroups(client, { deployment, regions });
      for (const { region, error } of refusals) process.stderr.write(`${region}: ${explainError(error)}\n`);
      const isClean = refusals.length === 0;
      const refused = isClean ? '' : `, ${refusals.length} regions would not tell`;
      const where = `${groups.length} logs in ${new Set(groups.map(({ region }) => region)).size} regions${refused}`;
      if (keepDays !== null) {
        const isDryRun = values['dry-run'];
        const changed = await boundLogs(client, groups, { days: keepDays, isDryRun });
        for (const { region, name } of changed) process.stdout.write(`${region} ${name}\n`);
        const done = isDryRun ? 'would be kept' : 'are kept';
        return {
          summary: `${where}: ${changed.length} ${done} for ${keepDays} days now, the others were`,
          isClean,
        };
      }
      const { grep: text = null, all, follow } = values;
      const printed = new Set<string>();
      let fromMs = sinceMs;
      do {
        const lines = await readEdgeLogs(client, groups, { sinceMs: fromMs, text, all });
        for (const line of lines.filter(({ id }) => !printed.has(id))) {
          printed.add(line.id);
          process.stdout.write(`${formatLine(line)}\n`);
        }
        fromMs = Math.max(fromMs, Date.now() - LATE_MS);
        if (follow) await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
      } while (follow && !signal.aborted);
      return { summary: `${where}: ${printed.size} lines`, isClean };
    },
  },
  process.argv.slice(2),
);

function formatLine({ atMs, region, text }: EdgeLogLine): string {
  return `${new Date(atMs).toISOString()} ${region} ${text}`;
}

function parseDeploymentName(text: string): string {
  if (DEPLOYMENT_NAMES.some((name) => name === text && name !== 'local')) return text;
  throw new CommandError(`--stage must be dev or prod, not ${text}.`);
}

function parseDays(text: string): number {
  const days = RETENTION_DAYS.find((each) => String(each) === text);
  if (days === undefined) throw new CommandError(`--keep-days must be one of ${RETENTION_DAYS.join(', ')}.`);
  return days;
}

function parseDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  const seconds = Object.entries(SECONDS).find(([name]) => name === unit)?.[1];
  if (count === undefined || seconds === undefined) {
    throw new CommandError(`--since must read like 30s, 10m, 1h or 7d, not ${text}.`);
  }
  return Number(count) * seconds;
}
