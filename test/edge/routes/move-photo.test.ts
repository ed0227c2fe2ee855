import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { derivePhotoId } from '../../../edge/core/photo-id.ts';
import { formatMoveKey, parseMove } from '../../../origin/photo-move.ts';
import { formatPhotoRecordKey, type PhotoFile } from '../../../origin/records.ts';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW } from '../issuer.ts';
import { numberedPhotoId, toAnnouncementRow, toJobRecord, toPhotoRecord } from '../records.ts';

const ID = numberedPhotoId(1);
const SHA256 = 'ab'.repeat(32);
const FILE: PhotoFile = {
  ...{ part: 'photo', key: `jobs/j-1/${ID}/${SHA256}.jpg`, version_id: 'v1', sha256: SHA256, bytes: 4711 },
  ...{ type: 'image/jpeg', stored_at: NOW.toISOString(), is_declared: true, named: {}, uploaded_by: 'worker-1' },
  ...{ uploaded_by_name: 'Wes', title: 'A sofa', stage: 'before', taken_at: null, location: null },
};
const PHOTO = toPhotoRecord('j-1', ID, { files: [FILE] });
const COUNTS = {
  photo_count: 1,
  photos_before: 1,
  album_revision: 5,
  cover_photo: ID,
  cover: 'c',
  cover_sort: 'live#',
};

const it = edgeTest
  .extend('jobs', { auto: true }, async ({ world }) => {
    await world.remove(...['j-2', 'j-3'].map((jobId) => formatPhotoRecordKey(jobId, ID)));
    await world.put(
      { ...toJobRecord('j-1', { members: ['worker-1'] }), ...COUNTS } as never,
      toJobRecord('j-2', { members: ['worker-1', 'worker-2'], customer: 'customer-1' }),
      toJobRecord('j-3', { members: ['worker-1'] }),
      toJobRecord('j-closed', { members: ['worker-1'], status: 'closed' }),
      toJobRecord('j-theirs', { members: ['worker-2'] }),
      PHOTO,
    );
  })
  .extend(
    'move',
    ({ edge, worker }) =>
      (to: unknown, revision = '"0"', { from = 'j-1', token = worker, id = ID } = {}) =>
        edge.ask(`/photos/${id}/move?job_id=${from}`, {
          method: 'POST',
          body: { job_id: to },
          token,
          headers: { 'if-match': revision },
        }),
  )
  .extend('readMove', ({ world }) => async (jobId: string) => {
    const name = { jobId, photoId: ID };
    const get = new GetObjectCommand({ Bucket: 'shot-uploads', Key: formatMoveKey(name) });
    return parseMove(name, (await (await world.s3.send(get)).Body?.transformToString()) ?? '');
  })
  .extend(
    'rowOf',
    ({ world }) =>
      async (jobId: string) =>
        (await world.rows(jobId, 'JOB'))[0],
  );

