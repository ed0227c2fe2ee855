import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { toAnnouncementRow, toJobRecord, toPhotoRecord } from '../records.ts';

const JPEG = await sharp({ create: { width: 240, height: 180, channels: 3, background: '#385' } })
  .jpeg()
  .toBuffer();
const LOOK = JPEG.toString('base64');
const DAY_SECONDS = 24 * 3600;

const captures = (from: number, count: number, first_look: unknown = LOOK) =>
  Array.from({ length: count }, (_, index) => ({
    id: `capture-${from + index}`,
    type: 'image/jpeg',
    size: 5,
    first_look,
  }));

const it = edgeTest
  .extend('announce', ({ edge, worker }) => async (photos: readonly object[], job_id = 'j-1') => {
    const response = await edge.ask('/upload-url', { method: 'POST', body: { job_id, photos }, token: worker });
    const ids = (response.body.tickets ?? []).map(({ photo_id }: { photo_id: string }) => photo_id);
    return { response, photoId: String(ids[0]) };
  })
  .extend('look', ({ edge, worker }) => (photoId: string, token = worker, jobId = 'j-1') => {
    return edge.ask(`/photos/${photoId}/first-look?job_id=${jobId}`, { token });
  });

it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-1', { members: ['worker-1', 'worker-2'], customer: 'customer-1' }),
    toJobRecord('j-2', { members: ['worker-1'] }),
  ),
);

describe('a first look', () => {
  it('is there as soon as the ticket is, and the album says so', async ({ edge, dispatcher, announce, look }) => {
    const { photoId } = await announce(captures(1, 1));
    const { body } = await edge.ask('/photos?job_id=j-1', { token: dispatcher });
    expect(body.photos[0]).toMatchObject({ photo_id: photoId, state: 'arriving', first_look: true, url: null });
    const shown = await look(photoId, dispatcher);
    expect(shown.status).toBe(200);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
  });

  it('is announced before any copy is made and hashed, and stands when the ticket is asked for', async ({
    edge,
    world,
    worker,
    look,
  }) => {
    const listIssued = async () => (await world.audit('j-1')).filter(({ action }) => action === 'tickets-issued');
    const before = (await listIssued()).length;
    const asked = { job_id: 'j-1', photos: captures(50, 1), announce_only: true };
    const { status, body } = await edge.ask('/upload-url', { method: 'POST', body: asked, token: worker });
    expect([status, body]).toEqual([200, { tickets: [] }]);
    const [arriving] = (await edge.ask('/photos?job_id=j-1', { token: worker })).body.photos;
    expect(arriving).toMatchObject({ state: 'arriving', first_look: true });
    expect((await look(arriving.photo_id)).status).toBe(200);
    // Nothing was permitted yet.
    expect(await listIssued()).toHaveLength(before);
    const photos = [{ id: 'capture-50', type: 'image/jpeg', size: 7, sha256: 'a'.repeat(64) }];
    const issued = await edge.ask('/upload-url', { method: 'POST', body: { job_id: 'j-1', photos }, token: worker });
    expect(issued.body.tickets).toMatchObject([{ photo_id: arriving.photo_id }]);
    const [after] = (await edge.ask('/photos?job_id=j-1', { token: worker })).body.photos;
    expect(after).toMatchObject({ photo_id: arriving.photo_id, first_look: true, bytes: 7 });
  });

  it('is taken twenty at once', async ({ world, announce }) => {
    const { response } = await announce(captures(100, 20));
    expect(response.body.tickets).toHaveLength(20);
    const ids = new Set(response.body.tickets.map(({ photo_id }: never) => photo_id));
    const rows = await world.rows('j-1', 'LOOK#');
    expect(rows.filter(({ photo_id }) => ids.has(photo_id))).toHaveLength(20);
    expect(rows.every(({ expires_at }) => Number(expires_at) <= NOW_SECONDS + DAY_SECONDS + 900)).toBe(true);
  });

  it('stands when the ticket is asked for once more without it', async ({ edge, worker, announce, look }) => {
    const { photoId } = await announce(captures(200, 1));
    await announce([{ id: 'capture-200', type: 'image/jpeg', size: 7 }]);
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker });
    expect(body.photos.find(({ photo_id }: never) => photo_id === photoId)).toMatchObject({
      first_look: true,
      bytes: 7,
    });
    expect((await look(photoId)).status).toBe(200);
  });

  it('goes when the photo has come, and does not come back with its deletion', async ({ world, announce, look }) => {
    const { photoId } = await announce(captures(300, 1));
    await world.put(toPhotoRecord('j-1', photoId));
    await world.remove(toAnnouncementRow('j-1', photoId));
    expect((await look(photoId)).status).toBe(404);
    await world.put(toPhotoRecord('j-1', photoId, { deleted_at: NOW.toISOString() }));
    expect((await look(photoId)).status).toBe(404);
  });

  it('ends with its announcement, whenever DynamoDB deletes it', async ({ world, announce, look }) => {
    const { photoId } = await announce(captures(400, 1));
    const end = new Date((NOW_SECONDS + DAY_SECONDS + 900) * 1000);
    world.setClock(end);
    const token = await mintToken({ iat: end.getTime() / 1000 - 60, exp: end.getTime() / 1000 + 60 });
    expect((await look(photoId, token)).status).toBe(404);
    world.setClock(NOW);
  });
});

