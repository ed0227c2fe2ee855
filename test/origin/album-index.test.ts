import { describe, expect, it } from 'vitest';
import { toAlbumSort, withAlbumPlace } from '../../origin/album-index.ts';
import { NAME, photoRecordOf } from './core/develop-case.ts';

describe('toAlbumSort', () => {
  const sortOf = (facts: object) => toAlbumSort(photoRecordOf(facts));

  it('is the time of taking, in UTC and with its fraction, else of arrival', () => {
    expect(sortOf({ taken_at: '2026-11-22T10:05:00.25+01:00' })).toBe(`live#2026-11-22T09:05:00.250Z#${NAME.photoId}`);
    expect(sortOf({ taken_at: null })).toBe(`live#2026-11-22T12:00:00.000Z#${NAME.photoId}`);
  });

  it('is the time of arrival where a clock was wrong', () => {
    expect(sortOf({ taken_at: '2026-11-22T12:10:00.001Z' })).toBe(`live#2026-11-22T12:00:00.000Z#${NAME.photoId}`);
    expect(sortOf({ taken_at: '2026-11-22T12:10:00Z' })).toBe(`live#2026-11-22T12:10:00.000Z#${NAME.photoId}`);
  });

  it('sorts a deleted photo by its deletion, apart from the others', () => {
    expect(sortOf({ deleted_at: '2026-12-01T00:00:00.000Z' })).toBe(`deleted#2026-12-01T00:00:00.000Z#${NAME.photoId}`);
  });

  it('gives none to what has not come', () => {
    expect(sortOf({ state: 'arriving', uploaded_at: null })).toBeNull();
    expect(withAlbumPlace(photoRecordOf({ state: 'arriving', album_sort: 'x' }))).not.toHaveProperty('album_sort');
  });
});
