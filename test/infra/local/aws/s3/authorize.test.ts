import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../../../infra/local/aws/iam/policy-document.ts';
import { ACCOUNT_ID, codeOf, openS3Rig, type S3Rig } from './open-s3-rig.ts';

const Bucket = 'uploads';
const DISTRIBUTION = `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/E1`;
const CLOUDFRONT = {
  kind: 'service',
  name: 'cloudfront.amazonaws.com',
  sourceArn: DISTRIBUTION,
  policies: [],
} as const;

let rig: S3Rig;

function allow(Action: string, Resource: string): PolicyStatement {
  return { Effect: 'Allow', Action, Resource };
}

function get(client: S3Client, Key: string): Promise<string> {
  return codeOf(client.send(new GetObjectCommand({ Bucket, Key })));
}

function put(client: S3Client, Key: string, Tagging?: string): Promise<string> {
  return codeOf(client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...(Tagging ? { Tagging } : {}) })));
}

async function setPolicy(Statement: readonly PolicyStatement[]): Promise<string> {
  return codeOf(rig.client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) })));
}

beforeAll(async () => {
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket }));
  await put(rig.client, 'jobs/j-1/a.jpg');
});
afterAll(() => rig.close());

describe('authorize: a role', () => {
  it('does what its policies allow and nothing else', async () => {
    const client = rig.createClient(rig.issue([allow('s3:GetObject', `arn:aws:s3:::${Bucket}/jobs/*`)]));
    expect(await get(client, 'jobs/j-1/a.jpg')).toBe('none');
    expect(await put(client, 'jobs/j-1/a.jpg')).toBe('AccessDenied');
    expect(await get(client, 'thumbs/a')).toBe('AccessDenied');
    expect(await codeOf(client.send(new DeleteObjectCommand({ Bucket, Key: 'jobs/j-1/a.jpg' })))).toBe('AccessDenied');
    expect(await codeOf(client.send(new ListObjectsV2Command({ Bucket })))).toBe('AccessDenied');
  });

  it('learns that a key is missing only with s3:ListBucket', async () => {
    const read = allow('s3:GetObject', `arn:aws:s3:::${Bucket}/*`);
    const blind = rig.createClient(rig.issue([read]));
    const seeing = rig.createClient(rig.issue([read, allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`)]));
    const condition = { StringLike: { 's3:prefix': 'jobs/*' } };
    const list = { ...allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`), Condition: condition };
    const partly = rig.createClient(rig.issue([read, list]));
    expect(await get(blind, 'not-there')).toBe('AccessDenied');
    expect(await get(partly, 'not-there')).toBe('AccessDenied');
    expect(await get(partly, 'jobs/not-there')).toBe('NoSuchKey');
    expect(await get(seeing, 'not-there')).toBe('NoSuchKey');
  });

  it('needs s3:PutObjectTagging to write tags', async () => {
    const write = allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`);
    const plain = rig.createClient(rig.issue([write]));
    const tagging = rig.createClient(rig.issue([write, allow('s3:PutObjectTagging', `arn:aws:s3:::${Bucket}/*`)]));
    expect(await put(plain, 'tagged', 'a=b')).toBe('AccessDenied');
    expect(await put(tagging, 'tagged', 'a=b')).toBe('none');
  });

  it('lists only the prefix that a condition grants', async () => {
    const statement: PolicyStatement = {
      ...allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`),
      Condition: { StringLike: { 's3:prefix': 'jobs/*' } },
    };
    const client = rig.createClient(rig.issue([statement]));
    expect(await codeOf(client.send(new ListObjectsV2Command({ Bucket, Prefix: 'jobs/j-1/' })))).toBe('none');
    expect(await codeOf(client.send(new ListObjectsV2Command({ Bucket, Prefix: 'thumbs/' })))).toBe('AccessDenied');
    expect(await codeOf(client.send(new ListObjectsV2Command({ Bucket })))).toBe('AccessDenied');
  });

  it('cannot use keys past their end', async () => {
    const credential = rig.issue([allow('s3:*', '*')], {}, rig.nowMs + 1000);
    const client = rig.createClient(credential);
    expect(await get(client, 'jobs/j-1/a.jpg')).toBe('none');
    rig.nowMs += 1000;
    expect(await get(client, 'jobs/j-1/a.jpg')).toBe('ExpiredToken');
  });
});

describe('authorize: a bucket policy', () => {
  const forCloudFront: PolicyStatement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition: { StringEquals: { 'AWS:SourceArn': DISTRIBUTION } },
  };

  it('lets in CloudFront for one distribution only', async () => {
    expect(await setPolicy([forCloudFront])).toBe('none');
    const own = rig.createClient(rig.issue([], CLOUDFRONT));
    const other = rig.createClient(rig.issue([], { ...CLOUDFRONT, sourceArn: `${DISTRIBUTION}X` }));
    expect(await get(own, 'jobs/j-1/a.jpg')).toBe('none');
    expect(await put(own, 'jobs/j-1/a.jpg')).toBe('AccessDenied');
    expect(await get(other, 'jobs/j-1/a.jpg')).toBe('AccessDenied');
  });

  it('denies whatever else allows, and takes the loopback for secure transport', async () => {
    const deny: PolicyStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(await setPolicy([forCloudFront, deny])).toBe('none');
    expect(await get(rig.client, 'jobs/j-1/a.jpg')).toBe('none');
    const denyKey: PolicyStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/jobs/*`,
    };
    expect(await setPolicy([denyKey])).toBe('none');
    expect(await get(rig.client, 'jobs/j-1/a.jpg')).toBe('AccessDenied');
  });

  it('may not be public where Block Public Access stands, as it does on every new bucket', async () => {
    const open: PolicyStatement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    expect(await setPolicy([open])).toBe('AccessDenied');
    await rig.client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await setPolicy([open])).toBe('none');
    expect((await fetch(`${rig.s3.url}/${Bucket}/jobs/j-1/a.jpg`)).status).toBe(200);
  });

  it('is refused for another bucket’s objects', async () => {
    expect(await setPolicy([{ ...forCloudFront, Resource: 'arn:aws:s3:::another/*' }])).toBe('MalformedPolicy');
  });
});
