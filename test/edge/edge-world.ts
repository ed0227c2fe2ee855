/**
 * What the edge functions stand among: the local DynamoDB, S3 and Secrets Manager, on a clock that a test sets, and a
 * way to send an event through a table of routes as CloudFront does.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import type { CloudFrontResult } from '../../edge/adapters/cloudfront-event.ts';
import type { EdgeConfig, EdgeSecret } from '../../edge/config.ts';
import type { EdgeRoute } from '../../edge/core/route.ts';
import { createHandler } from '../../edge/create-handler.ts';
import { createCloudwatch, type MetricDatum } from '../../infra/local/aws/cloudwatch/cloudwatch.ts';
import { createDynamodb } from '../../infra/local/aws/dynamodb/dynamodb.ts';
import { createCredentialStore } from '../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../infra/local/aws/s3/server.ts';
import { createSecretsManager } from '../../infra/local/aws/secrets-manager/secrets-manager.ts';
import type { AuditRecord } from '../../origin/audit-log.ts';
import type { RecordKey } from '../../origin/records.ts';
import { createEdgeSecret } from './edge-secret.ts';
import { NOW, TOKEN_POLICY } from './issuer.ts';
import { type Asking, toEvent } from './origin-request.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'AKIAEDGEWORLDTEST000', secretAccessKey: 'secret-of-the-edge-world' };
const SECRET_ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:edgeshot-AbCdEf`;

export interface EdgeTestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Read, where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test asserts on is whatever came
  readonly body: any;
  readonly text: string;
  /** The log line of the request. */
  readonly line: Readonly<Record<string, unknown>>;
}

export interface EdgeWorld {
  readonly s3: S3Client;
  readonly config: EdgeConfig;
  /** What CloudWatch got. */
  readonly metrics: readonly MetricDatum[];
  /** For everything in the world: functions, services and clients. It stands at NOW until it is set. */
  setClock(time: Date): void;
  put(...records: readonly RecordKey[]): Promise<void>;
  rows(jobId: string, prefix: string): Promise<readonly Record<string, unknown>[]>;
  audit(jobId: string): Promise<readonly AuditRecord[]>;
  setSecret(secret: EdgeSecret): Promise<void>;
  /** Makes a function of routes: a process of its own, with nothing cached. */
  start(routes: readonly EdgeRoute[], env?: Readonly<Record<string, string>>): EdgeFunction;
  close(): Promise<void>;
}

export interface EdgeFunction {
  ask(path: string, asking?: Asking): Promise<EdgeTestResponse>;
}

export async function createEdgeWorld(): Promise<EdgeWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-edge-'));
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const now = () => Date.now();
  const credentials = createCredentialStore();
  credentials.add({ ...KEYS, principal: { kind: 'root', name: `arn:aws:iam::${ACCOUNT}:root`, policies: [] } });
  const shared = { credentials, now, accountId: ACCOUNT, region: REGION };
  const config: EdgeConfig = {
    stage: 'test',
    region: REGION,
    secret_regions: ['eu-west-1'],
    secret_id: SECRET_ARN,
    uploads_bucket: 'shot-uploads',
    table: 'records',
    audit_table: 'audit',
    upload_via: 'edge',
    delivery: 'cloudfront',
    token: TOKEN_POLICY,
  };
  const metrics: MetricDatum[] = [];
  const [dynamodb, s3, secrets, cloudwatch] = await Promise.all([
    createDynamodb({ ...shared, tables: [toTable('records'), toTable('audit')] }),
    createS3({ ...shared, dataDir: join(directory, 's3') }),
    createSecretsManager({
      ...shared,
      dataDir: join(directory, 'secrets'),
      regions: [REGION, 'eu-west-1'],
      secrets: [{ name: 'edgeshot', arn: SECRET_ARN, initialValue: JSON.stringify(await createEdgeSecret()) }],
    }),
    createCloudwatch({ ...shared, onDatum: (datum) => metrics.push(datum) }),
  ]);
  const s3Client = new S3Client({ endpoint: s3.url, region: REGION, credentials: KEYS, forcePathStyle: true });
  const plain = new DynamoDBClient({ endpoint: dynamodb.url, region: REGION, credentials: KEYS });
  trustOwnClock(s3Client.middlewareStack);
  trustOwnClock(plain.middlewareStack as unknown as S3Client['middlewareStack']);
  const table = DynamoDBDocumentClient.from(plain);
  await s3Client.send(new CreateBucketCommand({ Bucket: config.uploads_bucket }));
  await s3Client.send(
    new PutBucketVersioningCommand({
      Bucket: config.uploads_bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
  };
  const query = async (TableName: string, jobId: string, prefix: string) => {
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': `JOB#${jobId}`, ':sk': prefix },
      }),
    );
    return Items;
  };

  return {
    s3: s3Client,
    config,
    metrics,
    setClock: (time) => void vi.setSystemTime(time),
    async put(...records) {
      for (const Item of records) await table.send(new PutCommand({ TableName: 'records', Item }));
    },
    rows: (jobId, prefix) => query('records', jobId, prefix),
    audit: async (jobId) => (await query('audit', jobId, 'AUDIT#')) as AuditRecord[],
    setSecret: (secret) => secrets.put('edgeshot', JSON.stringify(secret)),
    start(routes, env = {}) {
      const lines: string[] = [];
      const handler = createHandler(routes, {
        env: { ...environment, ...env },
        now: () => new Date(),
        createUuid: randomUUID,
        log: (line) => lines.push(line),
      });
      return {
        async ask(path, asking = {}) {
          const result = await handler(toEvent(path, asking, { ...config, ...asking.config }));
          return toTestResponse(result, lines.at(-1) ?? '');
        },
      };
    },
    async close() {
      vi.useRealTimers();
      s3Client.destroy();
      plain.destroy();
      await Promise.all([dynamodb, s3, secrets, cloudwatch].map((service) => service.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function toTestResponse({ status, headers, body, bodyEncoding }: CloudFrontResult, line: string): EdgeTestResponse {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0]?.value ?? '']));
  const bytes = Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8');
  const text = (flat['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
  const isJson = /json$/.test(flat['content-type'] ?? '');
  return {
    status: Number(status),
    headers: flat,
    body: isJson && text && JSON.parse(text),
    text,
    line: JSON.parse(line),
  };
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

function toTable(name: string) {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const isRecords = name === 'records';
  const attributes = isRecords ? ['pk', 'sk', 'member', 'member_sort'] : ['pk', 'sk'];
  const Projection = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['job_id'] };
  const index = { IndexName: 'by-member', KeySchema: keys('member', 'member_sort'), Projection };
  return {
    name,
    partitionKey: 'pk',
    indexPartitionKeys: isRecords ? { 'by-member': 'member' } : {},
    ttlAttribute: isRecords ? 'expires_at' : null,
    create: {
      TableName: name,
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
      ...(isRecords ? { GlobalSecondaryIndexes: [index] } : {}),
    },
  };
}
