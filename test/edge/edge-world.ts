/**
 * What the edge functions stand among: the local DynamoDB, S3 and Secrets Manager, on a clock that a test sets, and a
 * way to send an event through a table of routes as CloudFront does.
 */
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import type { CloudFrontResult } from '../../edge/adapters/cloudfront-event.ts';
import type { EdgeConfig, ImageSecret, TokenSecret } from '../../edge/config.ts';
import type { EdgeRoute } from '../../edge/core/route.ts';
import { createHandler } from '../../edge/create-handler.ts';
import type { MetricDatum } from '../../infra/local/aws/cloudwatch/cloudwatch.ts';
import { writeBatches } from '../../infra/operate/job-rows.ts';
import type { AuditRecord } from '../../origin/audit-log.ts';
import type { RecordKey } from '../../origin/records.ts';
import { NOW } from './issuer.ts';
import { type Asking, toEvent } from './origin-request.ts';
import { EDGE_CONFIG, startServices } from './start-services.ts';

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
  /** Where the services listen. */
  readonly endpoints: { readonly s3: string; readonly dynamodb: string };
  /** What CloudWatch got. */
  readonly metrics: readonly MetricDatum[];
  /** For everything in the world: functions, services and clients. It stands at NOW until it is set. */
  setClock(time: Date): void;
  put(...records: readonly RecordKey[]): Promise<void>;
  remove(...keys: readonly RecordKey[]): Promise<void>;
  rows(jobId: string, prefix: string): Promise<readonly Record<string, unknown>[]>;
  audit(jobId: string): Promise<readonly AuditRecord[]>;
  setSecret(secret: TokenSecret & ImageSecret): Promise<void>;
  /** Makes a function of routes: a process of its own, with nothing cached. */
  start(routes: readonly EdgeRoute[], env?: Readonly<Record<string, string>>, timeLimitMs?: number): EdgeFunction;
  close(): Promise<void>;
}

export interface EdgeFunction {
  ask(path: string, asking?: Asking): Promise<EdgeTestResponse>;
}

export async function createEdgeWorld(): Promise<EdgeWorld> {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const services = await startServices();
  const { s3, documents, metrics, secrets } = services;
  return {
    s3,
    config: EDGE_CONFIG,
    endpoints: { s3: services.env.AWS_ENDPOINT_URL_S3, dynamodb: services.env.AWS_ENDPOINT_URL_DYNAMODB },
    metrics,
    setClock: (time) => void vi.setSystemTime(time),
    put: (...records) =>
      writeBatches(
        { documents, table: 'records' },
        records.map((Item) => ({ PutRequest: { Item } })),
      ),
    remove: (...keys) =>
      writeBatches(
        { documents, table: 'records' },
        keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
      ),
    rows: (jobId, prefix) => queryRows(documents, 'records', { jobId, prefix }),
    audit: async (jobId) => (await queryRows(documents, 'audit', { jobId, prefix: 'AUDIT#' })) as AuditRecord[],
    async setSecret({ cloudfront, ...tokenKeys }) {
      await secrets.put('edgeshot', JSON.stringify(tokenKeys));
      await secrets.put('edgeshot-image', JSON.stringify({ cloudfront }));
    },
    start: (routes, env = {}, timeLimitMs = undefined) =>
      startFunction(routes, { ...services.env, ...env }, timeLimitMs),
    async close() {
      vi.useRealTimers();
      await services.close();
    },
  };
}

function startFunction(
  routes: readonly EdgeRoute[],
  env: Readonly<Record<string, string>>,
  timeLimitMs?: number,
): EdgeFunction {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const handler = createHandler(routes, { env, now: () => new Date(), createUuid: randomUUID, log }, timeLimitMs);
  return {
    async ask(path, asking = {}) {
      const result = await handler(toEvent(path, asking, { ...EDGE_CONFIG, ...asking.config }));
      return toTestResponse(result, lines.at(-1) ?? '');
    },
  };
}

interface Rows {
  readonly jobId: string;
  readonly prefix: string;
}

async function queryRows(documents: DynamoDBDocumentClient, TableName: string, { jobId, prefix }: Rows) {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': `JOB#${jobId}`, ':sk': prefix },
    }),
  );
  return Items;
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
