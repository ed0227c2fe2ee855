import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseObjectMetadata, TYPED_CAPTURE } from '../../../origin/records.ts';
import { edgeTest } from '../edge-test.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import type { Asking } from '../origin-request.ts';
import { readForm } from '../read-form.ts';
import { toJobRecord } from '../records.ts';

const TYPE = 'application/x-www-form-urlencoded';
const SCRIPT = '<script>alert(1)</script>';
const TYPED = { 'x-amz-meta-title': 'Sofá año №5', 'x-amz-meta-stage': 'after' };

const it = edgeTest
  .extend('knock', ({ edge }) => (fields: Record<string, string> | [string, string][], asking: Asking = {}) => {
    const headers = { 'content-type': TYPE, ...asking.headers };
    return edge.ask('/form', { method: 'POST', body: String(new URLSearchParams(fields)), ...asking, headers });
  })
  .extend('bucketUrl', async ({ edge, worker }): Promise<string> => {
    return (await edge.ask('/upload-url?job_id=j-1', { token: worker })).body.s3_url;
  })
  /** Sends S3's form as a browser does: hidden fields as they are, then what was typed, then the file. */
  .extend(
    'send',
    ({ bucketUrl }) =>
      (text: string, typed: Record<string, string>, bytes: BlobPart = 'hello', action = bucketUrl) => {
        const { fields } = readForm(text);
        const form = new FormData();
        for (const [name, value] of Object.entries({ ...fields, ...typed })) form.append(name, value);
        form.append('file', new Blob([bytes], { type: 'image/jpeg' }), 'photo.jpg');
        return fetch(action, { method: 'POST', body: form, redirect: 'manual' });
      },
  );

it.beforeAll(({ world }) =>
  world.put(
    toJobRecord('j-1', { members: ['worker-1'], title: 'Attic & <garage>' }),
    toJobRecord('j-2', { members: ['worker-2'] }),
    toJobRecord('j-closed', { members: ['worker-1'], status: 'closed' }),
  ),
);

