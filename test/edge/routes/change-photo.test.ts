import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import type { AuditRecord } from '../../../origin/audit-log.ts';
import { mintToken, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';
import { photoTest as it, PHOTO_KEYS, PHOTO_PATH } from './photo-test.ts';

describe('PATCH /photos/{photo_id}', () => {
  it('edits record and tags, notes it, and answers the photo at its next revision', async ({
    world,
    edit,
    readTags,
  }) => {
    const { status, body, headers } = await edit({ title: 'Das „Sofa“ 🛋', stage: 'after' }, '"0"');
    expect([status, headers.etag]).toEqual([200, '"1"']);
    expect(body).toMatchObject({ title: 'Das „Sofa“ 🛋', stage: 'after', revision: 1, state: 'ready', bytes: 4711 });
    expect(await readTags()).toEqual({ title: 'Das „Sofa“ 🛋', stage: 'after', revision: 1 });
    const [entry] = (await world.audit('j-1')).filter(({ action }) => action === 'edited');
    expect(entry).toMatchObject({ actor: 'worker-1', photo_ids: [numberedPhotoId(1)], detail: { revision: 1 } });
  });

  it('changes what it is asked to and leaves the rest', async ({ edit }) => {
    expect((await edit({ title: null }, '0')).body).toMatchObject({ title: null, stage: 'before' });
    expect((await edit({ stage: null }, '1')).body).toMatchObject({ title: null, stage: null, revision: 2 });
  });

  it('lets the second of two editors know', async ({ world, edit }) => {
    expect((await edit({ title: 'One' }, '"0"')).status).toBe(200);
    expect(await edit({ title: 'Two' }, '"0"')).toMatchObject({ status: 412, body: { code: 'edited-meanwhile' } });
    expect((await world.rows('j-1', 'PHOTO#'))[0]).toMatchObject({ title: 'One', revision: 1 });
  });

  it('lets exactly one of many editors win', async ({ edit }) => {
    const responses = await Promise.all(Array.from({ length: 8 }, (_, index) => edit({ title: `T${index}` }, '"0"')));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('leaves tags that tell of the last of many edits, however their writing overlaps', async ({
    world,
    edit,
    readTags,
  }) => {
    await Promise.all([edit({ title: 'One' }, '0'), edit({ title: 'Two' }, '1'), edit({ title: 'Three' }, '2')]);
    const [row] = await world.rows('j-1', 'PHOTO#');
    const { title, stage, revision } = row ?? {};
    expect(await readTags()).toEqual({ title, stage, revision });
  });

  it('edits a photo that is still on its way, of which there is nothing to tag', async ({ world, edge, worker }) => {
    const arriving = toPhotoRecord('j-7', numberedPhotoId(7), { state: 'arriving', version_id: null });
    await world.put(toJobRecord('j-7', { members: ['worker-1'] }), arriving);
    const asking = { method: 'PATCH', body: { title: 'Soon' }, token: worker, headers: { 'if-match': '0' } };
    const { status, body } = await edge.ask(`/photos/${numberedPhotoId(7)}?job_id=j-7`, asking);
    expect([status, body.title, body.state]).toEqual([200, 'Soon', 'arriving']);
  });

  it('answers alike when the same edit is sent again because its response was lost', async ({ edit }) => {
    const first = await edit({ title: 'Once' }, '"0"');
    const again = await edit({ title: 'Once' }, '"0"');
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('leaves what the pipeline wrote meanwhile', async ({ world, edit }) => {
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { state: 'arriving', width: null }));
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { state: 'ready', width: 4000 }));
    expect((await edit({ title: 'New' }, '"0"')).body).toMatchObject({ state: 'ready', width: 4000, title: 'New' });
  });

  it('wants a revision and something to edit', async ({ edge, worker, edit }) => {
    expect(
      (await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'PATCH', body: { title: 'x' }, token: worker })).body,
    ).toMatchObject({
      status: 400,
      errors: [{ pointer: 'If-Match' }],
    });
    const pointers = async (body: unknown) => (await edit(body, '0')).body.errors.map(({ pointer }: never) => pointer);
    expect(await pointers({})).toEqual(['']);
    expect(await pointers({ title: 'x'.repeat(201), stage: 'x' })).toEqual(['/title', '/stage']);
  });

  it('answers 404 for a photo that is not there, in a job that is the caller’s', async ({ edge, worker }) => {
    for (const id of [numberedPhotoId(9), 'x', '..', 'JOB']) {
      const asking = { method: 'PATCH', body: { title: 'x' }, token: worker, headers: { 'if-match': '0' } };
      expect((await edge.ask(`/photos/${id}?job_id=j-1`, asking)).status).toBe(404);
    }
  });
});

