/** What the pipeline needs around it in tests: a bucket that notifies a queue, and tables, nothing mocked. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamodb } from '../../infra/local/aws/dynamodb/dynamodb.ts';
import { createCredentialStore } from '../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../infra/local/aws/s3/server.ts';
import { createQueues } from '../../infra/local/aws/sqs/queues.ts';
import { createSqs } from '../../infra/local/aws/sqs/server.ts';
import { createDynamodbAuditLog } from '../../origin/adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from '../../origin/adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from '../../origin/adapters/s3-photo-store.ts';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import type { AuditRecord } from '../../origin/audit-log.ts';
import { BOUNDS } from '../../origin/core/plan-development.ts';
import type { PipelinePorts } from '../../origin/core/ports.ts';
import { formatPhotoKey, type PhotoType } from '../../origin/photo-key.ts';
import { formatObjectMetadata, type ObjectFacts, type PhotoRecord } from '../../origin/records.ts';
import {
  ACCOUNT,
  arnOf,
  defineQueue,
  defineTable,
  MAX_RECEIVES,
  PIPELINE_REGION,
  prepareBucket,
} from './pipeline-resources.ts';

export interface TestUpload {
  readonly jobId?: string;
  readonly photoId?: string;
  /** What the key says. */
  readonly type?: PhotoType;
  readonly facts?: Partial<ObjectFacts>;
}

export type TestPipeline = Awaited<ReturnType<typeof openTestPipeline>>;