describe('POST /form', () => {
  it('answers a page with S3’s own form, which nothing keeps, and writes the audit entry alone', async ({
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
    expect(action).toBe('/upload');
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
    const response = await send(text, TYPED);
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

  it('leads to the bucket itself where so configured', async ({ worker, knock, bucketUrl }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker }, { config: { upload_via: 's3' } });
    expect(readForm(text).action).toBe(bucketUrl);
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

describe('attack: a token by another way', () => {
  it('is refused beside the form’s, and does not replace it', async ({ edge, worker, knock }) => {
    const { status, text } = await knock({ job_id: 'j-1', access_token: worker }, { token: worker });
    expect([status, text.includes('bad-request')]).toEqual([400, true]);
    expect((await knock({ job_id: 'j-1' }, { token: worker })).status).toBe(400);
    const headers = { 'content-type': TYPE };
    const query = await edge.ask(`/form?access_token=${worker}`, { method: 'POST', body: 'job_id=j-1', headers });
    expect(query.status).toBe(401);
  });

  it('is refused where it stands twice', async ({ worker, knock }) => {
    const twice: [string, string][] = [
      ['job_id', 'j-1'],
      ['access_token', worker],
      ['access_token', worker],
    ];
    expect((await knock(twice)).status).toBe(400);
  });

  it('is not taken out of a form by the routes that want a header', async ({ edge, worker }) => {
    const response = await edge.ask(`/upload-url?job_id=j-1&access_token=${worker}`, {
      headers: { 'content-type': TYPE },
    });
    expect(response.status).toBe(401);
  });
});

describe('attack: forged and spent tokens', () => {
  it('are refused as everywhere', async ({ worker, knock }) => {
    const spent = await mintToken({ exp: NOW_SECONDS - 31 });
    const elsewhere = await mintToken({ aud: 'https://other.example.com' });
    const cut = worker.slice(0, -4);
    for (const [access_token, code] of [
      [spent, 'token-expired'],
      [elsewhere, 'token-invalid'],
      [cut, 'token-invalid'],
    ] as const) {
      const { status, text } = await knock({ job_id: 'j-1', access_token });
      expect([status, text.includes(code)]).toEqual([401, true]);
    }
  });
});

describe('attack: another’s job', () => {
  it('gives the same page for a job of somebody else and one that does not exist', async ({ worker, knock }) => {
    const pages = await Promise.all(['j-2', 'j-404'].map((job_id) => knock({ job_id, access_token: worker })));
    expect(pages.map(({ status, text }) => [status, text])).toEqual([
      [403, pages[0]?.text],
      [403, pages[0]?.text],
    ]);
    expect(pages[0]?.text).not.toMatch(/j-2|j-404/);
  });
});

describe('attack: markup in what is sent', () => {
  it('comes back nowhere', async ({ worker, knock }) => {
    const mark = `"'>${SCRIPT}`;
    const fields = [
      { job_id: mark, access_token: worker },
      { job_id: 'j-1', access_token: mark },
      { job_id: 'j-1', access_token: worker, [mark]: mark, title: mark },
      { job_id: mark, access_token: '' },
    ];
    for (const each of fields) {
      const { text } = await knock(each);
      expect(text).not.toMatch(/<script|alert\(1\)/);
    }
  });

  it('stays text in the token’s subject, which the form carries', async ({ knock, send }) => {
    const token = await mintToken({ sub: `"><b>${SCRIPT}`, jobs: ['j-1'] });
    const { status, text } = await knock({ job_id: 'j-1', access_token: token });
    expect(status).toBe(200);
    expect(text).not.toMatch(/<script|<b>/);
    expect((await send(text, TYPED)).status).toBe(303);
  });

  it('stays text in a title', async ({ world, worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    expect((await send(text, { ...TYPED, 'x-amz-meta-title': SCRIPT })).status).toBe(303);
    const object = { Bucket: 'shot-uploads', Key: readForm(text).fields.key };
    const { Metadata = {} } = await world.s3.send(new HeadObjectCommand(object));
    expect(parseObjectMetadata(Metadata).title).toBe(SCRIPT);
  });

  it('refuses a Host that is none', async ({ worker, knock }) => {
    const host = `photos.example.com"><b>`;
    const { status, text } = await knock(
      { job_id: 'j-1', access_token: worker },
      { headers: { 'content-type': TYPE, host } },
    );
    expect([status, text.includes('<b>')]).toEqual([400, false]);
  });
});

describe('attack: a changed form', () => {
  it.for<[what: string, change: Record<string, string>]>([
    ['another page to go on to', { success_action_redirect: 'https://evil.example/' }],
    ['a status in place of the page', { success_action_status: '200' }],
    ['a type that a browser runs', { 'Content-Type': 'text/html' }],
    ['another job', { key: 'jobs/j-2/11111111-2222-8333-8444-555555555555.jpg' }],
    ['another uploader', { 'x-amz-meta-uploader': 'dispatcher-1' }],
    ['a capture of one’s own', { 'x-amz-meta-capture': 'capture-1' }],
    ['a place', { 'x-amz-meta-location': '1,2' }],
    ['a hash', { 'x-amz-meta-sha256': '0'.repeat(64) }],
    ['tags', { tagging: '<Tagging><TagSet/></Tagging>' }],
    ['an ACL', { acl: 'public-read' }],
  ])('is refused by S3: %s', async ([_what, change], { world, worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    const response = await send(text, { ...TYPED, ...change });
    expect([response.status, response.headers.get('location')]).toEqual([403, null]);
    const object = { Bucket: 'shot-uploads', Key: readForm(text).fields.key };
    await expect(world.s3.send(new HeadObjectCommand(object))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('is refused by S3 without its title, without its stage, without bytes, and 900 s later', async ({
    world,
    worker,
    knock,
    send,
  }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    expect((await send(text, { 'x-amz-meta-title': 'a' })).status).toBe(403);
    expect((await send(text, { 'x-amz-meta-stage': '' })).status).toBe(403);
    expect((await send(text, TYPED, '')).status).toBe(400);
    world.setClock(new Date(NOW.getTime() + 900_000));
    expect((await send(text, TYPED)).status).toBe(403);
    world.setClock(NOW);
  });

  it('is refused by S3 with a title that would not fit the metadata', async ({ worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    expect((await send(text, { ...TYPED, 'x-amz-meta-title': 'a'.repeat(2049) })).status).toBe(400);
  });
});