describe('attack: a first look of somebody else’s job', () => {
  it('is shown to none but who sees the photo arrive', async ({ customer, announce, look }) => {
    const { photoId } = await announce(captures(500, 1));
    const stranger = await mintToken({ sub: 'worker-3' });
    const otherJob = await mintToken({ sub: 'worker-1', jobs: ['j-2'] });
    const uploader = await mintToken({ sub: 'worker-1', scope: 'upload' });
    for (const token of [stranger, otherJob, uploader]) expect((await look(photoId, token)).status).toBe(403);
    // Customers see no photo that has not come.
    expect((await look(photoId, customer)).status).toBe(404);
    expect((await look(photoId, await mintToken({ sub: 'worker-2' }))).status).toBe(200);
  });

  it('is not found by another job that the caller may see', async ({ announce, look, worker }) => {
    const { photoId } = await announce(captures(600, 1));
    expect((await look(photoId, worker, 'j-2')).status).toBe(404);
  });

  it('wants a token, a job and an id', async ({ edge, worker, announce }) => {
    const { photoId } = await announce(captures(700, 1));
    const path = `/photos/${photoId}/first-look`;
    expect((await edge.ask(`${path}?job_id=j-1`)).status).toBe(401);
    expect((await edge.ask(path, { token: worker })).status).toBe(400);
    expect((await edge.ask(`/photos/JOB/first-look?job_id=j-1`, { token: worker })).status).toBe(404);
    expect((await edge.ask(`${path}?job_id=j-1`, { token: worker, method: 'POST' })).status).toBe(405);
  });
});

describe('attack: anything but a small JPEG', () => {
  it('is refused with its place, and nothing is announced', async ({ world, announce }) => {
    const before = await world.rows('j-2', 'ARRIVING#');
    for (const wrong of ['PHNjcmlwdD4=', '', LOOK.slice(0, 400), 7, null, [LOOK]]) {
      const { response } = await announce([...captures(800, 1), { ...captures(801, 1)[0], first_look: wrong }], 'j-2');
      expect([response.status, response.body.code]).toEqual([400, 'bad-request']);
      expect(response.body.errors.map(({ pointer }: never) => pointer)).toEqual(['/photos/1/first_look']);
    }
    expect(await world.rows('j-2', 'ARRIVING#')).toEqual(before);
    expect(await world.rows('j-2', 'LOOK#')).toEqual([]);
  });

  it('writes nothing by GET', async ({ edge, worker, world }) => {
    const asked = new URLSearchParams({ job_id: 'j-2', first_look: LOOK });
    await edge.ask(`/upload-url?${asked}`, { token: worker });
    expect(await world.rows('j-2', 'LOOK#')).toEqual([]);
  });
});
