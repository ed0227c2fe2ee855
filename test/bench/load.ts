/**
 * `npm run bench -- load`: many clients at once before a local run on the loopback, each with the next request as soon as it has its
 * response.
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { formatInventedJobId } from '../../infra/operate/fill/invent-jobs.ts';
import { defineBench, flag, whole } from '../support/define-bench.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';
import { type LoadFigures, loadRun } from './load/load-run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

const OPTIONS = {
  clients: whole('how many at once', { otherwise: 200, to: 500 }),
  seconds: whole('for so long at least', { otherwise: 60, to: 120 }),
  requests: whole('and until so many have come', { otherwise: 0, from: 0, to: 100_000 }),
  json: flag('every single measurement'),
};

const NOTES = `Slowest to median, and what each process takes of memory at the end against what it took after the first 5,000 requests: by
the last line the memory is flat, or it grows, or 8,000 requests have not come and nothing was judged. A warm-up of one request each is
not counted.`;

/** @throws {OptionError} when an option is wrong */
export const run = defineBench({ name: 'load', options: OPTIONS, notes: NOTES }, async ({ json, ...load }) => {
  const { clients } = load;
  const local = await startLocalRun();
  try {
    const jobIds = await fillJobs(local, clients);
    const figures = await loadRun(local, { ...load, jobIds });
    console.log(json ? JSON.stringify(figures, null, 2) : formatFigures(figures, clients));
  } finally {
    await local.stop();
  }
});

/** Every third job that is filled is open, however old it is. */
const OPEN_EVERY = 3;

/** An open job for each client. */
async function fillJobs({ dataDir }: LocalRun, count: number): Promise<readonly string[]> {
  const jobs = String(count * OPEN_EVERY);
  const args = ['--jobs', jobs, '--member-jobs', jobs, '--data', dataDir];
  await promisify(execFile)(process.execPath, ['infra/operate/fill.ts', ...args], { cwd: ROOT });
  return Array.from({ length: count }, (_, index) => formatInventedJobId(index * OPEN_EVERY));
}

function formatFigures(figures: LoadFigures, clients: number): string {
  const { requests, failures, medianMs, p99Ms, slowestMs, seconds, memory, kinds } = figures;
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${clients} clients, ${seconds.toFixed(0)} s`,
    '',
    '| requests | failed | median, ms | 99 of 100, ms | slowest, ms | slowest / median |',
    '|---|---|---|---|---|---|',
    toRow([
      requests,
      failures.length,
      medianMs.toFixed(0),
      p99Ms.toFixed(0),
      slowestMs.toFixed(0),
      (slowestMs / medianMs).toFixed(1),
    ]),
    '',
    '| request | count | median, ms | slowest, ms |',
    '|---|---|---|---|',
    ...kinds.map(({ kind, count, medianMs: median, slowestMs: slowest }) =>
      toRow([kind, count, median.toFixed(0), slowest.toFixed(0)]),
    ),
    ...failures.slice(0, 10),
    '',
    '| process | MiB after 5,000 | MiB at the end | MiB a 1,000 requests | |',
    '|---|---|---|---|---|',
    ...memory.map(({ name, word, growth }) => toRow([name, ...toCells(growth), word])),
    '',
    formatVerdict(memory),
  ].join('\n');
}

function toCells(growth: LoadFigures['memory'][number]['growth']): readonly string[] {
  if (growth === undefined) return ['–', '–', '–'];
  return [growth.fromMib.toFixed(0), growth.toMib.toFixed(0), growth.mibPerThousand.toFixed(2)];
}

function formatVerdict(memory: LoadFigures['memory']): string {
  const growing = memory.filter(({ word }) => word === 'grows').map(({ name }) => name);
  if (growing.length > 0) return `memory grows: ${growing.join(', ')}`;
  const judged = memory.filter(({ word }) => word === 'flat').length;
  return judged === 0 ? 'memory: not judged, too few requests' : `memory flat, in each of ${judged} processes`;
}

function toRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
