import { once } from 'node:events';
import { connect } from 'node:net';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../../../../infra/local/aws/iam/credentials.ts';
import { codeOf, openS3Rig, type S3Rig } from './open-s3-rig.ts';

const Bucket = 'uploads';
const Key = 'jobs/j-1/p-1.jpg';
let rig: S3Rig;

function present(options: Partial<PresignedPostOptions> = {}, credential?: Credential): Promise<PresignedPost> {
  const client = rig.createClient(credential ?? rig.root);
  return createPresignedPost(client, { Bucket, Key, Expires: 900, ...options });
}

async function upload({ url, fields }: PresignedPost, file: Blob | string = 'hello', to = url): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', typeof file === 'string' ? new Blob([file]) : file, 'photo.jpg');
  const response = await fetch(to, { method: 'POST', body: form });
  const text = await response.text();
  return /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? String(response.status);
}

beforeAll(async () => {
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await rig.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
});
afterAll(() => rig.close());

describe('postObject with the form of the official client', () => {
  it('stores the file with title, tags and type in one request', async () => {
    const post = await present({
      Conditions: [['content-length-range', 5, 5]],
      Fields: {
        'Content-Type': 'image/jpeg',
        success_action_status: '201',
        'x-amz-meta-title': 'Front yard',
        tagging: '<Tagging><TagSet><Tag><Key>Stage</Key><Value>before</Value></Tag></TagSet></Tagging>',
      },
    });
    expect(await upload(post)).toBe('201');
    const object = await rig.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await object.Body?.transformToString()).toBe('hello');
    expect(object).toMatchObject({ ContentType: 'image/jpeg', Metadata: { title: 'Front yard' }, TagCount: 1 });
  });

  it('takes a form to the last moment before its policy ends, and not at its end', async () => {
    const startMs = rig.nowMs;
    const post = await present();
    const document = JSON.parse(Buffer.from(post.fields.Policy ?? '', 'base64').toString());
    const endMs = Date.parse(document.expiration);
    rig.nowMs = endMs - 1;
    expect(await upload(post)).toBe('204');
    rig.nowMs = endMs;
    expect(await upload(post)).toBe('AccessDenied');
    rig.nowMs = startMs;
  });

  it('takes a session token that belongs to the key, until the key ends', async () => {
    const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/jobs/*` } as const;
    const credential = rig.issue([statement], {}, rig.nowMs + 60_000);
    const post = await present({}, credential);
    expect(await upload(post)).toBe('204');
    const { 'X-Amz-Security-Token': _, ...without } = post.fields;
    expect(await upload({ ...post, fields: without })).toBe('InvalidToken');
    expect(await upload({ ...post, fields: { ...post.fields, 'X-Amz-Security-Token': 'other' } })).toBe('InvalidToken');
    rig.nowMs += 60_000;
    expect(await upload(post)).toBe('ExpiredToken');
    rig.nowMs -= 60_000;
  });

  it('writes only what the signer of the policy may write', async () => {
    const credential = rig.issue([
      { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/other/*` },
    ]);
    expect(await upload(await present({}, credential))).toBe('AccessDenied');
  });

  it('takes a body of 50 MiB and refuses one byte more, before it has been sent whole', async () => {
    const maxBytes = 50 * 1024 ** 2;
    const post = await present({ Key: 'jobs/big', Conditions: [['content-length-range', 1, maxBytes]] });
    expect(await upload(post, new Blob([Buffer.alloc(maxBytes + 1)]))).toBe('EntityTooLarge');
    expect(await codeOf(rig.client.send(new HeadObjectCommand({ Bucket, Key: 'jobs/big' })))).toBe('NotFound');
    expect(await upload(post, new Blob([Buffer.alloc(maxBytes)]))).toBe('204');
  });
});

/** Sends a form as a client does that looks for the response only once all is sent. `connection`: what it says of its own. */
async function uploadStubbornly({ url, fields }: PresignedPost, file: Blob, connection: string): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file, 'photo.jpg');
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type');
  const body = Buffer.from(await encoded.arrayBuffer());
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: ${connection}\r\n\r\n`;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(Buffer.concat([Buffer.from(head), body]), () => resolve());
  });
  const [response] = await once(socket.resume(), 'data');
  socket.destroy();
  return /<Code>([^<]*)<\/Code>/.exec(String(response))?.[1] ?? String(response);
}

describe('attack: a large body under a forged form', () => {
  it('is told the reason though most of it is still to come', async () => {
    const post = await present({ Key: 'jobs/forged' });
    const forged = { ...post, fields: { ...post.fields, key: 'jobs/other' } };
    const file = new Blob([Buffer.alloc(20 * 1024 ** 2)]);
    expect(await upload(forged, file)).toBe('AccessDenied');
    expect(await uploadStubbornly(forged, file, 'keep-alive')).toBe('AccessDenied');
    expect(await uploadStubbornly(forged, file, 'close')).toBe('AccessDenied');
    expect(await codeOf(rig.client.send(new HeadObjectCommand({ Bucket, Key: 'jobs/other' })))).toBe('NotFound');
  });
});
