/**
 * `npm run bench -- chaos`: how soon after a storm the photos of a phone that two people share are in their job. The tests of
 * test/system/phone/chaos.test.ts, over many seeds; each says what it took, and the last line median and worst.
 */
import { defineBench, text, whole } from '../support/define-bench.ts';
import { runTool } from '../support/run-tool.ts';
import { formatMachine, watchStolenTime } from './stolen-time.ts';

const OPTIONS = {
  seeds: text('storms by these seeds, in turn', '1-50'),
  photos: whole('how many are taken in each', { otherwise: 8, to: 200 }),
  days: text('working days of two people with one phone instead, an hour in half a minute; by these seeds, as 1-3'),
};

const NOTES = `A seed of 8 photos takes some half a minute, one of 50 some three minutes, a day some eight. Fails where a photo is lost,
doubled or another's, or comes later than it must; then it names the file that tells what happened.`;

/** @throws {OptionError} when an option is wrong */
export const run = defineBench({ name: 'chaos', options: OPTIONS, notes: NOTES }, async ({ seeds, photos, days }) => {
  Object.assign(process.env, days ? { CHAOS_DAYS: days } : { CHAOS_SEEDS: seeds, CHAOS_PHOTOS: String(photos) });
  const tellStolen = watchStolenTime();
  const file = 'test/system/phone/chaos.test.ts';
  process.exitCode = await runTool('vitest', ['run', '--config=test/vitest.config.ts', '--project=system', file]);
  console.log(formatMachine(tellStolen()));
});
