import { describe, expect } from 'vitest';
import { toMovedAway } from '../../../origin/photo-move.ts';
import { parseObjectMetadata } from '../../../origin/records.ts';
import { edgeTest } from '../edge-test.ts';
import { mintToken } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

const [ON, DELETED, MOVED, THEIRS, NONE] = [1, 2, 3, 8, 9].map(numberedPhotoId) as [
  string,
  string,
  string,
  string,
  string,
];

const it = edgeTest
  .extend('photos', { auto: true, scope: 'file' }, async ({ world }) => {
    const moved = { ...{ jobId: 'j-1', photoId: MOVED, moved_to: 'j-theirs', revision: 1 }, title: null, stage: null };
    await world.put(
      toJobRecord('j-1', { members: ['worker-1'], customer: 'customer-1' }),
      toJobRecord('j-theirs', { members: ['worker-2'] }),
      toPhotoRecord('j-1', ON),
      toPhotoRecord('j-1', DELETED, { deleted_at: '2026-11-22T09:00:00.000Z', expires_at: 2_000_000_000 }),
      toMovedAway({ ...moved, uploaded_by: 'worker-1' }),
      toPhotoRecord('j-theirs', THEIRS),
    );
  })
  .extend('draw', ({ edge, worker }) => (drawn_on: unknown, token = worker) => {
    const photo = {
      id: `capture-${String(drawn_on).slice(-8)}`,
      type: 'image/jpeg',
      size: 5,
      sha256: 'cd'.repeat(32),
      drawn_on,
    };
    return edge.ask('/upload-url', { method: 'POST', token, body: { job_id: 'j-1', photos: [photo] } });
  });

describe('POST /upload-url for a drawing', () => {
  it.for([
    ['a photo of the job', ON],
    ['one that was deleted since', DELETED],
    ['one that was given to another job since', MOVED],
  ] as const)('signs that it was drawn on %s', async ([, photoId], { draw }) => {
    const { status, body } = await draw(photoId);
    expect(status).toBe(200);
    const { fields } = body.tickets[0];
    expect(parseObjectMetadata({ part: fields['x-amz-meta-part'] })).toEqual({ drawnOn: photoId });
  });

  it('signs it beside what else is said of the file', async ({ edge, worker }) => {
    const sha256 = 'cd'.repeat(32);
    const photo = {
      id: 'capture-beside',
      type: 'image/jpeg',
      size: 5,
      sha256,
      part: 'photo',
      files: { photo: sha256 },
    };
    const asking = {
      method: 'POST',
      token: worker,
      body: { job_id: 'j-1', photos: [{ ...photo, drawn_on: ON }] },
    } as const;
    const { fields } = (await edge.ask('/upload-url', asking)).body.tickets[0];
    const facts = { part: 'photo', files: { photo: sha256 }, drawnOn: ON };
    expect(parseObjectMetadata({ part: fields['x-amz-meta-part'] })).toEqual(facts);
  });
});

describe('attack: drawings', () => {
  it('on another job’s photo and on none are refused alike, and nothing is announced', async ({ world, draw }) => {
    const refused = [await draw(THEIRS), await draw(NONE)];
    for (const { status, body } of refused) {
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'bad-request', '/photos/0/drawn_on']);
    }
    expect(refused[0]?.body.errors).toEqual(refused[1]?.body.errors);
    expect((await world.rows('j-1', 'ARRIVING#')).filter(({ photo_id }) => photo_id === THEIRS)).toEqual([]);
  });

  it.for(['', 'x', `${ON};2026-01-01T00:00:00.000Z`, `jobs/j-1/${ON}`, 7, null, [ON]])(
    'named %j are refused',
    async (name, { draw }) => {
      const { status, body } = await draw(name);
      expect([status, body.code]).toEqual([400, 'bad-request']);
    },
  );

  it('of who may only add are refused: customers, and a token for uploads alone', async ({ draw, customer }) => {
    for (const token of [customer, await mintToken({ scope: 'upload' })]) {
      expect((await draw(ON, token)).body.code).toBe('access-denied');
    }
  });

  it('are no more by GET: what is asked there is refused alike', async ({ edge, worker }) => {
    const ask = (drawnOn: string) => edge.ask(`/upload-url?job_id=j-1&size=5&drawn_on=${drawnOn}`, { token: worker });
    expect((await ask(THEIRS)).body.code).toBe('bad-request');
    expect((await ask(ON)).status).toBe(200);
  });
});
