/** Forms as a forger or a fool would send them: through CloudFront and at the bucket, refused by S3, and nothing stored. */
import { hash } from 'node:crypto';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../edge/api.ts';
import { readForm } from '../edge/read-form.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

type Form = [name: string, value: string][];

let run: LocalRun;
let photo: Buffer;
let token: string;

beforeAll(async () => {
  run = await startLocalRun();
  token = await run.token('worker');
  photo = (await drawPhoto({ width: 1600, height: 1200, seed: 3 })).bytes;
});

afterAll(async () => {
  await run?.stop();
});

describe.each(['edge', 'bucket'] as const)('attack: a changed form, sent to the %s', (door) => {
  it.each<[change: string, alter: (form: Form) => Form, code: string]>([
    ['one byte of the policy', (form) => alter(form, 'Policy', flipMiddle), 'SignatureDoesNotMatch'],
    ['one byte of the signature', (form) => alter(form, 'X-Amz-Signature', flipMiddle), 'SignatureDoesNotMatch'],
    ['one byte of the key', (form) => alter(form, 'key', (key) => key.replace('j-test', 'j-tesu')), 'AccessDenied'],
    ['another type', (form) => alter(form, 'Content-Type', () => 'image/png'), 'AccessDenied'],
    ['an extra field', (form) => [...form, ['x-amz-meta-extra', '1']], 'AccessDenied'],
    ['a name to save it under', (form) => [...form, ['Content-Disposition', 'attachment']], 'AccessDenied'],
    ['an encoding', (form) => [...form, ['Content-Encoding', 'gzip']], 'AccessDenied'],
    ['a language', (form) => [...form, ['Content-Language', 'de']], 'AccessDenied'],
    ['an end of its life', (form) => [...form, ['Expires', 'Fri, 01 Jan 2100 00:00:00 GMT']], 'AccessDenied'],
    ['another life in caches', (form) => alter(form, 'Cache-Control', () => 'public'), 'AccessDenied'],
    ['a field left out', (form) => form.filter(([name]) => name !== 'x-amz-meta-uploader'), 'AccessDenied'],
  ])('refuses %s', async (_change, change, code) => {
    const ticket = await askTicket(photo.length);
    expect(await send(door, ticket, change(Object.entries(ticket.fields)), photo)).toBe(code);
    expect(await listVersions(ticket.key)).toEqual([]);
  });

  it('refuses one byte too many and one too few', async () => {
    const ticket = await askTicket(photo.length);
    const form = Object.entries(ticket.fields);
    expect(await send(door, ticket, form, Buffer.concat([photo, Buffer.from([0])]))).toBe('EntityTooLarge');
    expect(await send(door, ticket, form, photo.subarray(1))).toBe('EntityTooSmall');
    expect(await listVersions(ticket.key)).toEqual([]);
  });

  it('refuses a form without a file', async () => {
    const ticket = await askTicket(photo.length);
    expect(await send(door, ticket, Object.entries(ticket.fields), null)).toBe('IncorrectNumberOfFilesInPostRequest');
    expect(await listVersions(ticket.key)).toEqual([]);
  });

  it('takes the form as it was issued, once and for all', async () => {
    const ticket = await askTicket(photo.length);
    expect(await send(door, ticket, Object.entries(ticket.fields), photo)).toBe('stored');
    await expect.poll(() => listVersions(ticket.key)).toHaveLength(1);
  });
});

