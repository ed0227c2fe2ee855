/** How soon after a storm all is in its job. `STORM_RUNS=1000` for more storms. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlive, type Storm } from './stormy-phone.ts';

const RUNS = Number(process.env.STORM_RUNS ?? 20);

const storms = (photos: number): fc.Arbitrary<Storm> =>
  fc.record({
    photos: fc.constant(photos),
    seed: fc.integer(),
    lastsMs: fc.constant(photos * 1500),
    polledEveryMs: fc.constantFrom(null, 5000),
  });

describe('after a storm', () => {
  it.each([
    [8, 60, RUNS],
    [50, 120, Math.ceil(RUNS / 10)],
  ])('has %i photos in their job within %i s', async (photos, mostSeconds, numRuns) => {
    const property = fc.asyncProperty(storms(photos), async (storm) => {
      expect(await outlive(storm)).toBeLessThanOrEqual(mostSeconds * 1000);
    });
    await fc.assert(property, { numRuns });
  });
});
