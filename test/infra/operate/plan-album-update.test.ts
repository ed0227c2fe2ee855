import { describe, expect, it } from 'vitest';
import { planAlbumUpdate } from '../../../infra/operate/fill/plan-album-update.ts';
import type { PhotoRecord } from '../../../origin/records.ts';
import { photoRecordOf } from '../../origin/core/develop-case.ts';

const PHOTOS: readonly PhotoRecord[] = [10, 11].map((hour) =>
  photoRecordOf({
    stage: 'before',
    taken_at: `2026-11-22T${hour}:00:00Z`,
    uploaded_at: `2026-11-22T${hour}:30:00.000Z`,
  }),
);

describe('planAlbumUpdate', () => {
  it('adds what is counted, and brings last photo and cover where the row has none', () => {
    const { UpdateExpression, ConditionExpression, ExpressionAttributeValues } = planAlbumUpdate(PHOTOS, {});
    expect(UpdateExpression).toMatch(
      /^ADD #album_revision :album_revision, .*SET #last_photo_at = :last_photo_at, #cover/,
    );
    expect(ConditionExpression).toBe('attribute_not_exists(#last_photo_at) AND attribute_not_exists(#cover_sort)');
    expect(ExpressionAttributeValues).toMatchObject({
      ':album_revision': 2,
      ':photo_count': 2,
      ':photos_before': 2,
      ':last_photo_at': '2026-11-22T11:30:00.000Z',
    });
  });

  it('leaves a later photo and a newer cover as they are, if they are still those that were read', () => {
    const row = { last_photo_at: '2026-11-23T00:00:00.000Z', cover_sort: 'live#2026-11-23T00:00:00.000Z#x' };
    const { UpdateExpression, ConditionExpression, ExpressionAttributeValues } = planAlbumUpdate(PHOTOS, row);
    expect(UpdateExpression).not.toContain('SET');
    expect(ConditionExpression).toBe('#last_photo_at = :read_last_photo_at AND #cover_sort = :read_cover_sort');
    expect(ExpressionAttributeValues).toMatchObject({ ':read_cover_sort': row.cover_sort, ':photo_count': 2 });
  });
});
