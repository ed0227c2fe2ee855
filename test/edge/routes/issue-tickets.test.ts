import { hash } from 'node:crypto';
import { GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseObjectMetadata } from '../../../origin/records.ts';
import { EDGE_ROUTES } from '../edge-routes.ts';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW } from '../issuer.ts';
import { toJobRecord, toPhotoRecord } from '../records.ts';

/** Of the bytes that are sent. */
const sha256 = hash('sha256', 'hello');
const CAPTURE = { id: 'capture-1', type: 'image/jpeg', size: 5, title: 'Ünser Sofa 🛋', stage: 'load' };

const it = edgeTest.extend('post', ({ edge, worker }) => (body: unknown, token = worker) => {
  return edge.ask('/upload-url', { method: 'POST', body, token });
});

it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-1', { members: ['worker-1'], customer: 'customer-1' }),
    toJobRecord('j-2', { members: ['worker-2'], customer: 'customer-2' }),
    toJobRecord('j-closed', { members: ['worker-1'], status: 'closed' }),
  ),
);

function toForm(fields: Record<string, string>, bytes: BlobPart): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes], { type: 'image/jpeg' }), 'photo.jpg');
  return form;
}

describe('GET /upload-url', () => {
  it('issues a ticket that the bucket takes, and writes nothing', async ({ world, edge, worker }) => {
    const { status, headers, body } = await edge.ask('/upload-url?job_id=j-1&id=capture-get', { token: worker });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ method: 'POST', url: '/upload', max_bytes: 52_428_800, expires_in: 900 });
    expect(body.expires_at).toBe('2026-11-22T10:35:00.000Z');
    expect(body.key).toBe(`jobs/j-1/${body.photo_id}.jpg`);
    expect((await fetch(body.s3_url, { method: 'POST', body: toForm(body.fields, 'hello') })).status).toBe(201);
    expect(await world.rows('j-1', 'PHOTO#')).toEqual([]);
    expect(await world.audit('j-1')).toEqual([]);
  });

  it('leads to the bucket itself where so configured', async ({ edge, worker }) => {
    const { body } = await edge.ask('/upload-url?job_id=j-1', { token: worker, config: { upload_via: 's3' } });
    expect(body.url).toBe(body.s3_url);
  });

  it('issues a PUT that the bucket takes with its headers, and refuses with others', async ({
    world,
    edge,
    worker,
  }) => {
    const words = { title: 'A sofa', stage: 'load' };
    const query = new URLSearchParams({ job_id: 'j-1', method: 'PUT', size: '5', sha256, ...words });
    const { body } = await edge.ask(`/upload-url?${query}`, { token: worker });
    const put = (bytes: string, headers = body.headers) => fetch(body.url, { method: 'PUT', headers, body: bytes });
    expect((await put('hello')).status).toBe(200);
    expect((await put('hallo')).status).toBe(400);
    expect((await put('hello', { ...body.headers, 'content-type': 'text/html' })).status).toBe(403);
    const { TagSet } = await world.s3.send(new GetObjectTaggingCommand({ Bucket: 'shot-uploads', Key: body.key }));
    expect(TagSet).toEqual(
      expect.arrayContaining([
        { Key: 'Title', Value: 'A sofa' },
        { Key: 'Stage', Value: 'load' },
      ]),
    );
  });
});

