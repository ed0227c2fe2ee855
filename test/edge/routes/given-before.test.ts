/** What was given is not called back: how long each thing still opens what it opens, as docs/api.md says. Photos: deleted ones. */
import { hash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

const JOB = 'j-given';
const PHOTO = toPhotoRecord(JOB, numberedPhotoId(1));
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const it = edgeTest
  .extend('job', { auto: true }, async ({ world }) => {
    await world.put(toJobRecord(JOB, { members: ['worker-1'] }), PHOTO);
    await world.s3.send(new PutObjectCommand({ Bucket: 'shot-uploads', Key: PHOTO.key, Body: 'x' }));
  })
  /** Takes the worker out of the job, and closes it. */
  .extend(
    'takeOut',
    ({ world }) =>
      () =>
        world.put(toJobRecord(JOB, { members: [], status: 'closed' })),
  );

describe('a ticket that is out when its holder is taken out and the job closed', () => {
  const upload = async ({ fields, s3_url }: { fields: Record<string, string>; s3_url: string }) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['hello'], { type: 'image/jpeg' }), 'photo.jpg');
    return (await fetch(s3_url, { method: 'POST', body: form })).status;
  };

  it('takes its upload for 15 minutes and no longer, and nothing new is given', async ({
    world,
    edge,
    worker,
    dispatcher,
    takeOut,
  }) => {
    const path = `/upload-url?job_id=${JOB}&id=capture-1`;
    const { body } = await edge.ask(path, { token: worker });
    await takeOut();
    expect((await edge.ask(path, { token: worker })).status).toBe(403);
    expect((await edge.ask(path, { token: dispatcher })).body.code).toBe('job-closed');
    world.setClock(at(899));
    expect(await upload(body)).toBe(201);
    world.setClock(at(901));
    expect(await upload(body)).toBe(403);
  });

  it.for([
    ['that promises its bytes is as long a PUT', `&size=5&sha256=${hash('sha256', 'hello')}`, 900],
    ['that promises nothing is a PUT for 5 minutes', '', 300],
  ] as const)('%s', async ([, query, seconds], { world, edge, worker }) => {
    // Of another job: an open PUT is announced, and would stand in the album.
    await world.put(toJobRecord('j-put', { members: ['worker-1'] }));
    const { body } = await edge.ask(`/upload-url?job_id=j-put&method=PUT${query}`, { token: worker });
    const put = async () => (await fetch(body.url, { method: 'PUT', headers: body.headers, body: 'hello' })).status;
    await world.put(toJobRecord('j-put', { members: [], status: 'closed' }));
    world.setClock(at(seconds - 1));
    expect(await put()).toBe(200);
    world.setClock(at(seconds + 1));
    expect(await put()).toBe(403);
  });
});

describe('a token', () => {
  it('opens what the record allows at each request, and no album more once its holder is taken out', async ({
    edge,
    worker,
    takeOut,
  }) => {
    expect((await edge.ask(`/photos?job_id=${JOB}`, { token: worker })).status).toBe(200);
    await takeOut();
    expect((await edge.ask(`/photos?job_id=${JOB}`, { token: worker })).status).toBe(403);
  });

  it('that names its jobs itself opens them to its end, and never longer than a day after its making', async ({
    world,
    edge,
    takeOut,
  }) => {
    const named = await mintToken({ jobs: [JOB] });
    const longer = await mintToken({ jobs: [JOB], exp: NOW_SECONDS + 7 * 86_400 });
    const ask = async (token: string) => (await edge.ask(`/photos?job_id=${JOB}`, { token })).status;
    await takeOut();
    world.setClock(at(3600));
    expect(await ask(named)).toBe(200);
    // Half a minute is for clocks that differ.
    world.setClock(at(3631));
    expect(await ask(named)).toBe(401);
    expect(await ask(longer)).toBe(200);
    world.setClock(at(86_400 - 60 + 31));
    expect(await ask(longer)).toBe(401);
  });
});

describe('the signature of an album', () => {
  it('opens this job’s images alone, to the end of the next full hour', async ({ edge, worker }) => {
    const { body } = await edge.ask(`/photos?job_id=${JOB}`, { token: worker });
    const policy = new URLSearchParams(body.photos[0].url.split('?')[1]).get('Policy') ?? '';
    const [statement] = JSON.parse(
      Buffer.from(policy.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64').toString(),
    ).Statement;
    expect(statement.Resource).toBe(`https://photos.example.com/*/${JOB}/*`);
    const end = statement.Condition.DateLessThan['AWS:EpochTime'];
    expect([end, body.expires_at]).toEqual([Date.parse('2026-11-22T12:00:00Z') / 1000, '2026-11-22T12:00:00.000Z']);
  });
});

describe('a presigned GET', () => {
  const config = { delivery: 's3' } as const;

  it('opens its file for an hour and a quarter at most, though its reader was taken out', async ({
    world,
    edge,
    worker,
    takeOut,
  }) => {
    const { body } = await edge.ask(`/photos?job_id=${JOB}`, { token: worker, config });
    const open = async () => (await fetch(body.photos[0].url)).status;
    await takeOut();
    const end = Date.parse(body.expires_at);
    expect(end - NOW.getTime()).toBeLessThanOrEqual(75 * 60_000);
    world.setClock(new Date(end - 1000));
    expect(await open()).toBe(200);
    world.setClock(new Date(end + 1000));
    expect(await open()).toBe(403);
  });

  it('of a photo that is deleted opens nothing at once', async ({ edge, worker, dispatcher }) => {
    const { body } = await edge.ask(`/photos?job_id=${JOB}`, { token: worker, config });
    const path = `/photos/${numberedPhotoId(1)}?job_id=${JOB}`;
    expect((await edge.ask(path, { method: 'DELETE', token: dispatcher })).status).toBe(204);
    expect((await fetch(body.photos[0].url)).status).toBe(404);
  });
});