/** Opens a bucket and two tables of their own. Every upload appends its notification to `notifications`. */
export async function openTestPipeline() {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-pipeline-'));
  const credentials = createCredentialStore();
  const root = {
    accessKeyId: 'AKIAPIPELINE00000000',
    secretAccessKey: 'known-to-this-test-alone',
    principal: { kind: 'root' as const, name: `arn:aws:iam::${ACCOUNT}:root`, policies: [] },
  };
  credentials.add(root);
  const notifications: string[] = [];
  const place = { credentials, region: PIPELINE_REGION, accountId: ACCOUNT, now: Date.now };
  const definitions = [
    defineQueue('upload-queue', { deadLetterTargetArn: arnOf('dead-letters'), maxReceiveCount: MAX_RECEIVES }),
    defineQueue('dead-letters', null),
  ];
  const queues = createQueues({ path: join(directory, 'queues.sqlite'), definitions, now: Date.now });
  const sqs = await createSqs({ ...place, queues, queuePolicies: new Map() });
  const s3 = await createS3({
    ...place,
    dataDir: join(directory, 's3'),
    deliver: async (targetArn, notification) => {
      const body = JSON.stringify(notification);
      notifications.push(body);
      queues.send(targetArn, { body });
    },
  });
  const tables = [defineTable('records'), defineTable('audit')];
  const dynamodb = await createDynamodb({ ...place, tables });
  const client = new S3Client({ endpoint: s3.url, region: PIPELINE_REGION, credentials: root, forcePathStyle: true });
  const database = new DynamoDBClient({ endpoint: dynamodb.url, region: PIPELINE_REGION, credentials: root });
  const documents = DynamoDBDocumentClient.from(database);
  const bucket = 'uploads';
  await prepareBucket(client, bucket);
  // S3's own test event.
  notifications.length = 0;
  queues.purge(arnOf('upload-queue'));
  const queueUrl = (name: string) => `${sqs.url}/${ACCOUNT}/${name}`;
  const run = {
    s3: {
      endpoint: s3.url,
      region: PIPELINE_REGION,
      access_key_id: root.accessKeyId,
      secret_access_key: root.secretAccessKey,
      uploads_bucket: bucket,
    },
    dynamodb: { endpoint: dynamodb.url, table: 'records', audit_table: 'audit' },
    sqs: {
      endpoint: sqs.url,
      queue_url: queueUrl('upload-queue'),
      dead_letter_queue_url: queueUrl('dead-letters'),
    },
  };
  await writeFile(join(directory, 'run.json'), JSON.stringify(run));
  const ports: PipelinePorts = {
    photos: createS3PhotoStore({ client, bucket, maxBytes: BOUNDS.maxBytes }),
    records: createDynamodbRecordStore(documents, 'records'),
    audit: createDynamodbAuditLog(documents, 'audit'),
    renderer: createSharpRenderer(),
  };
  const readRows = async (table: string, jobId: string, prefix: string) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': `JOB#${jobId}`, ':sk': prefix },
        ConsistentRead: true,
      }),
    );
    return Items;
  };
  return {
    ...{ client, documents, bucket, ports, notifications, directory },
    /** What develop-photo finds in its environment. */
    environment: {
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_REGION: PIPELINE_REGION,
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
      UPLOADS_BUCKET: bucket,
      TABLE: 'records',
      AUDIT_TABLE: 'audit',
      QUEUE_URL: run.sqs.queue_url,
    },
    countMessages: () => ({
      uploadQueue: queues.count(arnOf('upload-queue')),
      deadLetters: queues.count(arnOf('dead-letters')).visible,
    }),
    redrive: () => queues.redrive(arnOf('dead-letters'), null),
    /** A message that was received too often. */
    sendDeadLetter: async (body: string) => {
      queues.send(arnOf('upload-queue'), { body });
      for (let receives = 0; receives <= MAX_RECEIVES; receives += 1) {
        await queues.receive(arnOf('upload-queue'), { maxMessages: 10, visibilityTimeoutSeconds: 0 });
      }
    },
    /** Uploads as a ticket's form would, and gives back the notification. */
    upload: async (
      bytes: Uint8Array,
      { jobId = 'j-1', photoId = PHOTO_ID, type = 'image/jpeg', facts }: TestUpload = {},
    ) => {
      const count = notifications.length;
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: formatPhotoKey({ jobId, photoId, type }),
          Body: bytes,
          ContentType: type,
          Metadata: formatObjectMetadata({ job: jobId, uploader: 'worker-1', ...facts }),
        }),
      );
      const [notification] = notifications.slice(count);
      if (!notification) throw new Error('the bucket sent no notification of the upload');
      return notification;
    },
    putRecord: (record: PhotoRecord) => documents.send(new PutCommand({ TableName: 'records', Item: record })),
    /** All rows of the table, in the order of their keys. */
    readTable: async () => {
      const { Items = [] } = await documents.send(new ScanCommand({ TableName: 'records', ConsistentRead: true }));
      return Items.sort((left, right) => (`${left.pk} ${left.sk}` < `${right.pk} ${right.sk}` ? -1 : 1));
    },
    readRecords: async (jobId = 'j-1') => (await readRows('records', jobId, 'PHOTO#')) as PhotoRecord[],
    readAudit: async (jobId = 'j-1') => (await readRows('audit', jobId, 'AUDIT#')) as AuditRecord[],
    readObject: async (key: string) => {
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { ...object, bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array() };
    },
    /** Keys of all versions under a prefix: more than one of a derived image would mean that it was written twice. */
    listVersions: async (prefix: string) => {
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
      return Versions.map(({ Key = '' }) => Key).sort();
    },
    clearTables: async () => {
      for (const TableName of ['records', 'audit']) {
        const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
        for (const { pk, sk } of Items) await documents.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
      }
    },
    clearDerived: async () => {
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'thumbs/' }));
      for (const { Key, VersionId } of Versions) {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
      }
    },
    close: async () => {
      client.destroy();
      database.destroy();
      await Promise.all([s3.close(), dynamodb.close(), sqs.close()]);
      queues.close();
      await rm(directory, { recursive: true });
    },
  };
}

export const PHOTO_ID = '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60';

/** A photo id for each number. */
export function photoIdOf(index: number): string {
  return `0b9f2f6e-6c1e-4f0a-9a4e-${index.toString(16).padStart(12, '0')}`;
}
