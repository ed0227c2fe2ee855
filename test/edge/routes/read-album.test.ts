import { createVerify } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { EDGE_ROUTES } from '../edge-routes.ts';
import { IMAGE_KEYS } from '../edge-secret.ts';
import { edgeTest as it } from '../edge-test.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { numberedPhotoId, toAnnouncementRow, toJobRecord, toPhotoRecord } from '../records.ts';

it.beforeAll(async ({ world }) => {
  const people = { members: ['worker-1'], customer: 'customer-1' };
  await world.put(
    toJobRecord('j-1', people),
    toJobRecord('j-2', { members: ['worker-2'] }),
    toJobRecord('j-empty', people),
    toJobRecord('j-many', people),
    toPhotoRecord('j-1', numberedPhotoId(1)),
    toAnnouncementRow('j-1', numberedPhotoId(2)),
    toPhotoRecord('j-1', numberedPhotoId(3), { state: 'stored', title: null, location: null }),
    ...Array.from({ length: 300 }, (_, index) => toPhotoRecord('j-many', numberedPhotoId(index))),
  );
  for (const number of [1, 3]) {
    const Key = `jobs/j-1/${numberedPhotoId(number)}/${'ab'.repeat(32)}.jpg`;
    await world.s3.send(new PutObjectCommand({ Bucket: 'shot-uploads', Key, Body: 'x'.repeat(99) }));
  }
  // An album whose name begins alike must not leak into the other.
  await world.put(toPhotoRecord('j-10', numberedPhotoId(4)));
});

function readSignature(url: string) {
  const query = new URL(url, 'https://photos.example.com').searchParams;
  const decode = (name: string) =>
    Buffer.from((query.get(name) ?? '').replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');
  const policy = decode('Policy');
  const isGenuine = createVerify('RSA-SHA1').update(policy).verify(IMAGE_KEYS.publicKey, decode('Signature'));
  const [statement] = JSON.parse(policy.toString()).Statement;
  return { isGenuine, resource: statement.Resource, expires: statement.Condition.DateLessThan['AWS:EpochTime'] };
}

describe('GET /photos', () => {
  it('shows what is announced, then what has come, newest first, each photo once', async ({ edge, worker }) => {
    const { status, body } = await edge.ask('/photos?job_id=j-1', { token: worker });
    expect(status).toBe(200);
    const seen = body.photos.map(({ photo_id, state, title }: never) => [photo_id, state, title]);
    expect(seen).toEqual([
      [numberedPhotoId(2), 'arriving', 'A sofa'],
      [numberedPhotoId(3), 'stored', null],
      [numberedPhotoId(1), 'ready', 'A sofa'],
    ]);
    expect(body.photos[0]).toMatchObject({ url: null, thumb_url: null, preview_url: null });
  });

  it('signs all images of the job with one signature that CloudFront would take', async ({ edge, worker }) => {
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker });
    const { url, thumb_url, preview_url } = body.photos[2];
    expect(url).toMatch(/^\/jobs\/j-1\/[0-9a-f-]{36}\/[0-9a-f]{64}\.jpg\?Policy=/);
    expect(new Set([url, thumb_url, preview_url].map((each: string) => each.split('?')[1])).size).toBe(1);
    expect(readSignature(url)).toEqual({
      isGenuine: true,
      resource: 'https://photos.example.com/*/j-1/*',
      expires: Date.parse('2026-11-22T12:00:00Z') / 1000,
    });
    expect(body.expires_at).toBe('2026-11-22T12:00:00.000Z');
  });

  it('names the host and the scheme that the viewer used', async ({ edge, worker }) => {
    const headers = { host: '127.0.0.1:8080', 'cloudfront-forwarded-proto': 'http' };
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker, headers });
    expect(readSignature(body.photos[2].url).resource).toBe('http://127.0.0.1:8080/*/j-1/*');
  });

  it('answers the same URLs within the hour, from another process and another region', async ({
    world,
    edge,
    worker,
  }) => {
    const first = await edge.ask('/photos?job_id=j-1', { token: worker });
    world.setClock(new Date('2026-11-22T10:59:59.999Z'));
    const other = world.start(EDGE_ROUTES, { AWS_REGION: 'eu-west-1' });
    const token = await mintToken({ iat: NOW_SECONDS, exp: NOW_SECONDS + 7200 });
    expect((await other.ask('/photos?job_id=j-1', { token })).body.photos[2]).toEqual(first.body.photos[2]);
  });

  it('keeps its ETag while the content is the same, whatever the signature, and answers 304 to it', async ({
    world,
    edge,
    worker,
  }) => {
    const { headers } = await edge.ask('/photos?job_id=j-1', { token: worker });
    world.setClock(new Date('2026-11-22T11:00:00Z'));
    const later = await edge.ask('/photos?job_id=j-1', {
      token: worker,
      headers: { 'if-none-match': headers.etag ?? '' },
    });
    expect([later.status, later.text, later.headers.etag]).toEqual([304, '', headers.etag]);
  });

  it('pages an album of 300, each page within what Lambda@Edge may answer, gzip or not', async ({ edge, worker }) => {
    const first = await edge.ask('/photos?job_id=j-many', { token: worker });
    expect(first.body.photos).toHaveLength(250);
    expect(Buffer.byteLength(first.text)).toBeLessThan(1_000_000);
    const headers = { 'accept-encoding': 'gzip, br' };
    const next = await edge.ask(`/photos?job_id=j-many&cursor=${first.body.next}`, { token: worker, headers });
    expect(next.headers['content-encoding']).toBe('gzip');
    expect(next.body.photos).toHaveLength(50);
    expect(next.body).not.toHaveProperty('next');
    const ids = [...first.body.photos, ...next.body.photos].map(({ photo_id }) => photo_id);
    expect(new Set(ids).size).toBe(300);
  });

  it('sends no gzip to who refuses it', async ({ edge, worker }) => {
    for (const accepted of ['identity', 'br', 'gzip;q=0', 'gzip; q=0.0']) {
      const headers = { 'accept-encoding': accepted };
      const { headers: received } = await edge.ask('/photos?job_id=j-many', { token: worker, headers });
      expect(received).not.toHaveProperty('content-encoding');
    }
  });

  it('answers an album without photos', async ({ edge, worker }) => {
    expect((await edge.ask('/photos?job_id=j-empty', { token: worker })).body).toMatchObject({
      job_id: 'j-empty',
      photos: [],
    });
  });

  it('gives presigned S3 URLs where so configured, the same for a quarter of an hour', async ({
    world,
    edge,
    worker,
  }) => {
    const config = { delivery: 's3' } as const;
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker, config });
    const { url } = body.photos[1];
    expect(await (await fetch(url)).text()).toBe('x'.repeat(99));
    expect(body.expires_at).toBe('2026-11-22T11:30:00.000Z');
    world.setClock(new Date('2026-11-22T10:29:59Z'));
    expect((await edge.ask('/photos?job_id=j-1', { token: worker, config })).body.photos[1].url).toBe(url);
  });

  it('writes to the audit log who opened the album, once an hour', async ({ world, edge, customer }) => {
    for (let visit = 0; visit < 3; visit += 1) await edge.ask('/photos?job_id=j-empty', { token: customer });
    const entries = (await world.audit('j-empty')).filter(({ actor }) => actor === 'customer-1');
    expect(entries.map(({ action, at }) => [action, at])).toEqual([['album-read', NOW.toISOString()]]);
  });

  it('dates a reading when it was first made, and tells it once, whichever process was asked', async ({ world }) => {
    const token = await mintToken({
      sub: 'customer-1',
      roles: ['customer'],
      jobs: ['j-window'],
      exp: NOW_SECONDS + 7200,
    });
    for (const minutes of [7, 20, 39, 41]) {
      world.setClock(new Date(NOW.getTime() + minutes * 60_000));
      await world.start(EDGE_ROUTES).ask('/photos?job_id=j-window', { token });
    }
    const times = (await world.audit('j-window')).map(({ at }) => at);
    expect(times).toEqual(['2026-11-22T10:27:00.000Z', '2026-11-22T11:01:00.000Z']);
  });
});

