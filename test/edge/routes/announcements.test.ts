import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toAnnouncementRow, toJobRecord, toPhotoRecord } from '../records.ts';

const captures = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `capture-${from + index}`, type: 'image/jpeg', size: 5 }));

const it = edgeTest
  .extend('announce', ({ edge, worker }) => (job_id: string, photos: readonly object[], token = worker) => {
    return edge.ask('/upload-url', { method: 'POST', body: { job_id, photos }, token });
  })
  .extend('listStates', ({ edge, worker }) => async (jobId: string, token = worker) => {
    const { body } = await edge.ask(`/photos?job_id=${jobId}`, { token });
    return body.photos.map(({ photo_id, state }: never) => [photo_id, state]);
  });

it.beforeAll(async ({ world }) => {
  const people = { members: ['worker-1', 'worker-2'], customer: 'customer-1' };
  await world.put(
    ...['j-1', 'j-most', 'j-race', 'j-page', 'j-tag'].map((jobId) => toJobRecord(jobId, people)),
    ...Array.from({ length: 198 }, (_, number) => toAnnouncementRow('j-most', numberedPhotoId(number))),
    ...Array.from({ length: 190 }, (_, number) => toAnnouncementRow('j-race', numberedPhotoId(number))),
    ...Array.from({ length: 150 }, (_, number) => toAnnouncementRow('j-page', numberedPhotoId(number))),
    ...Array.from({ length: 251 }, (_, number) => toPhotoRecord('j-page', numberedPhotoId(1000 + number))),
  );
});

describe('attack: an album buried under announcements', () => {
  it('takes the 200th announced photo of a person in a job, and not the 201st, until one has come', async ({
    world,
    announce,
  }) => {
    expect((await announce('j-most', captures(1, 2))).status).toBe(200);
    const { status, body, headers } = await announce('j-most', captures(3, 1));
    expect([status, body.code, body.retry, headers['retry-after']]).toEqual([409, 'too-many-announced', 'later', '60']);
    expect((await announce('j-most', captures(1, 2))).status).toBe(200);
    await world.remove(toAnnouncementRow('j-most', numberedPhotoId(1)));
    expect((await announce('j-most', captures(3, 1))).status).toBe(200);
  });

  it('counts each person for themselves, and no announcement that has ended', async ({ world, announce }) => {
    const other = await mintToken({ sub: 'worker-2' });
    expect((await announce('j-most', captures(50, 1), other)).status).toBe(200);
    expect((await announce('j-most', captures(50, 1))).status).toBe(409);
    await world.put(toAnnouncementRow('j-most', numberedPhotoId(2), { expires_at: NOW_SECONDS }));
    expect((await announce('j-most', captures(50, 1))).status).toBe(200);
  });

  it('lets no two requests at once be counted as one', async ({ world, announce }) => {
    const requests = Array.from({ length: 6 }, (_, index) => announce('j-race', captures(100 + 5 * index, 5)));
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    const rows = (await world.rows('j-race', 'ARRIVING#')).filter(({ photo_id }) => photo_id !== undefined);
    expect(rows).toHaveLength(200);
  });

  it('never pushes a photo off its page, and shows none behind the first', async ({ edge, worker }) => {
    const { body } = await edge.ask('/photos?job_id=j-page', { token: worker });
    const states = body.photos.map(({ state }: never) => state);
    expect(states.filter((state: string) => state === 'arriving')).toHaveLength(100);
    expect(states.filter((state: string) => state === 'ready')).toHaveLength(250);
    const next = await edge.ask(`/photos?job_id=j-page&cursor=${body.next}`, { token: worker });
    expect(next.body.photos.map(({ state }: never) => state)).toEqual(['ready']);
  });

  it('shows customers nothing of what has not come', async ({ announce, listStates, customer }) => {
    const [ticket] = (await announce('j-1', captures(200, 1))).body.tickets;
    expect(await listStates('j-1')).toEqual([[ticket.photo_id, 'arriving']]);
    expect(await listStates('j-1', customer)).toEqual([]);
  });
});

describe('announcing', () => {
  it('is not done again for what has come', async ({ world, announce }) => {
    const [ticket] = (await announce('j-1', captures(400, 1))).body.tickets;
    await world.put(toPhotoRecord('j-1', ticket.photo_id));
    await world.remove(toAnnouncementRow('j-1', ticket.photo_id));
    expect((await announce('j-1', captures(400, 1))).status).toBe(200);
    expect(await world.rows('j-1', `ARRIVING#worker-1#${ticket.photo_id}`)).toEqual([]);
  });

  it('writes nothing again that is announced already, in the same words', async ({ world, announce }) => {
    const readRevision = async () => (await world.rows('j-1', 'JOB'))[0]?.album_revision;
    await announce('j-1', captures(500, 2));
    const revision = await readRevision();
    await announce('j-1', captures(500, 2));
    expect(await readRevision()).toBe(revision);
    await announce('j-1', [{ ...captures(500, 1)[0], title: 'New' }]);
    expect(await readRevision()).toBe(Number(revision) + 1);
  });
});

describe('If-None-Match', () => {
  it('is refused when an announcement came, when it ended, and not between', async ({
    world,
    edge,
    worker,
    announce,
  }) => {
    const ask = (etag = '') => edge.ask('/photos?job_id=j-tag', { token: worker, headers: { 'if-none-match': etag } });
    const empty = await ask();
    await announce('j-tag', captures(300, 1));
    const announced = await ask(empty.headers.etag);
    expect([announced.status, announced.body.photos.length]).toEqual([200, 1]);
    expect((await ask(announced.headers.etag)).status).toBe(304);
    const end = Date.parse('2026-11-23T10:30:00Z');
    world.setClock(new Date(end - 1000));
    const token = await mintToken({ iat: end / 1000 - 60, exp: end / 1000 + 60 });
    const later = (etag = '') => edge.ask('/photos?job_id=j-tag', { token, headers: { 'if-none-match': etag } });
    const last = await later();
    expect(last.body.photos).toHaveLength(1);
    world.setClock(new Date(end));
    const ended = await later(last.headers.etag);
    expect([ended.status, ended.body.photos]).toEqual([200, []]);
    world.setClock(NOW);
  });
});
