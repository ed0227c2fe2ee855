/**
 * `npm run bench -- load [--json] [--clients N] [--seconds N]`: many clients at once before a local run on the loopback, each
 * with the next request as soon as it has its response. The ratios tell: slowest to median, memory at the end to memory after
 * the first 5,000 requests. A warm-up of one request each is not counted.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { formatInventedJobId } from '../../infra/operate/fill/invent-jobs.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { type LoadFigures, loadRun } from './load/load-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const MAX_CLIENTS = 500;
const MAX_SECONDS = 120;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean' },
      clients: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const clients = toBounded(values.clients, MAX_CLIENTS);
  const seconds = toBounded(values.seconds, MAX_SECONDS);
  const local = await startLocalRun();
  try {
    const jobIds = await fillJobs(local, clients);
    const figures = await loadRun(local, { clients, jobIds, seconds });
    console.log(values.json ? JSON.stringify(figures, null, 2) : formatFigures(figures, clients, seconds));
  } finally {
    await local.stop();
  }
}

/** Every third job that is filled is open, however old it is. */
const OPEN_EVERY = 3;

/** An open job for each client. */
async function fillJobs({ dataDir }: LocalRun, count: number): Promise<readonly string[]> {
  const jobs = String(count * OPEN_EVERY);
  const args = ['--jobs', jobs, '--member-jobs', jobs, '--data', dataDir];
  await promisify(execFile)(process.execPath, ['infra/operate/fill.ts', ...args], { cwd: ROOT });
  return Array.from({ length: count }, (_, index) => formatInventedJobId(index * OPEN_EVERY));
}

function toBounded(text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new TypeError(`a whole number of 1 to ${max} is wanted, not ${text}`);
}

function formatFigures(figures: LoadFigures, clients: number, seconds: number): string {
  const { requests, failures, medianMs, p99Ms, slowestMs, residentMib, kinds } = figures;
  const { afterFirst, atEnd } = residentMib;
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${clients} clients, ${seconds} s`,
    '',
    '| requests | failed | median, ms | 99 of 100, ms | slowest, ms | slowest / median | MiB after 5,000 | MiB at the end | ratio |',
    '|---|---|---|---|---|---|---|---|---|',
    toRow([
      requests,
      failures.length,
      medianMs.toFixed(0),
      p99Ms.toFixed(0),
      slowestMs.toFixed(0),
      (slowestMs / medianMs).toFixed(1),
      afterFirst?.toFixed(0) ?? '–',
      atEnd?.toFixed(0) ?? '–',
      afterFirst && atEnd ? (atEnd / afterFirst).toFixed(2) : '–',
    ]),
    '',
    '| request | count | median, ms | slowest, ms |',
    '|---|---|---|---|',
    ...kinds.map(({ kind, count, medianMs: median, slowestMs: slowest }) =>
      toRow([kind, count, median.toFixed(0), slowest.toFixed(0)]),
    ),
    ...failures.slice(0, 10),
  ].join('\n');
}

function toRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
