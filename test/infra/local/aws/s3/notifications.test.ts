import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeEventKey } from '../../../../../infra/local/aws/s3/notifications.ts';
import { codeOf, openWorld, QUEUE_ARN, type World } from './open-world.ts';

const Bucket = 'uploads';
let world: World;

async function configure(change: Partial<QueueConfiguration> = {}): Promise<string> {
  const rule: QueueConfiguration = {
    Id: 'uploads',
    QueueArn: QUEUE_ARN,
    Events: ['s3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'jobs/' }] } },
    ...change,
  };
  const NotificationConfiguration = { QueueConfigurations: [rule] };
  return codeOf(
    world.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration })),
  );
}

function put(Key: string) {
  return world.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
}

/** The records of all messages that are no test events. */
function records(): { eventName: string; s3: { object: Record<string, unknown> } }[] {
  return world.deliveries.flatMap(({ message }) =>
    typeof message === 'object' && message !== null && 'Records' in message && Array.isArray(message.Records)
      ? message.Records
      : [],
  );
}

beforeEach(async () => {
  world = await openWorld();
  await world.client.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await world.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
});
afterEach(() => world.close());

describe('notifications', () => {
  it('tells a new target that it exists', async () => {
    await configure();
    expect(world.deliveries).toMatchObject([
      { targetArn: QUEUE_ARN, message: { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket } },
    ]);
  });

  it('gives back the configuration, also after a restart', async () => {
    await configure();
    await world.restart();
    const kept = await world.client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
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
    expect(world.deliveries.at(-1)).toEqual({
      targetArn: QUEUE_ARN,
      message: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: new Date(world.nowMs).toISOString(),
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
    await world.restart();
    await put('jobs/a');
    const [first = '', second = ''] = records().map(({ s3 }) => String(s3.object.sequencer));
    expect(first < second).toBe(true);
  });

  it('tells of delete markers', async () => {
    await configure({ Events: ['s3:ObjectRemoved:*'] });
    await world.client.send(new DeleteObjectCommand({ Bucket, Key: 'jobs/a' }));
    expect(records().map(({ eventName }) => eventName)).toEqual(['ObjectRemoved:DeleteMarkerCreated']);
  });

  it('answers the PUT though its target is down, and announces it at the next start', async () => {
    await configure();
    world.isTargetDown = true;
    await put('jobs/a');
    await world.restart();
    expect(records()).toEqual([]);
    world.isTargetDown = false;
    await world.s3.resumeNotifications();
    expect(records().map(({ s3 }) => s3.object.key)).toEqual(['jobs/a']);
    await world.restart();
    await world.s3.resumeNotifications();
    expect(records()).toHaveLength(1);
  });

  it('refuses a target that does not take its test event', async () => {
    world.isTargetDown = true;
    expect(await configure()).toBe('InvalidArgument');
    world.isTargetDown = false;
    await put('jobs/a');
    expect(world.deliveries).toEqual([]);
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
