import { describe, expect } from 'vitest';
import { NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toPhotoRecord } from '../records.ts';
import { photoTest as it, PHOTO_PATH } from './photo-test.ts';

describe('GET /photos/deleted', () => {
  it('tells of a deleted photo for 30 days, without a URL, until it is restored', async ({
    world,
    edge,
    dispatcher,
    listDeletedPhotos,
  }) => {
    expect((await listDeletedPhotos()).body).toEqual({ job_id: 'j-1', photos: [] });
    await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
    const { photos } = (await listDeletedPhotos()).body;
    expect(photos).toEqual([
      expect.objectContaining({
        photo_id: numberedPhotoId(1),
        title: 'A sofa',
        placeholder: 'aGFzaA==',
        url: null,
        thumb_url: null,
        preview_url: null,
        deleted_at: NOW.toISOString(),
        restorable_until: new Date((NOW_SECONDS + 30 * 86_400) * 1000).toISOString(),
      }),
    ]);
    expect(photos[0]).not.toHaveProperty('pk');
    const row = toPhotoRecord('j-1', numberedPhotoId(1), { deleted_at: NOW.toISOString(), expires_at: NOW_SECONDS });
    await world.put(row);
    expect((await listDeletedPhotos()).body.photos).toEqual([]);
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { ...row, expires_at: NOW_SECONDS + 1 }));
    expect((await listDeletedPhotos()).body.photos).toHaveLength(1);
    await edge.ask(`${PHOTO_PATH}/restore?job_id=j-1`, { method: 'POST', token: dispatcher });
    expect((await listDeletedPhotos()).body.photos).toEqual([]);
  });

  it('is for dispatchers', async ({ worker, customer, listDeletedPhotos }) => {
    for (const token of [worker, customer]) {
      expect((await listDeletedPhotos(token)).status).toBe(403);
    }
  });
});