describe('POST /photos/{photo_id}/move', () => {
  it('gives the photo to the other job: both rows, both counts, both logs, and what tells the pipeline', async ({
    world,
    move,
    readMove,
    rowOf,
  }) => {
    const { status, body, headers } = await move('j-2');
    expect([status, headers.etag]).toEqual([200, '"1"']);
    expect(body).toMatchObject({ photo_id: ID, title: 'A sofa', stage: 'before', state: 'stored', revision: 1 });
    expect([body.url, body.thumb_url, body.key]).toEqual([null, null, `jobs/j-2/${ID}.jpg`]);
    expect(await world.rows('j-1', 'PHOTO#')).toMatchObject([{ moved_to: 'j-2', revision: 1, files: [] }]);
    expect((await world.rows('j-1', 'PHOTO#'))[0]).not.toHaveProperty('album_sort');
    expect(await world.rows('j-2', 'PHOTO#')).toMatchObject([
      { job_id: 'j-2', sha256: SHA256, uploaded_by: 'worker-1' },
    ]);
    expect(await rowOf('j-1')).toMatchObject({ photo_count: 0, photos_before: 0, album_revision: 6 });
    expect(await rowOf('j-1')).not.toHaveProperty('cover');
    const joined = { photo_count: 1, photos_before: 1, album_revision: 1, last_photo_at: NOW.toISOString() };
    expect(await rowOf('j-2')).toMatchObject(joined);
    for (const jobId of ['j-1', 'j-2']) {
      const [entry] = (await world.audit(jobId)).filter(({ action }) => action === 'moved');
      expect(entry).toMatchObject({
        actor: 'worker-1',
        photo_ids: [ID],
        detail: { from: 'j-1', to: 'j-2', revision: 1 },
      });
    }
    expect(await readMove('j-1')).toMatchObject({ moved_to: 'j-2', revision: 1, uploaded_by: 'worker-1' });
  });

  it('answers alike when it is sent again because its response was lost, and logs it once', async ({ world, move }) => {
    const before = (await world.audit('j-3')).length;
    const [first, again] = [await move('j-3'), await move('j-3')];
    expect([first.status, again.status, again.body.revision]).toEqual([200, 200, 1]);
    expect(await world.audit('j-3')).toHaveLength(before + 1);
  });

  it('goes back and forth, at each step at the next revision', async ({ world, move, rowOf }) => {
    await move('j-2');
    expect((await move('j-1', '"1"', { from: 'j-2' })).body).toMatchObject({ revision: 2 });
    expect((await move('j-2', '"2"')).body).toMatchObject({ revision: 3 });
    expect(await world.rows('j-1', 'PHOTO#')).toMatchObject([{ moved_to: 'j-2', revision: 3 }]);
    expect([(await rowOf('j-1'))?.photo_count, (await rowOf('j-2'))?.photo_count]).toEqual([0, 1]);
  });

  it('lets one of two win who give it to two jobs at once', async ({ world, move }) => {
    const responses = await Promise.all([move('j-2'), move('j-3')]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
    const there = [...(await world.rows('j-2', 'PHOTO#')), ...(await world.rows('j-3', 'PHOTO#'))];
    expect(there.filter(({ moved_to }) => moved_to === undefined)).toHaveLength(1);
  });

  it('is gone from the album that it left, and in the other', async ({ edge, worker, move }) => {
    await move('j-2');
    const ids = async (jobId: string) =>
      (await edge.ask(`/photos?job_id=${jobId}`, { token: worker })).body.photos.map(({ photo_id }: never) => photo_id);
    expect([await ids('j-1'), await ids('j-2')]).toEqual([[], [ID]]);
  });

  it('can be changed in its new job only', async ({ edge, worker, dispatcher, move }) => {
    await move('j-2');
    const ask = (jobId: string, method: string, token: string, path = '') =>
      edge.ask(`/photos/${ID}${path}?job_id=${jobId}`, {
        ...{ method, token, headers: { 'if-match': '1' } },
        ...(method === 'PATCH' ? { body: { title: 'New' } } : {}),
      });
    expect((await ask('j-1', 'PATCH', worker)).status).toBe(404);
    expect((await ask('j-1', 'DELETE', dispatcher)).status).toBe(404);
    expect((await ask('j-1', 'POST', dispatcher, '/restore')).status).toBe(404);
    expect((await ask('j-2', 'PATCH', worker)).body).toMatchObject({ title: 'New', revision: 2 });
  });
});

describe('a photo that cannot be moved', () => {
  it('is at another revision', async ({ move }) => {
    expect(await move('j-2', '"7"')).toMatchObject({ status: 412, body: { code: 'edited-meanwhile' } });
  });

  it('is on its way, or deleted, or was never there', async ({ world, move }) => {
    const [announced, deleted, unread] = [21, 22, 23].map(numberedPhotoId);
    await world.put(
      toAnnouncementRow('j-1', announced ?? ''),
      toPhotoRecord('j-1', deleted ?? '', { files: [FILE], deleted_at: NOW.toISOString() }),
      toPhotoRecord('j-1', unread ?? '', { state: 'stored' }),
    );
    const codeOf = async (id = '') => (await move('j-2', '"0"', { id })).body.code;
    expect(await codeOf(announced)).toBe('photo-arriving');
    expect(await codeOf(unread)).toBe('photo-arriving');
    expect(await codeOf(deleted)).toBe('not-found');
    expect(await codeOf(numberedPhotoId(29))).toBe('not-found');
  });

  it('is to go to no job, to its own, or to one that takes no photos', async ({ move }) => {
    for (const to of [undefined, 'j/2', 'j-1', 7]) expect((await move(to)).status).toBe(400);
    expect(await move('j-closed')).toMatchObject({ status: 409, body: { code: 'job-closed' } });
  });
});

describe('attack: a photo is given where nobody may', () => {
  it('is refused alike whether the job is another’s, closed and another’s, or not there', async ({ world, move }) => {
    await world.put(toJobRecord('j-theirs-closed', { members: ['worker-2'], status: 'closed' }));
    const responses = await Promise.all(['j-theirs', 'j-theirs-closed', 'j-404'].map((to) => move(to)));
    const told = responses.map(({ status, body }) => JSON.stringify([status, body.code, body.title, body.detail]));
    expect(new Set(told)).toEqual(new Set([JSON.stringify([403, 'access-denied', 'You may not do this here.', null])]));
    expect(await world.rows('j-1', 'PHOTO#')).toContainEqual(PHOTO);
  });

  it('is refused to who may only view, be it there or here, before anything is told of the photo', async ({ move }) => {
    const customer = await mintToken({ sub: 'customer-1', roles: ['customer'] });
    expect((await move('j-1', '"0"', { from: 'j-2', token: customer })).body.code).toBe('access-denied');
    const ofTwo = await mintToken({ sub: 'worker-2' });
    expect((await move('j-2', '"0"', { token: ofTwo })).body.code).toBe('access-denied');
    const limited = await mintToken({ sub: 'worker-1', scope: 'view upload' });
    expect((await move('j-2', '"0"', { token: limited, id: numberedPhotoId(29) })).body.code).toBe('access-denied');
    const ofOneJob = await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'], jobs: ['j-1'] });
    expect((await move('j-2', '"0"', { token: ofOneJob })).body.code).toBe('access-denied');
  });
});

describe('the phone that has sent a moved photo', () => {
  it('is told which of its files have come, and where only if it may change photos there', async ({
    world,
    edge,
    worker,
    move,
  }) => {
    await move('j-2');
    const ask = async (token: string) => (await edge.ask(`/photos?job_id=j-1&ids=${ID}`, { token })).body;
    const { moved, photos } = await ask(worker);
    expect([photos, moved]).toEqual([[], [{ photo_id: ID, job_id: 'j-2', files: [SHA256], revision: 1 }]]);
    await world.put(toJobRecord('j-2', { members: ['worker-2'] }));
    expect((await ask(worker)).moved).toEqual([{ photo_id: ID, files: [SHA256], revision: 1 }]);
    const other = await mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'] });
    expect(await ask(other)).not.toHaveProperty('moved');
  });

  it('is told that it was deleted, where it was since', async ({ edge, worker, dispatcher, move }) => {
    await move('j-2');
    await edge.ask(`/photos/${ID}?job_id=j-2`, { method: 'DELETE', token: dispatcher });
    const { body } = await edge.ask(`/photos?job_id=j-1&ids=${ID}`, { token: worker });
    expect([body.deleted, body.moved]).toEqual([[ID], undefined]);
  });

  it('takes what is still to come of a photo that was given to another job, though its first one is closed', async ({
    world,
    edge,
    worker,
  }) => {
    const ids = ['capture-1', 'capture-2'].map((id) => derivePhotoId('worker-1', 'j-closed', id));
    const [moved = '', stuck = ''] = ids;
    await world.put(
      toPhotoRecord('j-closed', moved, { state: 'arriving', moved_to: 'j-2' }),
      toPhotoRecord('j-closed', stuck, { state: 'arriving', moved_to: 'j-closed-too' }),
      toJobRecord('j-closed-too', { members: ['worker-1'], status: 'closed' }),
    );
    const ask = (...captures: string[]) => {
      const photos = captures.map((id) => ({ id, type: 'image/jpeg', size: 5 }));
      return edge.ask('/upload-url', { method: 'POST', token: worker, body: { job_id: 'j-closed', photos } });
    };
    expect((await ask('capture-1')).body.tickets).toMatchObject([{ photo_id: moved }]);
    for (const refused of [['capture-2'], ['capture-3'], ['capture-1', 'capture-3']]) {
      expect((await ask(...refused)).body.code).toBe('job-closed');
    }
  });
});
