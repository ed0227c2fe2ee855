import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type QueueConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeEventKey } from '../../../../../infra/local/aws/s3/notifications.ts';
import { codeOf, openS3Rig, QUEUE_ARN, type S3Rig } from './open-s3-rig.ts';

const Bucket = 'uploads';
let rig: S3Rig;

async function configure(change: Partial<QueueConfiguration> = {}): Promise<string> {
  const rule: QueueConfiguration = {
    Id: 'uploads',
    QueueArn: QUEUE_ARN,
    Events: ['s3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'jobs/' }] } },
    ...change,
  };
  const NotificationConfiguration = { QueueConfigurations: [rule] };
  return codeOf(rig.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration })));
}

function put(Key: string) {
  return rig.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
}

/** The records of all messages that are no test events. */
function records(): { eventName: string; s3: { object: Record<string, unknown> } }[] {
  return rig.deliveries.flatMap(({ message }) =>
    typeof message === 'object' && message !== null && 'Records' in message && Array.isArray(message.Records)
      ? message.Records
      : [],
  );
}

beforeEach(async () => {
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await rig.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
});
afterEach(() => rig.close());

describe('notifications', () => {
  it('tells a new target that it exists', async () => {
    await configure();
    expect(rig.deliveries).toMatchObject([
      { targetArn: QUEUE_ARN, message: { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket } },
    ]);
  });

  it('tells nobody of what the owner writes with that wish, and of what anybody else does it tells', async () => {
    await configure();
    const wish = { 'x-local-notifications': 'off' };
    const putQuietly = async (client: S3Client, Key: string) => {
      const command = new PutObjectCommand({ Bucket, Key, Body: 'hello' });
      command.middlewareStack.add(
        (next) => (args) => {
          Object.assign((args.request as { headers: object }).headers, wish);
          return next(args);
        },
        { step: 'build' },
      );
      await client.send(command);
    };
    const allowed = [{ Effect: 'Allow' as const, Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/*` }];
    await putQuietly(rig.client, 'jobs/quiet.jpg');
    expect(records()).toEqual([]);
    await putQuietly(rig.createClient(rig.issue(allowed)), 'jobs/told.jpg');
    expect(records().map(({ s3 }) => s3.object.key)).toEqual(['jobs/told.jpg']);
  });

  it('gives back the configuration, also after a restart', async () => {
    await configure();
    await rig.restart();
    const kept = await rig.client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(kept.QueueConfigurations).toEqual([
      {
        Id: 'uploads',
        QueueArn: QUEUE_ARN,
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'jobs/' }] } },
      },
    ]);
  });

  it('has delivered before the PUT is answered, in S3’s own form', async () => {
    await configure();
    const { VersionId } = await put('jobs/j 1/ä+b.jpg');
    expect(rig.deliveries.at(-1)).toEqual({
      targetArn: QUEUE_ARN,
      message: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: new Date(rig.nowMs).toISOString(),
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: expect.any(String) },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: 'uploads',
              bucket: {
                name: Bucket,
                ownerIdentity: { principalId: expect.any(String) },
                arn: `arn:aws:s3:::${Bucket}`,
              },
              object: {
                key: 'jobs/j+1/%C3%A4%2Bb.jpg',
                size: 5,
                eTag: '5d41402abc4b2a76b9719d911017c592',
                versionId: VersionId,
                sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
              },
            },
          },
        ],
      },
    });
  });

  it('heeds prefix, suffix and event', async () => {
    const FilterRules = [
      { Name: 'prefix' as const, Value: 'jobs/' },
      { Name: 'suffix' as const, Value: '.jpg' },
    ];
    await configure({ Filter: { Key: { FilterRules } }, Events: ['s3:ObjectCreated:Put'] });
    for (const key of ['jobs/a.jpg', 'jobs/a.png', 'thumbs/a.jpg']) await put(key);
    expect(records().map(({ s3 }) => s3.object.key)).toEqual(['jobs/a.jpg']);
  });

  it('lets the sequencers of a key grow, also over a restart under a clock that stands still', async () => {
    await configure();
    await put('jobs/a');
    await rig.restart();
    await put('jobs/a');
    const [first = '', second = ''] = records().map(({ s3 }) => String(s3.object.sequencer));
    expect(first < second).toBe(true);
  });

  it('tells of delete markers', async () => {
    await configure({ Events: ['s3:ObjectRemoved:*'] });
    await rig.client.send(new DeleteObjectCommand({ Bucket, Key: 'jobs/a' }));
    expect(records().map(({ eventName }) => eventName)).toEqual(['ObjectRemoved:DeleteMarkerCreated']);
  });

  it('answers the PUT though its target is down, and announces it at the next start', async () => {
    await configure();
    rig.isTargetDown = true;
    await put('jobs/a');
    await rig.restart();
    expect(records()).toEqual([]);
    rig.isTargetDown = false;
    await rig.s3.resumeNotifications();
    expect(records().map(({ s3 }) => s3.object.key)).toEqual(['jobs/a']);
    await rig.restart();
    await rig.s3.resumeNotifications();
    expect(records()).toHaveLength(1);
  });

  it('refuses a target that does not take its test event', async () => {
    rig.isTargetDown = true;
    expect(await configure()).toBe('InvalidArgument');
    rig.isTargetDown = false;
    await put('jobs/a');
    expect(rig.deliveries).toEqual([]);
  });

  it('refuses events and targets that it does not know', async () => {
    expect(await configure({ Events: ['s3:ObjectRestore:Post'] })).toBe('InvalidArgument');
    expect(await configure({ QueueArn: 'arn:aws:events:us-east-1:1:bus' })).toBe('InvalidArgument');
  });
});

describe('encodeEventKey', () => {
  it.each([
    ['a b', 'a+b'],
    ['a/b', 'a/b'],
    ['a+b', 'a%2Bb'],
    ["a'(b)*!", 'a%27%28b%29%2A%21'],
  ])('writes %s as %s', (key, encoded) => {
    expect(encodeEventKey(key)).toBe(encoded);
  });
});
