/**
 * What routes call upon: keys, tables, bucket, the credentials to sign with. Made once for a process and its
 * configuration, so that connections, keys and the audit budget live as long as the process does.
 */
import { createReadableAuditLog, type ReadableAuditLog } from './adapters/audit-table.ts';
import { createAwsClient, readCredentials, readEndpoint } from './adapters/aws-client.ts';
import { createDynamodbTable } from './adapters/dynamodb-table.ts';
import { createKeySource, type KeySource } from './adapters/key-source.ts';
import { createJobRecords, createPhotoRecords, type JobRecords, type PhotoRecords } from './adapters/records-table.ts';
import { createUnsentMetric, type UnsentMetric } from './adapters/unsent-metric.ts';
import { createUploadsBucket, type UploadsBucket } from './adapters/uploads-bucket.ts';
import type { EdgeConfig } from './config.ts';
import { type AuditBudget, createAuditBudget } from './core/audit-budget.ts';
import type { AwsCredentials, BucketAddress } from './core/aws-address.ts';

export interface EdgeServices {
  readonly keys: KeySource;
  readonly jobs: JobRecords;
  readonly photos: PhotoRecords;
  readonly auditLog: ReadableAuditLog;
  readonly bucket: UploadsBucket;
  readonly unsent: UnsentMetric;
  readonly bucketAddress: BucketAddress;
  readonly auditBudget: AuditBudget;
  readCredentials(): AwsCredentials;
}

export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** Answers a function that makes the services of a configuration, and the same ones for the same configuration. */
export function createServices({ env, now }: Environment): (config: EdgeConfig) => EdgeServices {
  let made: { readonly of: string; readonly services: EdgeServices } | null = null;
  return (config) => {
    const of = JSON.stringify(config);
    if (made?.of !== of) made = { of, services: connect(config, { env, now }) };
    return made.services;
  };
}

function connect(config: EdgeConfig, { env, now }: Environment): EdgeServices {
  const { region, stage, uploads_bucket: bucket } = config;
  const aws = createAwsClient(env, now);
  const nowMs = () => now().getTime();
  const records = createDynamodbTable(aws, region, config.table);
  const bucketAddress = { bucket, region, endpoint: readEndpoint(env, 's3') };
  return {
    keys: createKeySource({ aws, config, here: env.AWS_REGION ?? region, nowMs }),
    jobs: createJobRecords(records),
    photos: createPhotoRecords(records),
    auditLog: createReadableAuditLog(createDynamodbTable(aws, region, config.audit_table)),
    bucket: createUploadsBucket(aws, bucketAddress),
    unsent: createUnsentMetric(aws, { region, deployment: stage, nowMs }),
    bucketAddress,
    auditBudget: createAuditBudget(),
    readCredentials: () => readCredentials(env),
  };
}
