import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect } from 'vitest';
import { parseObjectMetadata } from '../../../origin/records.ts';
import { mintToken, NOW, NOW_SECONDS } from '../issuer.ts';
import { readForm } from '../read-form.ts';
import { FORM_TYPE, formTest as it, TYPED_FIELDS } from './form-test.ts';

const SCRIPT = '<script>alert(1)</script>';

describe('attack: a token by another way', () => {
  it('is refused beside the form’s, and does not replace it', async ({ edge, worker, knock }) => {
    const { status, text } = await knock({ job_id: 'j-1', access_token: worker }, { token: worker });
    expect([status, text.includes('bad-request')]).toEqual([400, true]);
    expect((await knock({ job_id: 'j-1' }, { token: worker })).status).toBe(400);
    const headers = { 'content-type': FORM_TYPE };
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
      headers: { 'content-type': FORM_TYPE },
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
    expect((await send(text, TYPED_FIELDS)).status).toBe(303);
  });

  it('stays text in a title', async ({ world, worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    expect((await send(text, { ...TYPED_FIELDS, 'x-amz-meta-title': SCRIPT })).status).toBe(303);
    const object = { Bucket: 'shot-uploads', Key: readForm(text).fields.key };
    const { Metadata = {} } = await world.s3.send(new HeadObjectCommand(object));
    expect(parseObjectMetadata(Metadata).title).toBe(SCRIPT);
  });

  it('refuses a Host that is none', async ({ worker, knock }) => {
    const host = `photos.example.com"><b>`;
    const { status, text } = await knock(
      { job_id: 'j-1', access_token: worker },
      { headers: { 'content-type': FORM_TYPE, host } },
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
    ['a place', { 'x-amz-meta-taken-at': ';1,2' }],
    ['a part', { 'x-amz-meta-part': 'original' }],
    ['a hash', { 'x-amz-meta-sha256': '0'.repeat(64) }],
    ['tags', { tagging: '<Tagging><TagSet/></Tagging>' }],
    ['an ACL', { acl: 'public-read' }],
  ])('is refused by S3: %s', async ([_what, change], { world, worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    const response = await send(text, { ...TYPED_FIELDS, ...change });
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
    expect((await send(text, TYPED_FIELDS, '')).status).toBe(400);
    world.setClock(new Date(NOW.getTime() + 900_000));
    expect((await send(text, TYPED_FIELDS)).status).toBe(403);
    world.setClock(NOW);
  });

  it('is refused by S3 with a title that would not fit the metadata', async ({ worker, knock, send }) => {
    const { text } = await knock({ job_id: 'j-1', access_token: worker });
    expect((await send(text, { ...TYPED_FIELDS, 'x-amz-meta-title': 'a'.repeat(2049) })).status).toBe(400);
  });
});