describe('POST /upload-url', () => {
  it('issues tickets in order, announces the photos, and leaves a trace', async ({ world, post }) => {
    const photos = [CAPTURE, { ...CAPTURE, id: 'capture-2', type: 'image/heic' }];
    const { status, body, line } = await post({ job_id: 'j-1', photos });
    expect(status).toBe(200);
    expect(body.tickets).toHaveLength(2);
    expect(body.tickets[1].key).toMatch(/\.heic$/);
    const [turn, ...rows] = await world.rows('j-1', 'ARRIVING#worker-1#');
    expect(turn).toMatchObject({ turn: 1 });
    // On the full quarter of an hour.
    const end = Date.parse('2026-11-23T10:30:00Z') / 1000;
    expect(rows.map(({ state, expires_at, uploaded_by }) => [state, expires_at, uploaded_by])).toEqual([
      ['arriving', end, 'worker-1'],
      ['arriving', end, 'worker-1'],
    ]);
    expect(await world.rows('j-1', 'PHOTO#')).toEqual([]);
    const [entry] = await world.audit('j-1');
    expect(entry).toMatchObject({
      action: 'tickets-issued',
      actor: 'worker-1',
      actor_name: null,
      count: 2,
      at: NOW.toISOString(),
      from: { country: 'US', address: '203.0.113.7' },
    });
    expect(line).toMatchObject({ tickets_issued: 2, route: 'POST /upload-url', status: 200, stage: 'test' });
  });

  it('puts title, stage and facts on the object in the one write', async ({ world, post }) => {
    const capture = { ...CAPTURE, id: 'capture-3', taken_at: '2026-05-01T09:30:00-05:00', sha256 };
    const { body } = await post({ job_id: 'j-1', photos: [capture] });
    const [ticket] = body.tickets;
    expect((await fetch(ticket.s3_url, { method: 'POST', body: toForm(ticket.fields, 'hello') })).status).toBe(201);
    const head = await world.s3.send(new HeadObjectCommand({ Bucket: 'shot-uploads', Key: ticket.key }));
    expect(parseObjectMetadata(head.Metadata ?? {})).toEqual({
      job: 'j-1',
      uploader: 'worker-1',
      capture: 'capture-3',
      title: CAPTURE.title,
      stage: 'load',
      takenAt: capture.taken_at,
      sha256: capture.sha256,
    });
    expect(head.CacheControl).toBe('private, max-age=31536000, immutable');
  });

  it('gives the same key for the same capture, and another to another person', async ({ post }) => {
    const keyFor = async (token: string) =>
      (await post({ job_id: 'j-9', photos: [CAPTURE] }, token)).body.tickets[0].key;
    const [first, again, other] = [
      await keyFor(await mintToken({ jobs: ['j-9'] })),
      await keyFor(await mintToken({ jobs: ['j-9'] })),
      await keyFor(await mintToken({ jobs: ['j-9'], sub: 'worker-2' })),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('leaves the record of a photo that S3 has already as it is', async ({ world, post }) => {
    const { body } = await post({ job_id: 'j-1', photos: [{ ...CAPTURE, id: 'capture-4' }] });
    const stored = toPhotoRecord('j-1', body.tickets[0].photo_id, { title: 'Edited', revision: 1 });
    await world.put(stored);
    expect((await post({ job_id: 'j-1', photos: [{ ...CAPTURE, id: 'capture-4' }] })).status).toBe(200);
    expect(await world.rows('j-1', `PHOTO#${stored.photo_id}`)).toEqual([stored]);
  });

  it('takes a job without a record where the token names it', async ({ post }) => {
    const token = await mintToken({ jobs: ['j-test'] });
    expect((await post({ job_id: 'j-test', photos: [CAPTURE] }, token)).status).toBe(200);
  });

  it('issues nothing for a closed job, whether the token or the record let the caller in', async ({
    world,
    edge,
    worker,
    post,
  }) => {
    for (const token of [worker, await mintToken({ jobs: ['j-closed'] })]) {
      const { status, body } = await post({ job_id: 'j-closed', photos: [CAPTURE] }, token);
      expect([status, body.code, body.tickets]).toEqual([409, 'job-closed', undefined]);
      expect((await edge.ask('/upload-url?job_id=j-closed', { token })).status).toBe(409);
    }
    const left = await world.rows('j-closed', 'ARRIVING#');
    expect(left.filter(({ photo_id }) => photo_id !== undefined)).toEqual([]);
  });

  it('refuses a body that CloudFront cut, that is no JSON, and that is none', async ({ edge, worker }) => {
    const ask = (more: object) => edge.ask('/upload-url', { method: 'POST', token: worker, ...more });
    expect(await ask({ body: { job_id: 'j-1' }, isBodyTruncated: true })).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
    expect(await ask({ body: '{' })).toMatchObject({ status: 400, body: { errors: [{ pointer: '' }] } });
    expect((await ask({})).status).toBe(400);
  });

  it('answers problems with type, code, request id and what would be right', async ({ post }) => {
    const { status, headers, body } = await post({ job_id: 'j-1', photos: [{ ...CAPTURE, type: 'text/html' }] });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      415,
      'application/problem+json',
      'no-store',
    ]);
    expect(body).toMatchObject({ type: '/problems#unsupported-type', status: 415, retry: 'never' });
    expect(body.request_id).toBe('request-POST-/upload-url');
    expect(body.errors[0].pointer).toBe('/photos/0/type');
  });

  it('never promises more than the signing keys can keep', async ({ world, worker }) => {
    const until = (seconds: number) => ({
      AWS_SESSION_TOKEN: '',
      AWS_CREDENTIAL_EXPIRATION: new Date(NOW.getTime() + seconds * 1000).toISOString(),
    });
    const ask = (seconds: number) =>
      world.start(EDGE_ROUTES, until(seconds)).ask('/upload-url?job_id=j-1', { token: worker });
    expect((await ask(3600)).body).toMatchObject({ expires_in: 900, expires_at: '2026-11-22T10:35:00.000Z' });
    expect((await ask(300)).body).toMatchObject({ expires_in: 300, expires_at: '2026-11-22T10:25:00.000Z' });
    expect(await ask(59)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });
});

describe('attack: another’s job', () => {
  it('gives the same response for a job of somebody else and one that does not exist', async ({ world, post }) => {
    const responses = await Promise.all(['j-2', 'j-404'].map((job_id) => post({ job_id, photos: [CAPTURE] })));
    expect(responses.map(({ status, text }) => [status, text])).toEqual([
      [403, responses[0]?.text],
      [403, responses[0]?.text],
    ]);
    expect(await world.rows('j-2', 'ARRIVING#')).toEqual([]);
  });

  it('writes denied attempts to the audit log, one a minute for each person and job', async ({ world, post }) => {
    for (let attempt = 0; attempt < 5; attempt += 1) await post({ job_id: 'j-2', photos: [CAPTURE] });
    world.setClock(new Date(NOW.getTime() + 60_000));
    await post({ job_id: 'j-2', photos: [CAPTURE] });
    const denied = (await world.audit('j-2')).filter(({ action }) => action === 'denied');
    expect(denied.map(({ at, actor, detail }) => [at, actor, detail])).toEqual([
      [NOW.toISOString(), 'worker-1', { code: 'access-denied', action: 'upload' }],
      ['2026-11-22T10:21:00.000Z', 'worker-1', { code: 'access-denied', action: 'upload' }],
    ]);
  });

  it('keeps a token to the jobs and the scope that it names', async ({ post }) => {
    const ask = async (claims: Record<string, unknown>) =>
      (await post({ job_id: 'j-1', photos: [CAPTURE] }, await mintToken(claims))).status;
    expect(await ask({ jobs: ['j-2'] })).toBe(403);
    expect(await ask({ roles: ['dispatcher'], jobs: ['j-2'] })).toBe(403);
    expect(await ask({ scope: 'view' })).toBe(403);
    expect(await ask({ scope: 'upload job:j-2' })).toBe(403);
    expect(await ask({ scope: 'upload job:j-1' })).toBe(200);
  });
});

describe('attack: a form that was changed', () => {
  it('refuses another key, type, title, size, and a field more, and stores nothing', async ({ world, post }) => {
    const { body } = await post({ job_id: 'j-1', photos: [{ ...CAPTURE, id: 'capture-5' }] });
    const { fields, s3_url: url, key } = body.tickets[0];
    const send = async (changed: Record<string, string>, bytes = 'hello') =>
      (await fetch(url, { method: 'POST', body: toForm({ ...fields, ...changed }, bytes) })).status;
    expect(await send({ key: 'jobs/j-2/11111111-2222-8333-8444-555555555555.jpg' })).toBe(403);
    expect(await send({ 'Content-Type': 'text/html' })).toBe(403);
    expect(await send({ 'x-amz-meta-title': 'eA' })).toBe(403);
    expect(await send({ acl: 'public-read' })).toBe(403);
    expect(await send({}, 'hello!')).toBe(400);
    await expect(world.s3.send(new HeadObjectCommand({ Bucket: 'shot-uploads', Key: key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await send({})).toBe(201);
  });
});
