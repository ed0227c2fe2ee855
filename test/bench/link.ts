/**
 * `npm run bench -- link`: how soon the first photo that a customer adds by a link is there, on a slow phone and slow 3G that have
 * never seen the site; what script that takes; and how long anything of a link lives on once it is revoked.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type MeasuredLink, measureLink } from './link/measure-link.ts';
import { watchStolenTime } from './stolen-time.ts';

const HELP = `npm run bench -- link [--json] [--runs N]

  --runs N   how often a first photo is measured, 1 to 10; medians are shown (3)
  --json     every single measurement

Slow 3G is 400 kbit/s each way and 400 ms a round trip. The page's scripts run four times slower than on this machine. Takes
about half a minute a run, and a minute until what was signed for a revoked link has ended.`;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const runs = parseRuns(values.runs);
  const tellStolen = watchStolenTime();
  const measured = await measureLink(runs, (step) => console.error(`${step} …`));
  const stolen = tellStolen();
  console.log(values.json ? JSON.stringify({ stolen, ...measured }, null, 2) : formatReport(measured, stolen));
}

function parseRuns(text: string): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1 || runs > 10) throw new Error(`--runs must be 1 to 10, not ${text}`);
  return runs;
}

function formatReport(
  { chromium, photoBytes, scriptKib, photos, revoked }: MeasuredLink,
  stolen: number | null,
): string {
  const seconds = (read: (photo: (typeof photos)[number]) => number) => median(photos.map(read)).toFixed(1);
  const goals: readonly [goal: string, wanted: string, measured: string][] = [
    [
      'first photo at the dispatcher’s, from the opening of the link, slow 3G, s',
      '8',
      seconds((it) => it.previewSeconds),
    ],
    ['all scripts that the page has loaded by then, KiB gzip', '30', scriptKib.toFixed(1)],
    ['anything of a revoked link still taken, s after', '60', Math.max(...Object.values(revoked)).toFixed(1)],
  ];
  const taken = stolen === null ? 'unknown' : `${(stolen * 100).toFixed(1)} %`;
  return [
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.versions.node}, Chromium ${chromium}; taken by the host: ${taken}`,
    '',
    '| wanted | at most | measured |',
    '|---|---|---|',
    ...goals.map((row) => `| ${row.join(' | ')} |`),
    '',
    `From the opening: photos can be chosen after ${seconds((it) => it.pickerSeconds)} s; of a photo of ${Math.round(photoBytes / 1000)} KB that is chosen then, the`,
    `dispatcher has a first look after ${seconds((it) => it.lookSeconds)} s, the preview after ${seconds((it) => it.previewSeconds)} s, the working copy after ${seconds((it) => it.workingSeconds)} s.`,
    `After its end, s: ${Object.entries(revoked)
      .map(([what, after]) => `${what} ${after.toFixed(1)}`)
      .join(', ')}.`,
  ].join('\n');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
