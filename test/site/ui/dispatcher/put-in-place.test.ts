import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../../edge/api.ts';
import { putInPlace } from '../../../../site/ui/dispatcher/put-in-place.ts';

const photo = (photo_id: string, taken_at: string | null, more: Partial<Photo> = {}) =>
  ({ photo_id, taken_at, uploaded_at: '2026-11-22T12:00:00.000Z', ...more }) as Photo;

const ALBUM = [
  photo('arriving', null, { uploaded_at: null }),
  photo('b', '2026-11-22T11:04:00.500Z'),
  photo('a', '2026-11-22T11:04:00.500Z'),
  photo('old', '2026-11-22T09:00:00+02:00'),
];
const idsWith = (restored: Photo) => putInPlace(ALBUM, restored).map(({ photo_id }) => photo_id);

describe('putInPlace', () => {
  it('puts a restored photo where the album has it: the newest capture first, to the fraction of a second', () => {
    expect(idsWith(photo('x', '2026-11-22T11:04:00.501Z'))).toEqual(['arriving', 'x', 'b', 'a', 'old']);
    expect(idsWith(photo('x', '2026-11-22T08:00:00.000Z'))).toEqual(['arriving', 'b', 'a', 'x', 'old']);
    expect(idsWith(photo('x', '2026-11-22T06:00:00.000Z')).at(-1)).toBe('x');
  });

  it('goes by the id where the time is the same, and by the arrival where the time of taking cannot be true', () => {
    expect(idsWith(photo('aa', '2026-11-22T11:04:00.500Z'))).toEqual(['arriving', 'b', 'aa', 'a', 'old']);
    const wrong = { taken_at_in_future: true as const, uploaded_at: '2026-11-22T10:00:00.000Z' };
    expect(idsWith(photo('x', '2027-01-01T00:00:00Z', wrong))).toEqual(['arriving', 'b', 'a', 'x', 'old']);
    const uploaded_at = '2026-11-22T10:00:00.000Z';
    expect(idsWith(photo('x', '2026-11-31T25:00:00Z', { uploaded_at }))).toEqual(['arriving', 'b', 'a', 'x', 'old']);
  });
});
