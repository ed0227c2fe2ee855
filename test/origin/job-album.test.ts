import { describe, expect, it } from 'vitest';
import { withAlbumPlace } from '../../origin/album-index.ts';
import {
  countAlbum,
  dependsOnRow,
  type JobAlbumRow,
  needsOtherCover,
  planJobAlbum,
  toStageCounts,
} from '../../origin/job-album.ts';
import type { PhotoRecord } from '../../origin/records.ts';
import { photoRecordOf } from './core/develop-case.ts';

const photo = (number: number, facts: Partial<PhotoRecord> = {}) =>
  withAlbumPlace(
    photoRecordOf({
      photo_id: `0b9f2f6e-6c1e-4f0a-9a4e-00000000000${number}`,
      taken_at: `2026-11-22T11:0${number}:00Z`,
      ...facts,
    }),
  );
const deletion = { deleted_at: '2026-12-01T00:00:00.000Z' };

/** What an update makes of a row: the ADD, SET and REMOVE that plans are made of. */
function applyTo(row: JobAlbumRow, before: PhotoRecord | null, after: PhotoRecord, other: PhotoRecord | null = null) {
  const plan = planJobAlbum({ before, after }, row, other);
  const result: Record<string, unknown> = { ...row };
  const [, sets = '', , removes = '', , adds = ''] =
    /^(?:SET (.*?))?( ?REMOVE (.*?))?( ?ADD (.*))?$/.exec(plan.UpdateExpression) ?? [];
  for (const [, name = '', value = ''] of sets.matchAll(/#(\w+) = (:\w+)/g)) {
    result[name] = plan.ExpressionAttributeValues[value];
  }
  for (const [, name = ''] of removes.matchAll(/#(\w+)/g)) delete result[name];
  for (const [, name = '', value = ''] of adds.matchAll(/#(\w+) (:\w+)/g)) {
    result[name] = Number(result[name] ?? 0) + Number(plan.ExpressionAttributeValues[value]);
  }
  return result as JobAlbumRow;
}

describe('planJobAlbum', () => {
  it('counts a photo once, however often its record is written', () => {
    const stored = photo(1, { state: 'stored', stage: 'before' });
    const first = applyTo({}, null, stored);
    expect(first).toMatchObject({ album_revision: 1, photo_count: 1, photos_before: 1 });
    expect(first).not.toHaveProperty('cover');
    const ready = { ...stored, state: 'ready' as const };
    expect(applyTo(first, stored, ready)).toMatchObject({ album_revision: 2, photo_count: 1, photos_before: 1 });
  });

  it('follows the stage, the deletion and the restoration of a photo', () => {
    const before = photo(1, { stage: 'before' });
    const after = photo(1, { stage: 'after' });
    const row = applyTo({}, null, before);
    expect(toStageCounts(applyTo(row, before, after))).toMatchObject({ before: 0, after: 1 });
    const gone = applyTo(row, before, photo(1, { stage: 'before', ...deletion }));
    expect(gone).toMatchObject({ photo_count: 0, photos_before: 0 });
    expect(gone).not.toHaveProperty('cover');
    expect(applyTo(gone, photo(1, { stage: 'before', ...deletion }), before)).toMatchObject({ photo_count: 1 });
  });

  it('does not count what is only announced', () => {
    expect(applyTo({}, null, photo(1, { state: 'arriving', uploaded_at: null }))).toEqual({ album_revision: 1 });
  });

  it('shows the newest photo that has a thumbnail as the cover', () => {
    const row = applyTo(applyTo({}, null, photo(1)), null, photo(3));
    expect(row.cover_photo).toBe(photo(3).photo_id);
    expect(applyTo(row, null, photo(2)).cover_photo).toBe(photo(3).photo_id);
    const gone = photo(3, deletion);
    expect(needsOtherCover({ before: photo(3), after: gone }, row)).toBe(true);
    expect(applyTo(row, photo(3), gone, photo(2)).cover_photo).toBe(photo(2).photo_id);
  });

  it('keeps the last arrival', () => {
    const row = applyTo({}, null, photo(1, { uploaded_at: '2026-11-22T13:00:00.000Z' }));
    expect(applyTo(row, null, photo(2)).last_photo_at).toBe('2026-11-22T13:00:00.000Z');
  });

  it('looks at the row only where it decides', () => {
    expect(dependsOnRow({ before: null, after: photo(1) })).toBe(true);
    expect(dependsOnRow({ before: photo(1), after: photo(1, { title: 'New' }) })).toBe(false);
    expect(planJobAlbum({ before: photo(1), after: photo(1, { title: 'New' }) }, {})).not.toHaveProperty(
      'ConditionExpression',
    );
  });
});

describe('a drawing', () => {
  it('is a photo of the album, and of no stage, whatever stage somebody gives it', () => {
    const drawing = photo(1, { stage: 'before', drawn_on: '0b9f2f6e-6c1e-4f0a-9a4e-000000000007' });
    expect(toStageCounts(countAlbum([drawing, photo(2, { stage: 'before' })])).before).toBe(1);
    expect(countAlbum([drawing]).photo_count).toBe(1);
  });
});

describe('countAlbum', () => {
  it('says what the changes have added up to, in whatever order they came', () => {
    const photos = [
      photo(1, { stage: 'before' }),
      photo(2, { stage: 'after', state: 'stored' }),
      photo(3, { stage: 'after', ...deletion }),
      photo(4, { state: 'unreadable', uploaded_at: '2026-11-22T13:00:00.000Z' }),
    ];
    for (const order of [photos, [...photos].reverse()]) {
      const { album_revision: _revision, ...added } = order.reduce<JobAlbumRow>((row, each) => {
        const { deleted_at: _deletion, ...live } = each;
        const first = applyTo(row, null, withAlbumPlace(live));
        const isCover = first.cover_photo === each.photo_id;
        const other = photos.filter(({ state, deleted_at }) => state === 'ready' && !deleted_at)[0] ?? null;
        return each.deleted_at ? applyTo(first, withAlbumPlace(live), each, isCover ? other : null) : first;
      }, {});
      const present = Object.fromEntries(Object.entries(added).filter(([, value]) => value !== 0));
      expect(present).toEqual(countAlbum(photos));
    }
  });
});
