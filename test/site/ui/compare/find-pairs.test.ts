import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../../edge/api.ts';
import { findPairs, type Layout, toPair } from '../../../../site/ui/compare/find-pairs.ts';
import { makePhoto } from '../make-photo.ts';

let minutes = 0;
const take = (photo_id: string, stage: Photo['stage'], facts: Partial<Photo> = {}) => {
  minutes += 1;
  const taken_at = new Date(Date.UTC(2026, 10, 22, 10, minutes)).toISOString();
  return makePhoto({ photo_id, stage, taken_at, ...facts });
};
const LAYOUTS: Record<string, Layout> = { left: [3, 1, -2, -2], right: [-2, -2, 1, 3], top: [2, -2, 2, -2] };
/** A photo's camera field tells how it is laid out. */
const readLayout = ({ camera }: Photo) => LAYOUTS[camera ?? ''] ?? null;
const pairsOf = (...photos: Photo[]) =>
  findPairs(photos, readLayout).map(({ before, after, by }) => `${before.photo_id}|${after.photo_id} ${by}`);

describe('findPairs', () => {
  it('pairs what is laid out alike, whatever its turn', () => {
    const photos = [
      take('b1', 'before', { camera: 'left' }),
      take('b2', 'before', { camera: 'right' }),
      take('a1', 'after', { camera: 'right' }),
      take('a2', 'after', { camera: 'left' }),
    ];
    expect(pairsOf(...photos)).toEqual(['b1|a2 likeness', 'b2|a1 likeness']);
    expect(pairsOf(...photos.toReversed())).toEqual(['b1|a2 likeness', 'b2|a1 likeness']);
  });

  it('goes by their turn where nothing is known of the pictures', () => {
    expect(
      pairsOf(
        take('b1', 'before'),
        take('b2', 'before'),
        take('a1', 'after'),
        take('a2', 'after'),
        take('a3', 'after'),
      ),
    ).toEqual(['b1|a1 likeness', 'b2|a3 likeness']);
  });

  it('keeps a pair by its title, in whatever case, before all likeness', () => {
    const photos = [
      take('b1', 'before', { camera: 'left', title: 'Kitchen' }),
      take('b2', 'before', { camera: 'right', title: 'Yard' }),
      take('a1', 'after', { camera: 'left', title: 'yard ' }),
      take('a2', 'after', { camera: 'right', title: 'KITCHEN' }),
    ];
    expect(pairsOf(...photos)).toEqual(['b1|a2 title', 'b2|a1 title']);
  });

  it('pairs nothing that was taken before its Before, nothing twice, and nothing without a picture', () => {
    const early = take('early', 'after');
    const before = take('b1', 'before');
    expect(pairsOf(early, before)).toEqual([]);
    expect(pairsOf(before, take('a1', 'after'), take('a2', 'after'))).toHaveLength(1);
    expect(pairsOf(before, take('a3', 'after', { preview_url: null }))).toEqual([]);
    expect(pairsOf(before, take('l', 'load'), take('n', null))).toEqual([]);
  });
});

describe('toPair', () => {
  it('goes by the stages, else by the times', () => {
    const told = (one: Photo, other: Photo) => {
      const { before, after, by } = toPair(one, other);
      return `${before.photo_id}|${after.photo_id} ${by}`;
    };
    const [first, second] = [take('1', null), take('2', null)];
    expect([told(first, second), told(second, first)]).toEqual(['1|2 choice', '1|2 choice']);
    const [after, before] = [take('a', 'after'), take('b', 'before')];
    expect([told(after, before), told(before, after)]).toEqual(['b|a choice', 'b|a choice']);
    expect(told(after, second)).toBe('2|a choice');
    expect(told(first, before)).toBe('b|1 choice');
    expect(told({ ...after, title: 'Yard' }, { ...before, title: 'yard' })).toBe('b|a title');
  });
});
