/**
 * Lambda entry: S3 notifications out of the queue, each photo developed once (core/develop.ts). Failed messages are
 * reported one by one, so that the queue tries them again and, after five tries, puts them among the dead letters.
 * Environment: TABLE, AUDIT_TABLE, UPLOADS_BUCKET. Give it 1,769 MB or more (a full core; the largest AVIF taken
 * needs 1.2 GB) and 120 s. For its bundle: `sharp` and `libheif-js` stay external, as packages of the asset (native code; a
 * library under LGPL that must stay replaceable); `adapters/heic-worker.ts` is a second entry point, `heic-worker.js`
 * beside this one's output; a CommonJS bundle defines import.meta.dirname as __dirname and import.meta.filename as
 * __filename.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamodbAuditLog } from './adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from './adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from './adapters/s3-photo-store.ts';
import { createSharpRenderer } from './adapters/sharp-renderer.ts';
import { BOUNDS } from './core/check-pixels.ts';
import { develop } from './core/develop.ts';
import { parseNotification } from './core/photo-version.ts';
import type { PipelinePorts } from './core/ports.ts';

interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

interface QueueResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A photo is not begun with less: cut off in the middle, it would have cost a try for nothing. */
const MIN_REMAINING_MS = 75_000;

/** The queue gives a message up after five receives, and a crash may have cost one. */
const LAST_TRY = 4;

let pipeline: PipelinePorts | undefined;

export async function handler(event: QueueEvent, context?: LambdaContext): Promise<QueueResponse> {
  pipeline ??= createPipeline(process.env);
  const failed: string[] = [];
  for (const [index, message] of event.Records.entries()) {
    const remainingMs = context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const isDone = (index === 0 || remainingMs > MIN_REMAINING_MS) && (await developMessage(message, pipeline));
    if (!isDone) failed.push(message.messageId);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function developMessage({ messageId, body, attributes }: QueueMessage, ports: PipelinePorts): Promise<boolean> {
  const isLastTry = Number(attributes?.ApproximateReceiveCount ?? 1) >= LAST_TRY;
  try {
    for (const version of parseNotification(body)) {
      const outcome = await develop(version, ports, { isLastTry });
      console.log(JSON.stringify({ outcome, key: version.key, version_id: version.versionId }));
    }
    return true;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
    console.error(JSON.stringify({ outcome: 'failed', message_id: messageId, error: name, detail: message }));
    return false;
  }
}

function createPipeline(environment: Readonly<Record<string, string | undefined>>): PipelinePorts {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const bucket = requireSetting(environment, 'UPLOADS_BUCKET');
  return {
    photos: createS3PhotoStore({ client: new S3Client(), bucket, maxBytes: BOUNDS.maxBytes }),
    records: createDynamodbRecordStore(documents, requireSetting(environment, 'TABLE')),
    audit: createDynamodbAuditLog(documents, requireSetting(environment, 'AUDIT_TABLE')),
    renderer: createSharpRenderer(),
  };
}

function requireSetting(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (!value) throw new TypeError(`${name} is not set`);
  return value;
}
