import { describe, expect, it } from 'vitest';
import { fitInto, isPlausible } from '../../../site/outbox/judge-pixels.ts';

const pixels = (...colours: [number, number, number][]) =>
  Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255]));

describe('isPlausible', () => {
  it.each<[string, [number, number, number][], boolean]>([
    [
      'black',
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      false,
    ],
    [
      'white',
      [
        [255, 255, 255],
        [255, 255, 255],
      ],
      false,
    ],
    [
      'a night with 3 levels of noise',
      [
        [0, 0, 0],
        [3, 3, 3],
      ],
      false,
    ],
    [
      'a night with 4',
      [
        [0, 0, 0],
        [0, 4, 0],
      ],
      true,
    ],
    [
      'a sky',
      [
        [90, 140, 220],
        [95, 150, 230],
      ],
      true,
    ],
  ])('of %s', (_, colours, plausible) => {
    expect(isPlausible(pixels(...colours))).toBe(plausible);
  });
});

describe('fitInto', () => {
  it.each([
    [5712, 4284, 2048, 1536],
    [4284, 5712, 1536, 2048],
    [4000, 2250, 2048, 1152],
    [2048, 100, 2048, 100],
    [640, 480, 640, 480],
    [1080, 2400, 1080, 2400],
    [1080, 12_000, 1080, 12_000],
    [1440, 40_000, 590, 16_383],
    [12_000, 2600, 4985, 1080],
    [100_000, 1, 16_383, 1],
  ])('makes %i × %i into %i × %i', (width, height, fitWidth, fitHeight) => {
    expect(fitInto({ width, height }, { longEdge: 2048, shortEdge: 1080, area: 16e6 })).toEqual({
      width: fitWidth,
      height: fitHeight,
    });
  });
});
