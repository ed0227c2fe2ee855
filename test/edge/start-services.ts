/** The services that edge functions call, as they run locally, with clients of the SDK to look into them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EdgeConfig } from '../../edge/config.ts';
import { createCloudwatch, type MetricDatum } from '../../infra/local/aws/cloudwatch/cloudwatch.ts';
import { createDynamodb } from '../../infra/local/aws/dynamodb/dynamodb.ts';
import { createCredentialStore } from '../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../infra/local/aws/s3/server.ts';
import { createSecretsManager } from '../../infra/local/aws/secrets-manager/secrets-manager.ts';
import { createQueues } from '../../infra/local/aws/sqs/queues.ts';
import { createSqs } from '../../infra/local/aws/sqs/server.ts';
import { TTL_ATTRIBUTE } from '../../origin/records.ts';
import { defineQueue, defineTable } from '../origin/pipeline-resources.ts';
import { createEdgeSecret } from './edge-secret.ts';
import { TOKEN_POLICY } from './issuer.ts';

const ACCOUNT = '111122223333';
const region = 'us-east-1';
const KEYS = { accessKeyId: 'AKIAEDGEWORLDTEST000', secretAccessKey: 'secret-of-the-edge-world' };

export const EDGE_CONFIG: EdgeConfig = {
  stage: 'test',
  region,
  secret_regions: ['eu-west-1'],
  secret_id: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:edgeshot-AbCdEf`,
  image_secret_id: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:edgeshot-image-AbCdEf`,
  link_secret_id: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:edgeshot-link-AbCdEf`,
  uploads_bucket: 'shot-uploads',
  table: 'records',
  audit_table: 'audit',
  upload_via: 'edge',
  delivery: 'cloudfront',
  customer_uploads: true,
  token: TOKEN_POLICY,
};

export const STRIPE_SECRET_ID = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:edgeshot-stripe-AbCdEf`;

export const EVIDENCE_QUEUE_URL = `https://sqs.${region}.amazonaws.com/${ACCOUNT}/evidence`;
const EVIDENCE_QUEUE = {
  ...defineQueue('evidence', null),
  arn: `arn:aws:sqs:${region}:${ACCOUNT}:evidence`,
};

/** They go by the clock of `Date`, which a test may set. */
export async function startServices() {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-edge-'));
  const metrics: MetricDatum[] = [];
  const { dynamodb, s3, secrets, cloudwatch, sqs, queues } = await listen(directory, metrics);
  const clients = createClients(s3.url, dynamodb.url);
  await prepareBucket(clients.s3);
  return {
    ...{ metrics, secrets, s3: clients.s3, documents: clients.documents },
    /** Takes what has been asked for of the queue. */
    async readQueue() {
      const messages = await queues.receive(EVIDENCE_QUEUE.arn, { maxMessages: 10 });
      queues.purge(EVIDENCE_QUEUE.arn);
      return messages.map(({ body }): unknown => JSON.parse(body));
    },
    /** What an edge function finds in its environment. */
    env: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
    },
    async close() {
      clients.destroy();
      await Promise.all([dynamodb, s3, secrets, cloudwatch, sqs].map((service) => service.close()));
      queues.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function listen(directory: string, metrics: MetricDatum[]) {
  const credentials = createCredentialStore();
  credentials.add({ ...KEYS, principal: { kind: 'root', name: `arn:aws:iam::${ACCOUNT}:root`, policies: [] } });
  const shared = { credentials, now: () => Date.now(), accountId: ACCOUNT, region };
  const records = { ...defineTable('records'), ttlAttribute: TTL_ATTRIBUTE };
  const { cloudfront, link_key, ...tokenKeys } = await createEdgeSecret();
  const kept = [
    { name: 'edgeshot', arn: EDGE_CONFIG.secret_id, initialValue: JSON.stringify(tokenKeys) },
    { name: 'edgeshot-image', arn: EDGE_CONFIG.image_secret_id, initialValue: JSON.stringify({ cloudfront }) },
    { name: 'edgeshot-link', arn: EDGE_CONFIG.link_secret_id, initialValue: JSON.stringify({ link_key }) },
    // Filled by the tests that need it.
    { name: 'edgeshot-stripe', arn: STRIPE_SECRET_ID, initialValue: '{}' },
  ];
  const queues = createQueues({ path: ':memory:', definitions: [EVIDENCE_QUEUE], now: Date.now });
  const [dynamodb, s3, secrets, cloudwatch, sqs] = await Promise.all([
    createDynamodb({ ...shared, tables: [records, defineTable('audit')] }),
    createS3({ ...shared, dataDir: join(directory, 's3') }),
    createSecretsManager({
      ...shared,
      dataDir: join(directory, 'secrets'),
      regions: [region, ...EDGE_CONFIG.secret_regions],
      secrets: kept,
    }),
    createCloudwatch({ ...shared, onDatum: (datum) => metrics.push(datum) }),
    createSqs({ ...shared, queues, queuePolicies: new Map() }),
  ]);
  return { dynamodb, s3, secrets, cloudwatch, sqs, queues };
}

function createClients(s3Url: string, dynamodbUrl: string) {
  const s3 = new S3Client({ endpoint: s3Url, region, credentials: KEYS, forcePathStyle: true });
  const dynamodb = new DynamoDBClient({ endpoint: dynamodbUrl, region, credentials: KEYS });
  trustOwnClock(s3.middlewareStack);
  trustOwnClock(dynamodb.middlewareStack as unknown as S3Client['middlewareStack']);
  const destroy = () => {
    s3.destroy();
    dynamodb.destroy();
  };
  return { s3, documents: DynamoDBDocumentClient.from(dynamodb), destroy };
}

async function prepareBucket(s3: S3Client): Promise<void> {
  const Bucket = EDGE_CONFIG.uploads_bucket;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

/** Node writes the real time into the Date header of a response, and the SDK would set its clock by it. */
function trustOwnClock(stack: S3Client['middlewareStack']): void {
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      delete (result.response as { headers: Record<string, string> }).headers.date;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
}
