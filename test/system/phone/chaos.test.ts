/**
 * A phone that two workers share, in a real browser against the whole local run: cut and stalled connections, lost responses, a
 * busy S3, an odd issuer, new keys, people who leave while photos are being saved, a member taken off the job, tabs that
 * sleep. `npm run bench -- chaos` runs many seeds, large storms, and whole days.
 */
import { afterAll, describe, expect } from 'vitest';
import { badNetworkTest } from './bad-network-test.ts';
import { liveThroughBadDay } from './chaos/bad-day.ts';
import type { SceneResult } from './chaos/chaos-scene.ts';
import { playScene } from './chaos/play-scene.ts';
import { formatSummary, parseSeeds } from './chaos/seeds.ts';
import { liveThroughWorkingDay } from './chaos/working-day.ts';

const PHOTOS = Number(process.env.CHAOS_PHOTOS ?? 8);
const DAYS = parseSeeds(process.env.CHAOS_DAYS ?? '');
const SEEDS = parseSeeds(process.env.CHAOS_SEEDS ?? (DAYS.length > 0 ? '' : '8'));

const PLANS = [
  {
    name: `a bad day of ${PHOTOS} photos`,
    seeds: SEEDS,
    photos: PHOTOS,
    burst: Math.ceil(PHOTOS / 4),
    // Back in a minute; where there is much to send, in two.
    calmSeconds: PHOTOS <= 10 ? 60 : 120,
    play: liveThroughBadDay,
  },
  {
    name: 'a working day, an hour in half a minute',
    seeds: DAYS,
    photos: 60,
    burst: 8,
    calmSeconds: 120,
    play: liveThroughWorkingDay,
  },
].filter(({ seeds }) => seeds.length > 0);

const it = badNetworkTest.extend('token', { scope: 'file' }, ({ run }) =>
  run.token('dispatcher', '--expires-in', '1d'),
);

describe.each(PLANS)('$name', ({ seeds, photos, burst, calmSeconds, play }) => {
  const results: SceneResult[] = [];
  afterAll(() => console.log(formatSummary(results)));

  it.for(seeds)(
    `has each photo in the job once, by who took it, ${calmSeconds} s after the last fault (seed %i)`,
    { timeout: 0 },
    async (seed, { run, proxy, browser, token }) => {
      const result = await playScene({ run, proxy, browser, token, seed, photos, burst, calmSeconds }, play);
      results.push(result);
      console.log(formatSummary([result]));
      expect(result.afterStormSeconds).toBeLessThanOrEqual(calmSeconds);
    },
  );
});
