import { describe, expect } from 'vitest';
import { formatPhotoRecordKey } from '../../../origin/records.ts';
import { numberedPhotoId, toJobRecord } from '../records.ts';
import { PHOTO_KEYS, PHOTO_PATH, photoTest } from './photo-test.ts';

/** The event of its bytes was lost, or is still to come. */
const it = photoTest.extend('unrecorded', { auto: true }, ({ world, photo: _there }) =>
  world.remove(formatPhotoRecordKey('j-1', numberedPhotoId(1))),
);

describe('a photo that only the bucket knows', () => {
  it('is edited, logged and tagged like any', async ({ world, edit, readTags }) => {
    const { status, body } = await edit({ title: 'Said early' }, '"0"');
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'stored', title: 'Said early' })]);
    expect(await readTags()).toEqual({ title: 'Said early', stage: null, revision: 1 });
    const [entry] = (await world.audit('j-1')).filter(({ action }) => action === 'edited');
    expect(entry).toMatchObject({ actor: 'worker-1', photo_ids: [numberedPhotoId(1)] });
  });

  it('is deleted with all its files, and restored', async ({ world, edge, dispatcher, exists, listIds }) => {
    const ask = (path: string, method: string) => edge.ask(`${path}?job_id=j-1`, { method, token: dispatcher });
    expect((await ask(PHOTO_PATH, 'DELETE')).status).toBe(204);
    expect(await Promise.all(PHOTO_KEYS.map(exists))).toEqual([false, false, false]);
    expect((await world.rows('j-1', 'PHOTO#'))[0]).toMatchObject({ revision: 1, deleted_at: expect.any(String) });
    expect((await world.audit('j-1')).filter(({ action }) => action === 'deleted').length).toBeGreaterThan(0);
    expect((await ask(`${PHOTO_PATH}/restore`, 'POST')).status).toBe(200);
    expect(await listIds()).toEqual([numberedPhotoId(1)]);
    expect(await Promise.all(PHOTO_KEYS.map(exists))).toEqual([true, true, true]);
  });

  it.for<[method: string, path: string]>([
    ['PATCH', PHOTO_PATH],
    ['DELETE', PHOTO_PATH],
    ['POST', `${PHOTO_PATH}/restore`],
  ])(
    'is none to %s once its files lie under delete markers',
    async ([method, path], { world, edge, dispatcher, exists }) => {
      await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
      await world.remove(formatPhotoRecordKey('j-1', numberedPhotoId(1)));
      const logged = (await world.audit('j-1')).length;
      const asking = { method, token: dispatcher, headers: { 'if-match': '"0"' }, body: { title: 'Late' } };
      const { status, body } = await edge.ask(`${path}?job_id=j-1`, asking);
      expect([status, body.code]).toEqual([404, 'not-found']);
      expect(await world.rows('j-1', 'PHOTO#')).toEqual([]);
      expect(await Promise.all(PHOTO_KEYS.map(exists))).toEqual([false, false, false]);
      expect((await world.audit('j-1')).length).toBe(logged);
    },
  );

  it('attack: is none of another job, and none to who may not change the job’s', async ({
    world,
    edge,
    customer,
    dispatcher,
  }) => {
    await world.put(toJobRecord('j-2', { members: ['worker-1'] }));
    const remove = async (jobId: string, token: string) =>
      (await edge.ask(`${PHOTO_PATH}?job_id=${jobId}`, { method: 'DELETE', token })).status;
    expect(await remove('j-2', dispatcher)).toBe(404);
    expect(await remove('j-1', customer)).toBe(403);
    expect(await world.rows('j-1', 'PHOTO#')).toEqual([]);
    expect(await world.rows('j-2', 'PHOTO#')).toEqual([]);
  });
});
