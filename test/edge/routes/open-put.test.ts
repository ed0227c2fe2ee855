/** The ticket for a client that has a file and no program: one URL, one header, no size. What bounds it instead. */
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseObjectMetadata } from '../../../origin/records.ts';
import { edgeTest as it } from '../edge-test.ts';
import { mintToken, NOW } from '../issuer.ts';

const CAPTURE = { id: 'capture-1', type: 'image/jpeg', size: 5 };

describe('GET /upload-url of an open PUT', () => {
  const ask = (query: string) => `/upload-url?job_id=j-open&method=PUT&${query}`;

  it('issues a URL that takes a file with its type and nothing else, told by nobody how long it is', async ({
    world,
    edge,
  }) => {
    const token = await mintToken({ jobs: ['j-open'], name: 'Zoë' });
    const { status, body } = await edge.ask(ask('title=A+sofa&stage=load'), { token });
    expect([status, body.headers, body.max_bytes]).toEqual([200, { 'content-type': 'image/jpeg' }, 52_428_800]);
    expect([body.expires_in, body.expires_at]).toEqual([300, '2026-11-22T10:25:00.000Z']);
    const put = (headers: Record<string, string>) => fetch(body.url, { method: 'PUT', headers, body: 'hello' });
    expect((await put({ 'content-type': 'image/jpeg' })).status).toBe(200);
    const head = await world.s3.send(new HeadObjectCommand({ Bucket: 'shot-uploads', Key: body.key }));
    expect(parseObjectMetadata(head.Metadata ?? {})).toEqual({
      job: 'j-open',
      uploader: 'worker-1',
      uploaderName: 'Zoë',
      title: 'A sofa',
      stage: 'load',
    });
  });

  it('announces the photo, and leaves a trace of who asked', async ({ world, edge }) => {
    const token = await mintToken({ jobs: ['j-open-2'] });
    const { body } = await edge.ask('/upload-url?job_id=j-open-2&method=PUT&stage=load', { token });
    const rows = await world.rows('j-open-2', 'ARRIVING#worker-1#');
    expect(rows.find(({ photo_id }) => photo_id === body.photo_id)).toMatchObject({ state: 'arriving', stage: 'load' });
    expect(await world.audit('j-open-2')).toMatchObject([{ action: 'tickets-issued', photo_ids: [body.photo_id] }]);
  });

  it('gives one person no more of them than 200 in a job', async ({ edge }) => {
    const token = await mintToken({ jobs: ['j-open-3'] });
    const statuses: number[] = [];
    const photos = (at: number) =>
      Array.from({ length: 20 }, (_, index) => ({ ...CAPTURE, id: `capture-${at}-${index}` }));
    for (let at = 0; at < 10; at += 1) {
      const body = { job_id: 'j-open-3', method: 'PUT', photos: photos(at) };
      statuses.push((await edge.ask('/upload-url', { method: 'POST', token, body })).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { status, body } = await edge.ask('/upload-url?job_id=j-open-3&method=PUT', { token });
    expect([status, body.code]).toEqual([409, 'too-many-announced']);
  });
});

describe('the form of a ticket', () => {
  it('has the same fields whatever the title says, and the bucket takes it', async ({ edge }) => {
    const token = await mintToken({ jobs: ['j-form'] });
    const ask = async (title: string) => {
      const query = new URLSearchParams({ job_id: 'j-form', title });
      return (await edge.ask(`/upload-url?${query}`, { token })).body;
    };
    const [plain, signs] = [await ask('A sofa'), await ask('🛋🛋')];
    expect(Object.keys(signs.fields)).toEqual(Object.keys(plain.fields));
    for (const { fields, s3_url } of [plain, signs]) {
      const form = new FormData();
      for (const [name, value] of Object.entries<string>(fields)) form.append(name, value);
      form.append('file', new Blob(['hello'], { type: 'image/jpeg' }), 'photo.jpg');
      expect((await fetch(s3_url, { method: 'POST', body: form })).status).toBe(201);
    }
  });
});

describe('attack: an open PUT that was changed', () => {
  it('is refused with another type, key, uploader, job, or a header that S3 would keep', async ({ world, edge }) => {
    const token = await mintToken({ jobs: ['j-open-4'] });
    const { body } = await edge.ask('/upload-url?job_id=j-open-4&method=PUT', { token });
    const put = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(url, { method: 'PUT', headers: { ...body.headers, ...headers }, body: 'hello' })).status;
    expect(await put(body.url, { 'content-type': 'text/html' })).toBe(403);
    expect(await put(body.url.replace('j-open-4/', 'j-2/'))).toBe(403);
    expect(await put(body.url.replace('worker-1', 'worker-2'))).toBe(403);
    expect(await put(`${body.url}&x-amz-acl=public-read`)).toBe(403);
    expect(await put(body.url, { 'x-amz-meta-title': 'eA' })).toBe(403);
    expect(await put(body.url, { 'x-amz-acl': 'public-read' })).toBe(403);
    expect(await put(body.url, { 'x-amz-tagging': 'Title=x' })).toBe(403);
    await expect(world.s3.send(new HeadObjectCommand({ Bucket: 'shot-uploads', Key: body.key }))).rejects.toMatchObject(
      { name: 'NotFound' },
    );
    world.setClock(new Date(NOW.getTime() + 301_000));
    expect(await put(body.url)).toBe(403);
  });
});
