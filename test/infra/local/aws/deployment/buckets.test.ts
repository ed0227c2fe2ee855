import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployToBucket } from '../../../../../infra/local/aws/deployment/bucket-deployment.ts';
import { bringUpBuckets } from '../../../../../infra/local/aws/deployment/buckets.ts';
import { createCredentialStore } from '../../../../../infra/local/aws/iam/credentials.ts';
import { createS3, type LocalS3 } from '../../../../../infra/local/aws/s3/server.ts';
import { resolved } from './resolved.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:work';
const BUCKET = 'shots-uploads';
const KEYS = { accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' };

let folder: string;
let server: LocalS3;
let s3: S3Client;
let delivered: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-buckets-'));
  delivered = [];
  const credentials = createCredentialStore();
  credentials.add({ ...KEYS, principal: { kind: 'root', name: 'arn:aws:iam::111122223333:root', policies: [] } });
  server = await createS3({
    dataDir: join(folder, 's3'),
    credentials,
    region: 'us-east-1',
    accountId: '111122223333',
    deliver: async (target, notification) => void delivered.push({ target, notification }),
  });
  s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true, credentials: KEYS });
});
afterEach(async () => {
  s3.destroy();
  await server.close();
  await rm(folder, { recursive: true });
});

describe('bringUpBuckets', () => {
  const resources = [
    resolved(
      'AWS::S3::Bucket',
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'forget',
              Status: 'Enabled',
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              ExpiredObjectDeleteMarker: true,
            },
          ],
        },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: QUEUE,
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'jobs/' }] } },
            },
          ],
        },
      },
      { ref: BUCKET },
    ),
    resolved('AWS::S3::BucketPolicy', {
      Bucket: BUCKET,
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: [`arn:aws:s3:::${BUCKET}/*`],
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          },
        ],
      },
    }),
  ];

  it('makes a bucket that keeps versions, forgets by rule and tells its queue of what comes under the prefix', async () => {
    await bringUpBuckets(resources, s3);
    const put = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'jobs/a.jpg', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'thumbs/a.webp', Body: 'x' }));
    expect(put.VersionId).toMatch(/^\S{8,}$/);
    const events = delivered.filter((each) => JSON.stringify(each).includes('ObjectCreated'));
    expect(events).toEqual([expect.objectContaining({ target: QUEUE })]);
    expect(JSON.stringify(events)).toContain('jobs/a.jpg');
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }));
    expect(Rules?.[0]).toMatchObject({ ID: 'forget', NoncurrentVersionExpiration: { NoncurrentDays: 30 } });
  });

  it('may be done again: the objects stay', async () => {
    await bringUpBuckets(resources, s3);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'jobs/a.jpg', Body: 'x' }));
    await bringUpBuckets(resources, s3);
    expect(await listKeys()).toEqual(['jobs/a.jpg']);
  });

  it('sets what CDK’s custom resource says of notifications', async () => {
    const bucket = resolved('AWS::S3::Bucket', {}, { ref: BUCKET });
    const QueueConfigurations = [
      {
        QueueArn: QUEUE,
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.jpg' }] } },
      },
    ];
    const custom = resolved('Custom::S3BucketNotifications', {
      BucketName: BUCKET,
      NotificationConfiguration: { QueueConfigurations },
    });
    await bringUpBuckets([bucket, custom], s3);
    for (const Key of ['a.jpg', 'a.png']) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
    const events = delivered.map((each) => JSON.stringify(each)).filter((text) => text.includes('ObjectCreated'));
    expect(events).toEqual([expect.stringContaining('a.jpg')]);
  });

  it('refuses a target that it does not know, by its place', async () => {
    const bucket = resolved(
      'AWS::S3::Bucket',
      { NotificationConfiguration: { TopicConfigurations: [] } },
      { ref: BUCKET },
    );
    await expect(bringUpBuckets([bucket], s3)).rejects.toMatchObject({
      place: 'TheBucket.Properties.NotificationConfiguration.TopicConfigurations',
    });
  });
});

describe('deployToBucket', () => {
  const deployment = (properties: object) =>
    resolved('Custom::CDKBucketDeployment', {
      DestinationBucketName: BUCKET,
      SourceObjectKeys: ['site.zip', 'config.zip'],
      ...properties,
    });

  beforeEach(() => bringUpBuckets([resolved('AWS::S3::Bucket', {}, { ref: BUCKET })], s3));

  it('puts all files with their types and cache control, under the prefix, and replaces markers as JSON wants', async () => {
    const assets = [
      await makeAsset('site', { 'index.html': '<p>', 'a/b.js': '1' }),
      await makeAsset('config', { 'config.json': '{"at":"<<m>>"}' }),
    ];
    const SourceMarkers = [{}, { '<<m>>': 'a "quoted" one' }];
    const properties = {
      SourceMarkers,
      SourceMarkersConfig: [{}, { jsonEscape: true }],
      SystemMetadata: { 'cache-control': 'no-cache' },
      DestinationBucketKeyPrefix: 'site/',
    };
    await deployToBucket(deployment(properties), assets, s3);
    expect(await listKeys()).toEqual(['site/a/b.js', 'site/config.json', 'site/index.html']);
    const page = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'site/index.html' }));
    expect(page).toMatchObject({ ContentType: 'text/html', CacheControl: 'no-cache' });
    const config = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'site/config.json' }));
    expect(JSON.parse((await config.Body?.transformToString()) ?? '')).toEqual({ at: 'a "quoted" one' });
  });

  it.each([
    [true, ['config.json', 'new.html']],
    [false, ['config.json', 'new.html', 'old.html']],
  ])('with Prune %s leaves %j', async (Prune, expected) => {
    const config = await makeAsset('config', { 'config.json': '{}' });
    await deployToBucket(deployment({}), [await makeAsset('site', { 'old.html': '' }), config], s3);
    await deployToBucket(deployment({ Prune }), [await makeAsset('site', { 'new.html': '' }, 'second'), config], s3);
    expect(await listKeys()).toEqual(expected);
  });

  it.each([
    ['an asset that is not there', {}, 'SourceObjectKeys'],
    ['a filter', { Exclude: ['*.map'] }, 'Exclude'],
    [
      'metadata that it does not know',
      { SystemMetadata: { 'content-language': 'es' } },
      'SystemMetadata.content-language',
    ],
  ])('refuses %s by its place', async (_case, properties, place) => {
    const refused = deployToBucket(deployment(properties), [], s3);
    await expect(refused).rejects.toMatchObject({ place: `TheCDKBucketDeployment.Properties.${place}` });
  });

  async function makeAsset(name: string, files: Readonly<Record<string, string>>, directory = name) {
    const path = join(folder, directory);
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), content);
    }
    return { path, packaging: 'zip' as const, objectKey: `${name}.zip` };
  }
});

async function listKeys(): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
}
