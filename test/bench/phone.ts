/**
 * `npm run bench -- phone`: what the dashboard weighs, how soon a worker can take a photo, and how soon the office sees it, in
 * a real Chromium on a slow phone and slow 3G. Against a form post straight to S3 and against Uppy in the same run.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import aws from '@uppy/aws-s3/package.json' with { type: 'json' };
import { type Measured, measurePhone } from './phone/measure-phone.ts';

const HELP = `npm run bench -- phone [--json] [--runs N]

  --runs N   how often each is measured; medians are shown (3)
  --json     every single measurement

Slow 3G is 400 kbit/s each way and 400 ms a round trip. The page's scripts run four times slower than on this machine. Takes about
four minutes. Look at the ratios, and at them only where the load average is small.`;

interface Goal {
  readonly goal: string;
  readonly wanted: number;
  readonly measured: number;
}

interface Report extends Measured {
  readonly machine: string;
  /** Of one minute, before and after. */
  readonly load: readonly [before: number, after: number];
  readonly goals: readonly Goal[];
}

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
  const loadBefore = readLoad();
  const measured = await measurePhone(Number(values.runs), (step) => console.error(`${step} …`));
  const report: Report = {
    machine: describeMachine(measured),
    load: [loadBefore, readLoad()],
    ...measured,
    goals: toGoals(measured),
  };
  console.log(values.json ? JSON.stringify(report, null, 2) : formatReport(report));
}

function toGoals({ captureScriptsKib, siteKib, firstCaptures, ours, others }: Measured): readonly Goal[] {
  const preview = median(ours.map(({ previewSeconds }) => previewSeconds));
  const working = median(ours.map(({ workingSeconds }) => workingSeconds));
  const form = median(others.form);
  return [
    { goal: 'scripts before the first capture, KiB gzip', wanted: 20, measured: captureScriptsKib },
    { goal: 'whole site, KiB gzip', wanted: 60, measured: siteKib },
    {
      goal: 'first capture possible, first visit, slow 3G, s',
      wanted: 2.5,
      measured: median(firstCaptures.map(({ firstVisitSeconds }) => firstVisitSeconds)),
    },
    {
      goal: 'first capture possible, next visit, no signal, s',
      wanted: 0.6,
      measured: median(firstCaptures.map(({ offlineSeconds }) => offlineSeconds)),
    },
    { goal: 'working copy in the office, of the form post', wanted: 1 / 5, measured: working / form },
    { goal: 'preview in the office, of the form post', wanted: 1 / 20, measured: preview / form },
    { goal: 'working copy in the office, of Uppy', wanted: 1 / 5, measured: working / median(others.uppy) },
  ];
}

function formatReport({ machine, load, photoBytes, ours, others, goals }: Report): string {
  const [some] = ours;
  const toKb = (bytes = 0) => `${Math.round(bytes / 1000)} KB`;
  const ways: readonly [string, string, readonly number[]][] = [
    ['ours, the preview', toKb(some?.previewBytes), ours.map(({ previewSeconds }) => previewSeconds)],
    ['ours, the working copy', toKb(some?.workingBytes), ours.map(({ workingSeconds }) => workingSeconds)],
    ['a form post of the photo straight to S3', toKb(photoBytes), others.form],
    ['Uppy with its S3 plugin and defaults', toKb(photoBytes), others.uppy],
  ];
  const form = median(others.form);
  return [
    `${machine}; load average ${load.map((value) => value.toFixed(1)).join(' before, ')} after`,
    '',
    '| wanted | at most | measured |',
    '|---|---|---|',
    ...goals.map(({ goal, wanted, measured }) => `| ${goal} | ${wanted} | ${measured.toPrecision(3)} |`),
    '',
    `| from the tap to the office, a photo of ${toKb(photoBytes)} | is sent | s | least and most | of the form post |`,
    '|---|---|---|---|---|',
    ...ways.map(([name, sent, seconds]) => {
      const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1));
      return `| ${name} | ${sent} | ${median(seconds).toFixed(1)} | ${least}–${most} | ${(median(seconds) / form).toFixed(3)} |`;
    }),
  ].join('\n');
}

function describeMachine({ chromium }: Measured): string {
  const versions = `Node ${process.versions.node}, Chromium ${chromium}, Uppy ${aws.version}`;
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${versions}`;
}

function readLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
