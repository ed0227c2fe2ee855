/**
 * `npm run bench -- phone`: what the dashboard weighs, how soon a worker can take a photo, and how soon a dispatcher sees it, in
 * a real Chromium on a slow phone and slow 3G. Against a form post straight to S3 and against Uppy in the same run.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import uppy from '@uppy/aws-s3/package.json' with { type: 'json' };
import { STORM_PHOTOS } from './phone/back-after-storm.ts';
import type { FirstCapture } from './phone/first-capture.ts';
import { LOOKS, type Measured, measurePhone, PHONE_PARTS, type PhonePart } from './phone/measure-phone.ts';
import type { OurTimes } from './phone/tap-to-dispatcher.ts';
import { watchStolenTime } from './stolen-time.ts';

const HELP = `npm run bench -- phone [--json] [--runs N] [--only PART]

  --runs N   how often each is measured, 1 to 10; medians are shown (3)
  --only P   one part alone: ${PHONE_PARTS.join(', ')}; the looks take half a minute a run
  --json     every single measurement

Slow 3G is 400 kbit/s each way and 400 ms a round trip. The page's scripts run four times slower than on this machine. Takes
about four minutes a run. Look at the ratios; at the seconds only where the host has taken next to nothing.`;

interface Goal {
  readonly goal: string;
  readonly wanted: number;
  readonly measured: number;
}

interface Report extends Measured {
  readonly machine: string;
  /** Of this virtual machine's processor time, what its host gave to others meanwhile, 0 to 1; null where it can't be told. */
  readonly stolen: number | null;
  readonly goals: readonly Goal[];
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '3' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const tellStolen = watchStolenTime();
  const measured = await measurePhone({
    runs: parseRuns(values.runs),
    parts: values.only === undefined ? PHONE_PARTS : [parsePart(values.only)],
    tell: (step) => console.error(`${step} …`),
  });
  const report: Report = {
    machine: describeMachine(measured),
    stolen: tellStolen(),
    ...measured,
    goals: toGoals(measured),
  };
  console.log(values.json ? JSON.stringify(report, null, 2) : formatReport(report));
}

function parseRuns(text: string): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1 || runs > 10) throw new Error(`--runs must be 1 to 10, not ${text}`);
  return runs;
}

function parsePart(text: string): PhonePart {
  const part = PHONE_PARTS.find((name) => name === text);
  if (!part) throw new Error(`--only must be one of ${PHONE_PARTS.join(', ')}, not ${text}`);
  return part;
}

function toGoals({ weightKib, firstCaptures, ours, storms, looks, others }: Measured): readonly Goal[] {
  const preview = median(ours.map(({ previewSeconds }) => previewSeconds));
  const working = median(ours.map(({ workingSeconds }) => workingSeconds));
  const look = median(ours.map(toLookSeconds));
  const form = median(others.form);
  const medianOf = (read: (capture: FirstCapture) => number) => median(firstCaptures.map(read));
  return [
    { goal: 'scripts until a photo is safe on the phone, KiB gzip', wanted: 20, measured: weightKib.captureScripts },
    { goal: 'scripts of the whole site, in one language, KiB gzip', wanted: 120, measured: weightKib.scripts },
    {
      goal: 'first capture possible, first visit, slow 3G, s',
      wanted: 2.5,
      measured: medianOf(({ firstVisit }) => firstVisit.buttonsSeconds),
    },
    {
      goal: 'first capture possible, next visit, no signal, s',
      wanted: 0.6,
      measured: medianOf(({ offline }) => offline.buttonsSeconds),
    },
    {
      goal: 'from the tap to "on this phone", page at rest, s',
      wanted: 0.3,
      measured: median(ours.map(({ savedSeconds }) => savedSeconds)),
    },
    { goal: `back after a storm of ${STORM_PHOTOS} photos, the worst, s`, wanted: 60, measured: Math.max(...storms) },
    { goal: "first look at the dispatcher's, slow 3G, s", wanted: 1.2, measured: look },
    { goal: `${LOOKS} first looks at the dispatcher's, slow 3G, s`, wanted: 4, measured: median(looks) },
    { goal: "first look at the dispatcher's, of the form post", wanted: 0.02, measured: look / form },
    { goal: "working copy at the dispatcher's, of the form post", wanted: 1 / 5, measured: working / form },
    { goal: "preview at the dispatcher's, of the form post", wanted: 1 / 20, measured: preview / form },
  ];
}

function formatReport(report: Report): string {
  const { machine, stolen, weightKib, firstCaptures, photoBytes, goals } = report;
  const toSeconds = (read: (capture: FirstCapture) => number) => median(firstCaptures.map(read)).toFixed(1);
  const measured = goals.filter((goal) => Number.isFinite(goal.measured));
  const saved = [
    `A photo of ${toKb(photoBytes)} that is chosen in the first frame with buttons is said to be on the phone`,
    `${toSeconds(({ firstVisit }) => firstVisit.savedSeconds)} s after the navigation began, without signal ${toSeconds(({ offline }) => offline.savedSeconds)} s.`,
  ];
  return [
    `${machine}; taken by the host: ${stolen === null ? 'unknown' : `${(stolen * 100).toFixed(1)} %`}`,
    '',
    '| wanted | at most | measured |',
    '|---|---|---|',
    ...measured.map((goal) => toRow([goal.goal, String(goal.wanted), goal.measured.toPrecision(3)])),
    '',
    `All files of the site, with styles and icons: ${weightKib.files.toFixed(1)} KiB gzip.`,
    ...(firstCaptures.length > 0 ? saved : []),
    ...formatWays(report),
  ].join('\n');
}

function formatWays({ photoBytes, ours, others }: Report): readonly string[] {
  const [some] = ours;
  if (!some) return [];
  const ways: readonly [name: string, sent: string, seconds: readonly number[]][] = [
    ['ours, the first look', 'with the request for the ticket', ours.map(toLookSeconds)],
    ['ours, the preview', toKb(some.previewBytes), ours.map(({ previewSeconds }) => previewSeconds)],
    ['ours, the working copy', toKb(some.workingBytes), ours.map(({ workingSeconds }) => workingSeconds)],
    ['a form post of the photo straight to S3', toKb(photoBytes), others.form],
    ['Uppy with its S3 plugin and defaults', toKb(photoBytes), others.uppy],
  ];
  return [
    '',
    `| from the tap to the dispatcher, a photo of ${toKb(photoBytes)} | is sent | s | least and most | of the form post | of Uppy |`,
    '|---|---|---|---|---|---|',
    ...ways.map(([name, sent, seconds]) => {
      const range = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1)).join('–');
      const ratios = [others.form, others.uppy].map((other) => (median(seconds) / median(other)).toFixed(3));
      return toRow([name, sent, median(seconds).toFixed(1), range, ...ratios]);
    }),
  ];
}

function toKb(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`;
}

/** Where the preview was quicker, it was the first to be seen. */
function toLookSeconds({ lookSeconds, previewSeconds }: OurTimes): number {
  return lookSeconds ?? previewSeconds;
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function describeMachine({ chromium }: Measured): string {
  const versions = `Node ${process.versions.node}, Chromium ${chromium}, Uppy ${uppy.version}`;
  return `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${versions}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
