/** Forms as a forger or a fool would send them: through CloudFront and at the bucket, refused by S3, and nothing stored. */
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../edge/api.ts';
import { drawPhoto } from '../support/draw-photo.ts';
import { type LocalRun, startLocalRun } from '../support/start-local-run.ts';

type Form = [name: string, value: string][];

let run: LocalRun;
let photo: Buffer;

beforeAll(async () => {
  run = await startLocalRun();
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
    expect(await listVersions(ticket.key)).toHaveLength(1);
  });
});

async function askTicket(size: number): Promise<Ticket> {
  const answer = await fetch(`${run.info.dashboard}/upload-url?job_id=j-test&size=${size}`, {
    headers: { authorization: `Bearer ${await run.token('worker')}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Ticket;
}

/** S3's code of refusal, or `stored`. */
async function send(door: 'edge' | 'bucket', ticket: Ticket, form: Form, file: Buffer | null): Promise<string> {
  const body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  if (file) body.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'photo.jpg');
  const url = door === 'edge' ? new URL(ticket.url, run.info.dashboard) : ticket.s3_url;
  const answer = await fetch(url, { method: 'POST', body });
  const text = await answer.text();
  return answer.status === 201 ? 'stored' : (/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? `${answer.status} ${text}`);
}

function alter(form: Form, name: string, change: (value: string) => string): Form {
  return form.map(([field, value]) => [field, field === name ? change(value) : value]);
}

function flipMiddle(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === 'a' ? 'b' : 'a'}${text.slice(middle + 1)}`;
}

async function listVersions(key: string): Promise<unknown[]> {
  const { endpoint, region, access_key_id: accessKeyId, secret_access_key: secretAccessKey } = run.info.s3;
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: run.info.s3.uploads_bucket, Prefix: key }),
  );
  return Versions;
}
