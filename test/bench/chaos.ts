/**
 * `npm run bench -- chaos`: how soon after a storm the photos of a phone that two people share are in their job. The tests of
 * test/system/phone/chaos.test.ts, over many seeds; each says what it took, and the last line median and worst.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runTool } from '../support/run-tool.ts';
import { watchStolenTime } from './stolen-time.ts';

const HELP = `npm run bench -- chaos [--seeds 1-50] [--photos 8]
npm run bench -- chaos --days 1-3

  --seeds LIST   storms by these seeds, in turn (1-50)
  --photos N     how many are taken in each (8)
  --days LIST    working days of two people with one phone instead, an hour in half a minute; by these seeds

A seed of 8 photos takes some half a minute, one of 50 some three minutes, a day some eight. Fails where a photo is lost,
doubled or another's, or comes later than it must; then it names the file that tells what happened.`;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '1-50' },
      photos: { type: 'string', default: '8' },
      days: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const { seeds, photos, days } = values;
  Object.assign(process.env, days ? { CHAOS_DAYS: days } : { CHAOS_SEEDS: seeds, CHAOS_PHOTOS: photos });
  const tellStolen = watchStolenTime();
  const file = 'test/system/phone/chaos.test.ts';
  process.exitCode = await runTool('vitest', ['run', '--config=test/vitest.config.ts', '--project=system', file]);
  const stolen = tellStolen();
  const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores`;
  console.log(`${machine}; taken by the host: ${stolen === null ? 'unknown' : `${(stolen * 100).toFixed(1)} %`}`);
}
