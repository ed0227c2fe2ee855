/** Forms that S3 takes, and what it makes of them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { withCondition, withField } from './alter-form-draft.ts';
import { accepts } from './post-case.ts';
import type { ContractCase } from './target.ts';

const TAGGING =
  '<Tagging><TagSet><Tag><Key>Title</Key><Value>Front yard before: 50 m2 @ dawn</Value></Tag><Tag><Key>Stage</Key><Value></Value></Tag></TagSet></Tagging>';
const HELLO_MD5 = createHash('md5').update('hello').digest('base64');
const HELLO_SHA256 = createHash('sha256').update('hello').digest('base64');
const IGNORED_FIELD = 'Ceph ignores this form field';

const BOUNDARY_LIKE = Buffer.concat([
  Buffer.from('\r\n--\r\n------contract7MA4YWxkTrZu0g\r\n\r\n'),
  Buffer.alloc(1_000_000, '\r\n--'),
]);

export const POST_ACCEPT_CASES: readonly ContractCase[] = [
  accepts(
    'a plain form with 204',
    (draft) => draft,
    {
      checkResponse: (response) => {
        assert.equal(response.body, '');
        assert.equal(response.headers.etag, `"${createHash('md5').update('hello').digest('hex')}"`);
        assert.ok(response.headers['x-amz-version-id']);
      },
    },
    'Ceph leaves the ETag out',
  ),
  accepts(
    'success_action_status 201 and answers in XML',
    (draft) => withField(draft, 'success_action_status', '201'),
    {
      status: 201,
      checkResponse: (response, draft) => {
        assert.match(response.body, new RegExp(`<Bucket>${draft.bucket}</Bucket>`));
        assert.match(response.body, new RegExp(`<Key>${draft.key}</Key>`));
        assert.match(response.body, /<ETag>(?:&quot;|"|&#34;)5d41402abc4b2a76b9719d911017c592/);
        assert.match(response.body, /<Location>http:/);
      },
    },
    'Ceph writes the ETag without quotes',
  ),
  accepts('success_action_status 200', (draft) => withField(draft, 'success_action_status', '200'), { status: 200 }),
  accepts('another success_action_status as 204', (draft) => withField(draft, 'success_action_status', '404')),
  accepts(
    'success_action_redirect with 303 and what was stored',
    (draft) => withField(draft, 'success_action_redirect', 'http://127.0.0.1:9/done?from=form'),
    {
      status: 303,
      checkResponse: (response, draft) => {
        const location = new URL(String(response.headers.location));
        assert.equal(location.origin + location.pathname, 'http://127.0.0.1:9/done');
        assert.equal(location.searchParams.get('bucket'), draft.bucket);
        assert.equal(location.searchParams.get('key'), draft.key);
        assert.equal(location.searchParams.get('etag'), '"5d41402abc4b2a76b9719d911017c592"');
      },
    },
    'Ceph appends a second question mark',
  ),
  accepts(
    'a key made of the file’s name',
    (draft) => ({
      ...withCondition(draft, 'key', ['starts-with', '$key', 'named/']),
      fields: [{ name: 'key', value: `named/$\{filename}` }],
      file: { body: Buffer.from('hello'), filename: 'A b.jpg' },
    }),
    { key: 'named/A b.jpg' },
  ),
  accepts(
    'a file’s name without its path',
    (draft) => ({
      ...withCondition(draft, 'key', ['starts-with', '$key', 'named/']),
      fields: [{ name: 'key', value: `named/$\{filename}` }],
      file: { body: Buffer.from('hello'), filename: '/home/me/photos/c.jpg' },
    }),
    { key: 'named/c.jpg' },
    'Ceph keeps the path of the file’s name',
  ),
  accepts('a key that starts as told', (draft) => withCondition(draft, 'key', ['starts-with', '$key', 'jobs/'])),
  accepts('any key where the prefix is empty', (draft) => withCondition(draft, 'key', ['starts-with', '$key', ''])),
  accepts('eq in its list form', (draft) => withCondition(draft, 'key', ['eq', '$key', draft.key])),
  accepts('a length at the lower bound', (draft) => ({
    ...draft,
    policy: {
      ...draft.policy,
      conditions: [{ bucket: draft.bucket }, { key: draft.key }, ['content-length-range', 5, 9]],
    },
  })),
  accepts('a length at the upper bound', (draft) => ({
    ...draft,
    policy: {
      ...draft.policy,
      conditions: [{ bucket: draft.bucket }, { key: draft.key }, ['content-length-range', 0, 5]],
    },
  })),
  accepts('an empty file where the range begins at 0', (draft) => ({
    ...draft,
    policy: {
      ...draft.policy,
      conditions: [{ bucket: draft.bucket }, { key: draft.key }, ['content-length-range', 0, 5]],
    },
    file: { body: Buffer.alloc(0), filename: 'empty' },
  })),
  accepts('a policy without a length range', (draft) => ({
    ...draft,
    policy: { ...draft.policy, conditions: [{ bucket: draft.bucket }, { key: draft.key }] },
  })),
  accepts('a Content-Type and keeps it', (draft) => withField(draft, 'Content-Type', 'image/jpeg'), {
    contentType: 'image/jpeg',
  }),
  accepts(
    'a Content-Type list whose every member starts as told',
    (draft) =>
      withCondition(withField(draft, 'Content-Type', 'image/jpeg,image/png'), 'Content-Type', [
        'starts-with',
        '$Content-Type',
        'image/',
      ]),
    { contentType: 'image/jpeg,image/png' },
  ),
  accepts('user metadata and keeps it', (draft) => withField(draft, 'x-amz-meta-job', 'j-1'), {
    metadata: { job: 'j-1' },
  }),
  accepts(
    'user metadata that was typed, and gives it back as RFC 2047 writes it',
    (draft) =>
      withCondition(withField(draft, 'x-amz-meta-title', 'Sofá año №5'), 'x-amz-meta-title', [
        'starts-with',
        '$x-amz-meta-title',
        '',
      ]),
    { metadata: { title: '=?UTF-8?B?U29mw6EgYcOxbyDihJY1?=' } },
    'Ceph gives it back in bare UTF-8',
  ),
  accepts('tagging and sets the tags in the same write', (draft) => withField(draft, 'tagging', TAGGING), {
    tags: { Title: 'Front yard before: 50 m2 @ dawn', Stage: '' },
  }),
  accepts(
    'Cache-Control and keeps it',
    (draft) => withField(draft, 'Cache-Control', 'private, max-age=60'),
    { cacheControl: 'private, max-age=60' },
    IGNORED_FIELD,
  ),
  accepts(
    'Content-Disposition and keeps it',
    (draft) => withField(draft, 'Content-Disposition', 'attachment; filename="a.jpg"'),
    { contentDisposition: 'attachment; filename="a.jpg"' },
    IGNORED_FIELD,
  ),
  accepts('a field that begins with x-ignore- without a condition', (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'x-ignore-me', value: 'anything' }],
  })),
  accepts('names of fields in any case', (draft) => ({
    ...draft,
    afterSigning: (fields) => fields.map(({ name, value }) => ({ name: name.toUpperCase(), value })),
  })),
  accepts('operators in any case', (draft) => withCondition(draft, 'key', ['StArTs-WiTh', '$key', 'jobs/'])),
  accepts('names in conditions in any case', (draft) => withCondition(draft, 'key', ['eq', '$KeY', draft.key])),
  accepts('a form whose fields after the file it ignores', (draft) => ({
    ...draft,
    fieldsAfterFile: [{ name: 'submit', value: 'Upload' }],
  })),
  accepts('a right Content-MD5', (draft) => withField(draft, 'Content-MD5', HELLO_MD5)),
  accepts('a right SHA-256 checksum', (draft) =>
    withField(withField(draft, 'x-amz-checksum-algorithm', 'SHA256'), 'x-amz-checksum-sha256', HELLO_SHA256),
  ),
  accepts('a body that looks like its own boundary, byte by byte', (draft) => ({
    ...draft,
    policy: { ...draft.policy, conditions: [{ bucket: draft.bucket }, { key: draft.key }] },
    file: { body: BOUNDARY_LIKE, filename: 'tricky.bin' },
  })),
  accepts('a quoted boundary', (draft) => ({
    ...draft,
    contentType: draft.contentType.replace(/boundary=(.*)$/, 'boundary="$1"'),
  })),
  accepts(
    'a preamble and an epilogue',
    (draft) => ({
      ...draft,
      alterBody: (body) => Buffer.concat([Buffer.from('preamble\r\n'), body, Buffer.from('epilogue')]),
    }),
    {},
    'Ceph takes no preamble',
  ),
  accepts('a key of 1,024 bytes', (draft) => {
    const key = 'k'.repeat(1024);
    return { ...withCondition(draft, 'key', ['starts-with', '$key', 'k']), key, fields: [{ name: 'key', value: key }] };
  }),
  accepts('a key in another script', (draft) => {
    const key = 'jobs/żółć 写真 & more+/x.jpg';
    return { ...withCondition(draft, 'key', { key }), key, fields: [{ name: 'key', value: key }] };
  }),
  accepts('2,048 bytes of user metadata', (draft) => withField(draft, 'x-amz-meta-note', 'm'.repeat(2044))),
  accepts('10 tags', (draft) => withField(draft, 'tagging', formatTags(10))),
  accepts('fields of 16 KB before the file', (draft) => ({
    ...draft,
    fields: [...draft.fields, { name: 'x-ignore-bulk', value: 'x'.repeat(16_000) }],
  })),
];

export function formatTags(count: number): string {
  const tags = Array.from({ length: count }, (_, index) => `<Tag><Key>k${index}</Key><Value>v</Value></Tag>`);
  return `<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`;
}
