import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseObjectMetadata, TYPED_CAPTURE } from '../../../origin/records.ts';
import { mintToken, NOW } from '../issuer.ts';
import { readForm } from '../read-form.ts';
import { formTest as it, TYPED_FIELDS } from './form-test.ts';

const _SCRIPT = '<script>alert(1)</script>';

describe('POST /form', () => {
  it('answers a page with S3’s own form, which nothing keeps, and writes the audit event alone', async ({
    world,
    worker,
    knock,
  }) => {
    const { status, headers, text, line } = await knock({ job_id: 'j-1', access_token: worker });
    expect([status, headers]).toEqual([
      200,
      { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    ]);
    const { action, fields } = readForm(text);
    expect(action).toBe('/form/upload');
    expect(fields).toMatchObject({
      'Content-Type': 'image/jpeg',
      key: expect.stringMatching(/^jobs\/j-1\/[0-9a-f-]{36}\.jpg$/),
      success_action_redirect: 'https://photos.example.com/form-sent.html',
      'x-amz-meta-job': 'j-1',
      'x-amz-meta-capture': TYPED_CAPTURE,
    });
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
    const [entry] = await world.audit('j-1');
    const [, photoId] = /([0-9a-f-]{36})\.jpg/.exec(fields.key ?? '') ?? [];
    expect(entry).toMatchObject({ action: 'tickets-issued', count: 1, photo_ids: [photoId], at: NOW.toISOString() });
    expect(entry?.actor).toBe('worker-1');
    expect(await world.rows('j-1', 'PHOTO#')).toEqual([]);
    expect(line).toMatchObject({ tickets_issued: 1, route: 'POST /form', status: 200 });
  });

  it('has a form that the bucket takes, with what was typed, and leads on to the last page', async ({
    world,
    worker,
    knock,
    send,
  }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    const response = await send(text, TYPED_FIELDS);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^https:\/\/photos\.example\.com\/form-sent\.html\?/);
    const object = { Bucket: 'shot-uploads', Key: readForm(text).fields.key };
    const head = await world.s3.send(new HeadObjectCommand(object));
    expect(parseObjectMetadata(head.Metadata ?? {})).toMatchObject({
      job: 'j-1',
      uploader: 'worker-1',
      capture: TYPED_CAPTURE,
      title: 'Sofá año №5',
      stage: 'after',
    });
    const { Body, ContentType } = await world.s3.send(new GetObjectCommand(object));
    expect([ContentType, await Body?.transformToString()]).toEqual(['image/jpeg', 'hello']);
  });

  it('gives each form a photo of its own: a second one never writes over the first', async ({ worker, knock }) => {
    const pages = await Promise.all([1, 2].map(() => knock({ job_id: 'j-1', access_token: worker })));
    const keys = pages.map(({ text }) => readForm(text).fields.key);
    expect(new Set(keys).size).toBe(2);
  });

  it('goes where a refusal is a page, also where photos are sent to the bucket itself', async ({ worker, knock }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker }, { config: { upload_via: 's3' } });
    expect(readForm(text).action).toBe('/form/upload');
  });

  it('tells the job’s title to who may see it, and to nobody else', async ({ worker, knock }) => {
    const shown = await knock({ job_id: 'j-1', access_token: worker });
    expect(shown.text).toContain('<p>Attic &amp; &lt;garage&gt;</p>');
    const sender = await mintToken({ scope: 'upload' });
    const hidden = await knock({ job_id: 'j-1', access_token: sender });
    expect([hidden.status, hidden.text.includes('Attic')]).toEqual([200, false]);
  });

  it('takes a job without a record where the token names it', async ({ knock }) => {
    const token = await mintToken({ jobs: ['j-new'] });
    expect((await knock({ job_id: 'j-new', access_token: token })).status).toBe(200);
  });

  it.for<[what: string, fields: Record<string, string>, status: number, code: string]>([
    ['no token', { job_id: 'j-1' }, 401, 'token-missing'],
    ['a token that is none', { job_id: 'j-1', access_token: 'x' }, 401, 'token-invalid'],
    ['no job', {}, 400, 'bad-request'],
    ['a job id that is none', { job_id: 'j 1' }, 400, 'bad-request'],
    ['a closed job', { job_id: 'j-closed' }, 409, 'job-closed'],
    ['another’s job', { job_id: 'j-2' }, 403, 'access-denied'],
  ])(
    'answers %s with a page, a way back and the status of its problem',
    async ([what, fields, status, code], { worker, knock }) => {
      const token = /token/.test(what) ? {} : { access_token: worker };
      const response = await knock({ ...token, ...fields });
      expect([response.status, response.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
      expect(response.headers['cache-control']).toBe('no-store');
      expect(response.text).toContain(`${code} · `);
      expect(response.text).toContain('href="/form.html"');
      expect(response.text).toContain('<p lang="es">');
      expect(response.line).toMatchObject({ problem: code });
      expect('www-authenticate' in response.headers).toBe(status === 401);
    },
  );

  it('writes nothing but a refusal for a closed job, whoever let the caller in', async ({ world, knock }) => {
    const token = await mintToken({ jobs: ['j-closed'] });
    expect((await knock({ job_id: 'j-closed', access_token: token })).status).toBe(409);
    const actions = (await world.audit('j-closed')).map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(['denied']));
  });

  it('refuses a body that is no form, too long, or cut by CloudFront', async ({ worker, knock }) => {
    const json = await knock(
      { job_id: 'j-1', access_token: worker },
      { headers: { 'content-type': 'application/json' } },
    );
    expect([json.status, json.text.includes('bad-request')]).toEqual([400, true]);
    expect((await knock({ job_id: 'j-1', access_token: worker, more: 'x'.repeat(8192) })).status).toBe(413);
    expect((await knock({ job_id: 'j-1', access_token: worker }, { isBodyTruncated: true })).status).toBe(413);
  });
});