describe('attack: what customers must not get', () => {
  it('gives them derived images only, neither place nor who of the crew it was, and a signature that opens no original', async ({
    edge,
    worker,
    customer,
  }) => {
    const { body } = await edge.ask('/photos?job_id=j-1', { token: customer });
    const [stored, ready] = body.photos;
    expect(ready.url).toBe(ready.preview_url);
    expect([stored.url, ready.location]).toEqual([null, null]);
    expect(readSignature(ready.url).resource).toBe('https://photos.example.com/thumbs/j-1/*');
    const { body: seen } = await edge.ask('/photos?job_id=j-1', { token: worker });
    expect(seen.photos[2].location).toEqual({ latitude: 1.5, longitude: 2.5 });
    expect([seen.photos[2].uploaded_by, seen.photos[2].uploaded_by_name]).toEqual(['worker-1', 'Wes']);
    expect([ready.uploaded_by, ready.uploaded_by_name]).toEqual([null, null]);
  });
});

describe('attack: another’s album', () => {
  it('answers alike for a job of somebody else and one that does not exist', async ({ edge, worker }) => {
    const [foreign, unknown] = await Promise.all(
      ['j-2', 'j-404'].map((job) => edge.ask(`/photos?job_id=${job}`, { token: worker })),
    );
    expect([foreign?.status, foreign?.body.code]).toEqual([403, 'access-denied']);
    expect(unknown?.status).toBe(403);
    expect({ ...unknown?.body, request_id: '' }).toEqual({ ...foreign?.body, request_id: '' });
  });

  it('lists nothing to a token that may only upload', async ({ edge }) => {
    const token = await mintToken({ scope: 'upload', jobs: ['j-1'] });
    expect((await edge.ask('/photos?job_id=j-1', { token })).status).toBe(403);
  });
});

describe('attack: a Host that changes the policy', () => {
  it.for(['*', 'a*b', 'h/*"},{"Resource":"*', 'evil example', 'h?x', 'h#x', 'u@h', ''])(
    'refuses %j',
    async (host, { edge, worker }) => {
      expect((await edge.ask('/photos?job_id=j-1', { token: worker, headers: { host } })).status).toBe(400);
    },
  );
});

describe('attack: parameter pollution', () => {
  it('refuses a job id that stands twice', async ({ edge, worker }) => {
    const { status, body } = await edge.ask('/photos?job_id=j-1&job_id=j-2', { token: worker });
    expect([status, body.errors]).toEqual([400, [{ pointer: '?job_id', detail: expect.any(String) }]]);
  });
});