describe('POST /photos/{photo_id}/original', () => {
  it('asks the phone once for an original that has not come, and tells the crew and no customer', async ({
    world,
    edge,
    worker,
    customer,
  }) => {
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { original_is: 'on-phone' }));
    const ask = () => edge.ask(`${PHOTO_PATH}/original?job_id=j-1`, { method: 'POST', token: worker });
    const responses = [await ask(), await ask()];
    expect(responses.map(({ status, body }) => [status, body.original_is])).toEqual(Array(2).fill([200, 'asked']));
    const asked = (await world.audit('j-1')).filter(({ action }) => action === 'original-asked');
    expect(asked).toMatchObject([{ actor: 'worker-1', photo_ids: [numberedPhotoId(1)] }]);
    const seenBy = async (token: string) =>
      (await edge.ask('/photos?job_id=j-1', { token })).body.photos[0].original_is;
    expect([await seenBy(worker), await seenBy(customer)]).toEqual(['asked', undefined]);
    expect((await edge.ask(`${PHOTO_PATH}/original?job_id=j-1`, { method: 'POST', token: customer })).status).toBe(403);
  });

  it('asks for nothing where there is none to come', async ({ edge, worker }) => {
    const { status, body } = await edge.ask(`${PHOTO_PATH}/original?job_id=j-1`, { method: 'POST', token: worker });
    expect([status, body.revision, body.original_is]).toEqual([200, 0, undefined]);
  });
});

describe('POST /photos/{photo_id}/seen', () => {
  const path = `${PHOTO_PATH}/seen?job_id=j-1`;
  /** The log is one for all cases. */
  const listSeen = async ({ audit }: { audit(jobId: string): Promise<readonly AuditRecord[]> }) =>
    (await audit('j-1')).filter(({ action }) => action === 'seen');

  it.for(['link:abcdefghijklmnopqrstuv', 'customer-1'])(
    'notes once, in the log and in the tags, that somebody has looked at what %s sent',
    async (uploaded_by, { world, edge, worker, dispatcher, readTags }) => {
      await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { uploaded_by }));
      const before = (await listSeen(world)).length;
      const see = (token: string) => edge.ask(path, { method: 'POST', token });
      const responses = [await see(worker), await see(dispatcher)];
      expect(responses.map(({ status, body }) => [status, body.revision])).toEqual([
        [200, 1],
        [200, 1],
      ]);
      const entries = await listSeen(world);
      expect(entries.length - before).toBe(1);
      expect(entries.at(-1)).toMatchObject({ actor: 'worker-1', photo_ids: [numberedPhotoId(1)] });
      // What reindex makes the record of.
      expect(await readTags()).toEqual({ title: 'A sofa', stage: 'before', revision: 1 });
    },
  );

  it('notes nothing of the crew’s own photos, or of one that was edited before', async ({ world, edge, worker }) => {
    const before = (await listSeen(world)).length;
    const see = async () => (await edge.ask(path, { method: 'POST', token: worker })).body.revision;
    expect(await see()).toBe(0);
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { uploaded_by: 'link:a', revision: 3 }));
    expect(await see()).toBe(3);
    expect(await listSeen(world)).toHaveLength(before);
  });

  it('is refused to the customer, and to the crew of other jobs', async ({ world, edge, customer }) => {
    await world.put(toPhotoRecord('j-1', numberedPhotoId(1), { uploaded_by: 'customer-1' }));
    for (const token of [customer, await mintToken({ sub: 'worker-9' })]) {
      expect((await edge.ask(path, { method: 'POST', token })).status).toBe(403);
    }
    expect((await world.rows('j-1', 'PHOTO#'))[0]).toMatchObject({ revision: 0 });
  });
});

