/** The services that the pipeline stands among: a bucket that notifies a queue, two tables, and clients of the SDK to them. */
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamodb } from '../../infra/local/aws/dynamodb/dynamodb.ts';
import { createCredentialStore } from '../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../infra/local/aws/s3/server.ts';
import { createQueues } from '../../infra/local/aws/sqs/queues.ts';
import { createSqs } from '../../infra/local/aws/sqs/server.ts';
import { createTableClient } from '../../origin/adapters/table-client.ts';
import {
  ACCOUNT,
  arnOf,
  defineQueue,
  defineTable,
  MAX_RECEIVES,
  prepareBucket,
  PIPELINE_REGION as region,
} from './pipeline-resources.ts';

export const PIPELINE_BUCKET = 'uploads';
const ROOT = {
  accessKeyId: 'AKIAPIPELINE00000000',
  secretAccessKey: 'known-to-this-test-alone',
  principal: { kind: 'root' as const, name: `arn:aws:iam::${ACCOUNT}:root`, policies: [] },
};

/** `notifications` has what the bucket sent to the queue, in order. */
export async function startPipelineServices(directory: string) {
  const credentials = createCredentialStore();
  credentials.add(ROOT);
  const notifications: string[] = [];
  const place = { credentials, region, accountId: ACCOUNT, now: Date.now };
  const queues = openQueues();
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
  const dynamodb = await createDynamodb({ ...place, tables: [defineTable('records'), defineTable('audit')] });
  const client = new S3Client({ endpoint: s3.url, region, credentials: ROOT, forcePathStyle: true });
  const database = createTableClient({ endpoint: dynamodb.url, region, credentials: ROOT });
  await prepareBucket(client, PIPELINE_BUCKET);
  // S3's own test event.
  notifications.length = 0;
  queues.purge(arnOf('upload-queue'));
  return {
    ...{ client, queues, notifications },
    documents: DynamoDBDocumentClient.from(database),
    urls: { s3: s3.url, dynamodb: dynamodb.url, sqs: sqs.url },
    async close() {
      client.destroy();
      database.destroy();
      await Promise.all([s3.close(), dynamodb.close(), sqs.close()]);
      queues.close();
    },
  };
}

function openQueues() {
  const definitions = [
    defineQueue('upload-queue', { deadLetterTargetArn: arnOf('dead-letters'), maxReceiveCount: MAX_RECEIVES }),
    defineQueue('dead-letters', null),
  ];
  return createQueues({ path: ':memory:', definitions, now: Date.now });
}

export type ServiceUrls = Readonly<Record<'s3' | 'dynamodb' | 'sqs', string>>;

function formatQueueUrl({ sqs }: ServiceUrls, name: string): string {
  return `${sqs}/${ACCOUNT}/${name}`;
}

/** What develop-photo finds in its environment. */
export function toEnvironment(urls: ServiceUrls) {
  return {
    AWS_ENDPOINT_URL_S3: urls.s3,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    AWS_ENDPOINT_URL_SQS: urls.sqs,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    STAGE: 'dev',
    UPLOADS_BUCKET: PIPELINE_BUCKET,
    TABLE: 'records',
    AUDIT_TABLE: 'audit',
    QUEUE_URL: formatQueueUrl(urls, 'upload-queue'),
  };
}

/** What an operator's command reads of a local run. */
export function toRunFile(urls: ServiceUrls) {
  return {
    s3: {
      endpoint: urls.s3,
      region,
      access_key_id: ROOT.accessKeyId,
      secret_access_key: ROOT.secretAccessKey,
      uploads_bucket: PIPELINE_BUCKET,
    },
    dynamodb: { endpoint: urls.dynamodb, table: 'records', audit_table: 'audit' },
    sqs: {
      endpoint: urls.sqs,
      queue_url: formatQueueUrl(urls, 'upload-queue'),
      dead_letter_queue_url: formatQueueUrl(urls, 'dead-letters'),
    },
  };
}
