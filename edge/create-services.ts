/**
 * Puts the adapters together into what the routes call upon. Once for a process and its configuration, so that
 * connections, keys and the audit budget live as long as the process does.
 */
import { randomBytes } from 'node:crypto';
import { SCAN_TAG } from '../origin/records.ts';
import { createReadableAuditLog } from './adapters/audit-table.ts';
import { createAwsClient, readCredentials, readEndpoint } from './adapters/aws-client.ts';
import { createDynamodbTable } from './adapters/dynamodb-table.ts';
import { createEdgeJobStore } from './adapters/edge-job-store.ts';
import { createJobLists } from './adapters/job-lists.ts';
import { createKeySource } from './adapters/key-source.ts';
import type { FunctionRuntime } from './adapters/lambda-runtime.ts';
import { createLinks } from './adapters/links-table.ts';
import { createNotesStore } from './adapters/notes-table.ts';
import { createPeople } from './adapters/people-table.ts';
import { createJobRecords, createPhotoRecords } from './adapters/records-table.ts';
import { formatKeysFailure } from './adapters/request-log.ts';
import { createUnsentMetric } from './adapters/unsent-metric.ts';
import { createUploadsBucket } from './adapters/uploads-bucket.ts';
import type { EdgeConfig } from './config.ts';
import { createAuditBudget } from './core/audit-budget.ts';
import { createGuesses } from './core/guesses.ts';
import type { EdgeServices } from './core/ports.ts';

/** Of a link: nobody guesses 192 bits. */
const SECRET_BYTES = 24;

/** Returns a function that makes the services of a configuration, and the same ones for the same configuration. */
export function createServices(runtime: FunctionRuntime): (config: EdgeConfig) => EdgeServices {
  let made: { readonly of: string; readonly services: EdgeServices } | null = null;
  return (config) => {
    const of = JSON.stringify(config);
    if (made?.of !== of) made = { of, services: connect(config, runtime) };
    return made.services;
  };
}

function connect(config: EdgeConfig, { env, now, createUuid, log }: FunctionRuntime): EdgeServices {
  const { region, stage: deployment, uploads_bucket: bucket } = config;
  const aws = createAwsClient(env, now);
  const readClockMs = () => now().getTime();
  const records = createDynamodbTable(aws, region, config.table);
  const bucketAddress = { bucket, region, endpoint: readEndpoint(env, 's3') };
  const uploads = createUploadsBucket(aws, bucketAddress, config.malware_scan === true ? [SCAN_TAG] : []);
  return {
    keys: createKeySource({
      aws,
      config,
      here: env.AWS_REGION ?? region,
      nowMs: readClockMs,
      onFailure: (keys, cause) => log(formatKeysFailure({ deployment, keys, cause, atMs: readClockMs() })),
    }),
    jobs: createJobRecords(records),
    jobLists: createJobLists(records),
    jobStore: createEdgeJobStore({ aws, table: records, auditTable: config.audit_table, bucket: bucketAddress }),
    people: createPeople(records),
    photos: createPhotoRecords(records, config.audit_table),
    links: createLinks(records, config.audit_table),
    notes: createNotesStore({ table: records, auditTable: config.audit_table, bucket: uploads, now: readClockMs }),
    auditLog: createReadableAuditLog(createDynamodbTable(aws, region, config.audit_table)),
    auditBudget: createAuditBudget(),
    guesses: createGuesses(),
    bucket: uploads,
    bucketAddress,
    unsent: createUnsentMetric(aws, { region, deployment, nowMs: readClockMs }),
    readCredentials: () => readCredentials(env),
    readClockMs,
    createSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
    createUuid,
  };
}
