import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { NOW } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

interface Page {
  readonly ids: readonly string[];
  readonly next: string | undefined;
}

const it = edgeTest.extend('readPage', ({ edge, worker }) => async (jobId: string, cursor?: string): Promise<Page> => {
  const query = new URLSearchParams({ job_id: jobId, ...(cursor === undefined ? {} : { cursor }) });
  const { body } = await edge.ask(`/photos?${query}`, { token: worker });
  return { ids: body.photos.map(({ photo_id }: never) => photo_id), next: body.next };
});

/** One a minute, the highest number last; they have come in another order. */
function toTaken(jobId: string, number: number) {
  const taken_at = new Date(NOW.getTime() - 3_600_000 * 24 + number * 60_000).toISOString();
  return toPhotoRecord(jobId, numberedPhotoId(number), { taken_at });
}

it.beforeAll(async ({ world }) => {
  const people = { members: ['worker-1'], customer: 'customer-1' };
  await world.put(
    ...['j-1', 'j-paged', 'j-exact', 'j-ids', 'j-fraction'].map((jobId) => toJobRecord(jobId, people)),
    ...Array.from({ length: 600 }, (_, index) => toTaken('j-paged', 2 * index)),
    ...Array.from({ length: 250 }, (_, index) => toTaken('j-exact', index)),
    ...Array.from({ length: 30 }, (_, index) => toTaken('j-ids', index)),
  );
});

describe('pages of an album', () => {
  it('show the photo that was taken last first, to the fraction of a second, and those of one moment by id', async ({
    world,
    readPage,
  }) => {
    const at = (number: number, taken_at: string) => toPhotoRecord('j-fraction', numberedPhotoId(number), { taken_at });
    await world.put(
      at(1, '2026-11-22T08:00:00.7Z'),
      at(2, '2026-11-22T09:00:00.8+01:00'),
      at(3, '2026-11-22T08:00:00.75Z'),
      at(4, '2026-11-22T08:00:00.75Z'),
    );
    expect((await readPage('j-fraction')).ids).toEqual([2, 4, 3, 1].map(numberedPhotoId));
  });

  it('have no hole and no double when 15 photos arrive in the middle of paging', async ({ world, readPage }) => {
    const first = await readPage('j-paged');
    const before = Array.from({ length: 600 }, (_, index) => numberedPhotoId(2 * (599 - index)));
    expect(first.ids).toEqual(before.slice(0, 250));
    // Some were taken last, some between others, some among those that were shown.
    const numbers = [
      ...Array.from({ length: 5 }, (_, index) => 2001 + index),
      1199,
      1101,
      901,
      699,
      697,
      695,
      401,
      201,
      3,
      1,
    ];
    await world.put(...numbers.map((number) => toTaken('j-paged', number)));
    const second = await readPage('j-paged', first.next);
    await world.put(toTaken('j-paged', 2100));
    const third = await readPage('j-paged', second.next);
    const seen = [...first.ids, ...second.ids, ...third.ids];
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
    expect(seen.slice(250)).toEqual([...seen.slice(250)].sort().reverse());
    expect(third.next).toBeUndefined();
  });

  it('have no next page behind the last photo', async ({ readPage }) => {
    const { ids, next } = await readPage('j-exact');
    expect([ids.length, next]).toEqual([250, undefined]);
  });

  it('go on behind a photo that was deleted meanwhile', async ({ world, readPage }) => {
    const first = await readPage('j-paged');
    const last = first.ids.at(-1) ?? '';
    const expected = (await readPage('j-paged', first.next)).ids;
    const [row] = await world.rows('j-paged', `PHOTO#${last}`);
    await world.remove({ pk: String(row?.pk), sk: String(row?.sk) });
    expect((await readPage('j-paged', first.next)).ids).toEqual(expected);
  });
});

describe('GET /photos by ids', () => {
  it('gives just these, wherever they stand, and tells which of them were deleted', async ({ world, edge, worker }) => {
    const gone = toPhotoRecord('j-ids', numberedPhotoId(99), { deleted_at: NOW.toISOString() });
    await world.put(gone);
    const ids = [3, 29, 99, 777].map(numberedPhotoId);
    const { body } = await edge.ask(`/photos?job_id=j-ids&ids=${ids}`, { token: worker });
    expect(body.photos.map(({ photo_id }: never) => photo_id).sort()).toEqual(ids.slice(0, 2));
    expect(body.photos[0].thumb_url).toMatch(/^\/thumbs\/j-ids\//);
    expect([body.deleted, body.next]).toEqual([[numberedPhotoId(99)], undefined]);
  });

  it('takes 1 to 20, and only ids', async ({ edge, worker }) => {
    const ask = async (query: string) => (await edge.ask(`/photos?job_id=j-ids&${query}`, { token: worker })).status;
    const ids = (count: number) => Array.from({ length: count }, (_, number) => numberedPhotoId(number)).join(',');
    expect(await ask(`ids=${ids(20)}`)).toBe(200);
    for (const wrong of [
      `ids=${ids(21)}`,
      'ids=',
      'ids=JOB',
      `ids=${ids(1)}&cursor=x`,
      `ids=${ids(1)}&ids=${ids(1)}`,
    ]) {
      expect(await ask(wrong), wrong).toBe(400);
    }
  });
});

describe('attack: a forged cursor', () => {
  it('is refused', async ({ edge, worker, readPage }) => {
    const { next = '' } = await readPage('j-paged');
    for (const cursor of [next, 'x', Buffer.from('j-1|').toString('base64url')]) {
      const { status, body } = await edge.ask(`/photos?job_id=j-1&cursor=${cursor}`, { token: worker });
      expect([status, body.errors?.[0].pointer]).toEqual([400, '?cursor']);
    }
  });
});
