/** The bucket, queues and tables of the pipeline's tests, as its template would make them. */
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { TableDefinition } from '../../infra/local/aws/dynamodb/table-definition.ts';
import type { QueueDefinition } from '../../infra/local/aws/sqs/queues.ts';
import { ALBUM_INDEX, ALBUM_SORT } from '../../origin/album-index.ts';
import { ALBUM_ROW } from '../../origin/album-row.ts';
import { JOB_INDEXES } from '../../origin/job-records.ts';
import { MOVES_PREFIX } from '../../origin/photo-move.ts';

export const PIPELINE_REGION = 'us-east-1';
export const ACCOUNT = '111122223333';
export const MAX_RECEIVES = 5;

export async function prepareBucket(client: S3Client, bucket: string): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const versioning = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
  await client.send(new PutBucketVersioningCommand(versioning));
  const queues = ['jobs/', MOVES_PREFIX].map((Value) => ({
    QueueArn: arnOf('upload-queue'),
    Events: ['s3:ObjectCreated:*' as const],
    Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value }] } },
  }));
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { QueueConfigurations: queues },
      SkipDestinationValidation: true,
    }),
  );
}

export function arnOf(queue: string): string {
  return `arn:aws:sqs:${PIPELINE_REGION}:${ACCOUNT}:${queue}`;
}

export function defineQueue(name: string, redrive: QueueDefinition['redrive']): QueueDefinition {
  return {
    name,
    arn: arnOf(name),
    visibilityTimeoutSeconds: 2,
    retentionSeconds: 3600,
    delaySeconds: 0,
    receiveWaitSeconds: 0,
    maxMessageBytes: 262_144,
    redrive,
  };
}

export function defineTable(name: 'records' | 'audit'): TableDefinition {
  const isRecords = name === 'records';
  const attributes = ['pk', 'sk', ...(isRecords ? ['member', ...Object.values(JOB_INDEXES), ALBUM_SORT] : [])];
  const toKeys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const ofJobs = Object.entries(JOB_INDEXES).map(([IndexName, sortKey]) => ({
    IndexName,
    KeySchema: toKeys('member', sortKey),
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['job_id', 'status'] },
  }));
  const byAlbum = {
    IndexName: ALBUM_INDEX,
    KeySchema: toKeys('pk', ALBUM_SORT),
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [ALBUM_ROW] },
  };
  const partitionKeys = [...ofJobs.map(({ IndexName }) => [IndexName, 'member']), [ALBUM_INDEX, 'pk']];
  return {
    name,
    partitionKey: 'pk',
    indexPartitionKeys: isRecords ? Object.fromEntries(partitionKeys) : {},
    ttlAttribute: null,
    create: {
      TableName: name,
      KeySchema: toKeys('pk', 'sk'),
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
      ...(isRecords ? { GlobalSecondaryIndexes: ofJobs, LocalSecondaryIndexes: [byAlbum] } : {}),
    },
  };
}