describe('attack: what a PUT may say of itself, kept by S3 for all who read it', () => {
  const put = async (change: Readonly<Record<string, string>>) => {
    const headers = { authorization: `Bearer ${token}` };
    const query = `job_id=j-test&method=PUT&size=${photo.length}&sha256=${hash('sha256', photo)}`;
    const response = await fetch(`${run.info.dashboard}/upload-url?${query}`, { headers });
    const ticket = (await response.json()) as Ticket;
    const body = new Uint8Array(photo);
    const sent = await fetch(ticket.url, { method: 'PUT', body, headers: { ...ticket.headers, ...change } });
    const text = await sent.text();
    return { ticket, outcome: sent.status === 200 ? 'stored' : /<Code>(\w+)<\/Code>/.exec(text)?.[1] };
  };

  it.each([
    ['content-disposition', 'attachment; filename="invoice.exe"'],
    ['content-encoding', 'gzip'],
    ['content-language', 'de'],
    ['expires', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ['cache-control', 'public, max-age=31536000'],
  ])('refuses another %s', async (name, value) => {
    const { ticket, outcome } = await put({ [name]: value });
    expect(outcome).toBe('SignatureDoesNotMatch');
    expect(await listVersions(ticket.key)).toEqual([]);
  });

  it('takes it as it was signed', async () => {
    const { ticket, outcome } = await put({});
    expect(outcome).toBe('stored');
    expect(await listVersions(ticket.key)).toHaveLength(1);
  });
});

describe('attack: a changed form of the way without script', () => {
  it.each<[what: string, change: (form: Form) => Form]>([
    ['another page to go on to', (form) => alter(form, 'success_action_redirect', () => 'https://evil.example/')],
    ['a type that a browser runs', (form) => alter(form, 'Content-Type', () => 'text/html')],
    ['another job', (form) => alter(form, 'key', (key) => key.replace('j-test', 'j-2'))],
    ['another uploader', (form) => alter(form, 'x-amz-meta-uploader', () => 'user-dana')],
    ['no title', (form) => form.filter(([name]) => name !== 'x-amz-meta-title')],
  ])('refuses %s', async (_what, change) => {
    const ticket = await openForm();
    const form = change(Object.entries(ticket.fields));
    expect(await send('edge', ticket, form, photo)).toMatch(/^403 <!doctype html>/);
    expect(await send('edge', { ...ticket, url: '/upload' }, form, photo)).toBe('AccessDenied');
    expect(await listVersions(ticket.key)).toEqual([]);
  });

  it('takes it as it was issued, whatever was typed', async () => {
    const ticket = await openForm();
    const form = alter(Object.entries(ticket.fields), 'x-amz-meta-title', () => '"><script>');
    expect(await send('edge', ticket, form, photo)).toBe('sent on to /form-sent.html');
    await expect.poll(() => listVersions(ticket.key)).toHaveLength(1);
  });
});

describe('attack: past the door of the way without script', () => {
  it('comes nothing but a short form without a head of its own', async () => {
    const form = { job_id: 'j-test', access_token: token };
    const responses = await Promise.all([
      knock(form, { authorization: `Bearer ${token}` }),
      knock(form, { 'content-type': 'application/json' }),
      knock(form, { 'content-type': 'multipart/form-data; boundary=x' }),
      knock({ ...form, more: 'x'.repeat(9000) }),
      knock(form, { 'sec-fetch-site': 'cross-site' }),
      knock(form),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([400, 400, 400, 413, 403, 200]);
  });

  it('is no way through the gate: a token in a body is none to the API', async () => {
    for (const path of ['/upload-url', '/photos', '/jobs', '/audit']) {
      const body = new URLSearchParams({ job_id: 'j-test', access_token: token });
      const response = await fetch(`${run.info.dashboard}${path}`, { method: 'POST', body });
      expect([path, response.status]).toEqual([path, 401]);
    }
  });
});

type Sent = Pick<Ticket, 'key' | 'url' | 's3_url' | 'fields'>;

/** The form of the way without script, filled in. */
async function openForm(): Promise<Sent> {
  const response = await knock({ job_id: 'j-test', access_token: token });
  const { action, fields } = readForm(await response.text());
  const typed = { 'x-amz-meta-title': 'Sofa', 'x-amz-meta-stage': '' };
  return { key: fields.key ?? '', url: action, s3_url: '', fields: { ...fields, ...typed } };
}

function knock(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${run.info.dashboard}/form`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams(fields)),
  });
}

async function askTicket(size: number): Promise<Ticket> {
  const response = await fetch(`${run.info.dashboard}/upload-url?job_id=j-test&size=${size}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Ticket;
}

/** S3's code of refusal, `stored`, or to which page it was sent on. */
async function send(door: 'edge' | 'bucket', ticket: Sent, form: Form, file: Buffer | null): Promise<string> {
  const body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  if (file) body.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'photo.jpg');
  const url = door === 'edge' ? new URL(ticket.url, run.info.dashboard) : ticket.s3_url;
  const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  const text = await response.text();
  const next = response.headers.get('location');
  if (response.status === 303 && next) return `sent on to ${new URL(next).pathname}`;
  return response.status === 201 ? 'stored' : (/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `${response.status} ${text}`);
}

function alter(form: Form, name: string, change: (value: string) => string): Form {
  return form.map(([field, value]) => [field, field === name ? change(value) : value]);
}

function flipMiddle(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === 'a' ? 'b' : 'a'}${text.slice(middle + 1)}`;
}

async function listVersions(key: string): Promise<unknown[]> {
  const { Versions = [] } = await run.s3.send(
    // What promised no hash has moved on to the key of its bytes.
    new ListObjectVersionsCommand({ Bucket: run.info.s3.uploads_bucket, Prefix: key.replace(/\.\w+$/, '') }),
  );
  return Versions;
}
