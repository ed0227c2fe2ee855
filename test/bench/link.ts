/**
 * `npm run bench -- link`: how soon the first photo that a customer adds by a link is there, on a slow phone and slow 3G that have
 * never seen the site; what script that takes; and how long anything of a link lives on once it is revoked.
 */
import { defineBench, flag, whole } from '../support/define-bench.ts';
import { type MeasuredLink, measureLink } from './link/measure-link.ts';
import { formatMachine, watchStolenTime } from './stolen-time.ts';

const OPTIONS = {
  runs: whole('how often a first photo is measured; medians are shown', { otherwise: 3, to: 10 }),
  json: flag('every single measurement'),
};

const NOTES = `Slow 3G is 400 kbit/s each way and 400 ms a round trip. The page's scripts run four times slower than on this machine. Takes
about half a minute a run, and a minute until what was signed for a revoked link has ended.`;

/** @throws {OptionError} when an option is wrong */
export const run = defineBench({ name: 'link', options: OPTIONS, notes: NOTES }, async ({ runs, json }) => {
  const tellStolen = watchStolenTime();
  const measured = await measureLink(runs, (step) => console.error(`${step} …`));
  const stolen = tellStolen();
  console.log(json ? JSON.stringify({ stolen, ...measured }, null, 2) : formatReport(measured, stolen));
});

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
  return [
    formatMachine(stolen, [`Node ${process.versions.node}`, `Chromium ${chromium}`]),
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
