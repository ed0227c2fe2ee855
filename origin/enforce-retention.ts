/**
 * Lambda entry, by schedule, where a deployment has the rule: removes the photos of jobs that have been over for so long (core/retention.ts), until
 * nothing is due or the time is up. What it has done stands in its log, job by job, and in the audit log. Environment: STAGE, TABLE,
 * AUDIT_TABLE, UPLOADS_BUCKET, RETAIN_DAYS.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createRetentionStore } from './adapters/retention-store.ts';
import { createTableClient } from './adapters/table-client.ts';
import { type RetentionPorts, removeDuePhotos } from './core/retention.ts';
import { type Environment, requireSetting } from './environment.ts';
import { formatMetricLine } from './metrics.ts';

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A job is not begun with less. */
const MIN_REMAINING_MS = 120_000;

let ports: RetentionPorts | undefined;

/** @throws {TypeError} when the deployment does not say how many days */
export async function handler(_event: unknown, context?: LambdaContext): Promise<void> {
  ports ??= createPorts(process.env);
  const days = Number(requireSetting(process.env, 'RETAIN_DAYS'));
  if (!(days >= 1)) throw new TypeError('RETAIN_DAYS must be 1 or more');
  const outcomes = await removeDuePhotos(ports, {
    days,
    nowMs: Date.now(),
    isDryRun: false,
    isOver: () => (context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) < MIN_REMAINING_MS,
  });
  const removed = outcomes.filter(({ kind }) => kind === 'removed').reduce((sum, { photos }) => sum + photos, 0);
  const line = { stage: requireSetting(process.env, 'STAGE'), atMs: Date.now(), metrics: { removed } };
  console.log(formatMetricLine(line, { outcome: 'retention', jobs: outcomes.length }));
}

function createPorts(environment: Environment): RetentionPorts {
  const store = createRetentionStore({
    s3: new S3Client(),
    documents: DynamoDBDocumentClient.from(createTableClient()),
    bucket: requireSetting(environment, 'UPLOADS_BUCKET'),
    table: requireSetting(environment, 'TABLE'),
    auditTable: requireSetting(environment, 'AUDIT_TABLE'),
  });
  return { ...store, report: (outcome) => console.log(JSON.stringify(outcome)) };
}