describe('DELETE and restore', () => {
  it('hides a photo under delete markers for 30 days, and brings it back as it was', async ({
    world,
    edge,
    dispatcher,
    listIds,
    exists,
    readTags,
  }) => {
    const gone = await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher });
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(await listIds()).toEqual([]);
    expect(await Promise.all(PHOTO_KEYS.map(exists))).toEqual([false, false, false]);
    const [row] = await world.rows('j-1', 'PHOTO#');
    expect(row).toMatchObject({ expires_at: NOW_SECONDS + 30 * 86_400, revision: 1 });
    const { Versions = [] } = await world.s3.send(
      new ListObjectVersionsCommand({ Bucket: 'shot-uploads', Prefix: PHOTO_KEYS[0] }),
    );
    const { title, stage, deleted_at } = row ?? {};
    expect(await readTags(Versions[0]?.VersionId)).toEqual({ title, stage, deleted_at, revision: 1 });

    const back = await edge.ask(`${PHOTO_PATH}/restore?job_id=j-1`, { method: 'POST', token: dispatcher });
    expect([back.status, back.body.revision]).toEqual([200, 2]);
    expect(await readTags()).toEqual({ title, stage, revision: 2 });
    expect(await listIds()).toEqual([numberedPhotoId(1)]);
    expect(await Promise.all(PHOTO_KEYS.map(exists))).toEqual([true, true, true]);
    expect(await world.rows('j-1', 'PHOTO#')).toEqual([toPhotoRecord('j-1', numberedPhotoId(1), { revision: 2 })]);
  });

  it('does the same when asked twice', async ({ edge, dispatcher, exists }) => {
    for (let times = 0; times < 2; times += 1) {
      expect((await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: dispatcher })).status).toBe(204);
    }
    for (let times = 0; times < 2; times += 1) {
      expect((await edge.ask(`${PHOTO_PATH}/restore?job_id=j-1`, { method: 'POST', token: dispatcher })).status).toBe(
        200,
      );
    }
    expect(await exists(PHOTO_KEYS[0] ?? '')).toBe(true);
  });

  it('is for dispatchers', async ({ edge, worker, customer }) => {
    for (const token of [worker, customer]) {
      expect((await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token })).status).toBe(403);
      expect((await edge.ask(`${PHOTO_PATH}/restore?job_id=j-1`, { method: 'POST', token })).status).toBe(403);
    }
  });
});

describe('GET /audit', () => {
  it('pages the audit log, newest first, to dispatchers only', async ({ edge, worker, dispatcher, edit }) => {
    await edit({ title: 'For the audit log' }, '"0"');
    const { status, body } = await edge.ask('/audit?job_id=j-1', { token: dispatcher });
    expect(status).toBe(200);
    expect(body.entries.length).toBeGreaterThan(1);
    expect(body.entries.map(({ at }: never) => at)).toEqual(
      [...body.entries.map(({ at }: never) => at)].sort().reverse(),
    );
    expect(body.entries[0]).not.toHaveProperty('pk');
    const named = await mintToken({ sub: 'dispatcher-2', roles: ['dispatcher'], name: 'Dana' });
    await edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'DELETE', token: named });
    const [last] = (await edge.ask('/audit?job_id=j-1', { token: dispatcher })).body.entries.filter(
      ({ actor }: never) => actor === 'dispatcher-2',
    );
    expect(last).toMatchObject({ action: 'deleted', actor_name: 'Dana' });
    expect((await edge.ask('/audit?job_id=j-1', { token: worker })).status).toBe(403);
  });
});

describe('attack: another job’s photo', () => {
  it('is not reached under a job that is the caller’s own, nor with a forged cursor', async ({
    world,
    edge,
    worker,
    dispatcher,
  }) => {
    await world.put(toJobRecord('j-2', { members: ['worker-2'] }), toPhotoRecord('j-2', numberedPhotoId(2)));
    const asking = { method: 'PATCH', body: { title: 'Mine' }, token: worker, headers: { 'if-match': '0' } };
    expect((await edge.ask(`/photos/${numberedPhotoId(2)}?job_id=j-1`, asking)).status).toBe(404);
    expect((await edge.ask(`/photos/${numberedPhotoId(2)}?job_id=j-2`, asking)).status).toBe(403);
    expect((await edge.ask(`/photos/${numberedPhotoId(2)}?job_id=j-1&job_id=j-2`, asking)).status).toBe(400);
    const cursor = Buffer.from(JSON.stringify({ pk: { S: 'JOB#j-2' }, sk: { S: 'AUDIT#~' } })).toString('base64url');
    for (const forged of [cursor, 'x', Buffer.from('{"pk":1}').toString('base64url')]) {
      expect((await edge.ask(`/audit?job_id=j-1&cursor=${forged}`, { token: dispatcher })).status).toBe(400);
    }
  });
});
