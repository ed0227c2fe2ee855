/** A phone whose clock is ahead: it gets its tickets, and its photos are marked. */
import { describe, expect } from 'vitest';
import type { Photo } from '../../../edge/api.ts';
import { edgeTest as it } from '../edge-test.ts';
import { NOW } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

const TEN_MINUTES_MS = 600_000;
const toTime = (ms: number) => new Date(NOW.getTime() + ms).toISOString();

it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-1', { members: ['worker-1'], customer: 'customer-1' }),
    toPhotoRecord('j-1', numberedPhotoId(1), { taken_at: toTime(TEN_MINUTES_MS) }),
    toPhotoRecord('j-1', numberedPhotoId(2), { taken_at: toTime(TEN_MINUTES_MS + 1) }),
  ),
);

describe('complaint: a phone’s wrong clock stands on evidence as if it were true', () => {
  it('marks in the album what would have been taken over ten minutes after it arrived, to customers too', async ({
    edge,
    worker,
    customer,
  }) => {
    for (const token of [worker, customer]) {
      const { body } = await edge.ask('/photos?job_id=j-1', { token });
      const marks = body.photos.map(({ photo_id, taken_at_in_future }: Photo) => [photo_id, taken_at_in_future]);
      expect(marks).toEqual([
        [numberedPhotoId(1), undefined],
        [numberedPhotoId(2), true],
      ]);
    }
  });

  it('keeps the mark of a photo that was edited', async ({ edge, worker }) => {
    const path = `/photos/${numberedPhotoId(2)}?job_id=j-1`;
    const edit = { method: 'PATCH', token: worker, headers: { 'if-match': '"0"' }, body: { title: 'A chair' } };
    expect((await edge.ask(path, edit)).body).toMatchObject({ title: 'A chair', taken_at_in_future: true });
  });

  it('issues a ticket for any time: the photo is worth more than its clock', async ({ world, edge, worker }) => {
    const taken_at = toTime(365 * 86_400_000);
    const photos = [{ id: 'capture-ahead', type: 'image/jpeg', size: 5, taken_at }];
    const body = { job_id: 'j-1', photos };
    const response = await edge.ask('/upload-url', { method: 'POST', token: worker, body });
    expect(response.status).toBe(200);
    const [{ photo_id }] = response.body.tickets;
    expect(await world.rows('j-1', `ARRIVING#worker-1#${photo_id}`)).toMatchObject([{ taken_at }]);
  });
});
