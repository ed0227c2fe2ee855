/**
 * Lambda entry: S3 notifications out of the queue, each photo developed once (core/develop.ts). Failed messages are
 * reported one by one, so that the queue tries them again and, after five tries, puts them among the dead letters.
 * Environment: STAGE, TABLE, AUDIT_TABLE, UPLOADS_BUCKET, OBJECT_LOCK. Give it 1,769 MB or more (a full core; the largest AVIF taken
 * needs 1.2 GB) and 120 s. For its bundle: `sharp` and `libheif-js` stay external, as packages of the asset (native code; a
 * library under LGPL that must stay replaceable); `adapters/heic-worker.ts` and `adapters/pdf-worker.ts` are entry points too, `heic-worker.js`
 * and `pdf-worker.js` beside this one's output, with `pdfium.wasm`; a CommonJS bundle defines import.meta.dirname as __dirname and import.meta.filename as
 * __filename.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamodbAuditLog } from './adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from './adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from './adapters/s3-photo-store.ts';
import { createSharpRenderer } from './adapters/sharp-renderer.ts';
import { createTableClient } from './adapters/table-client.ts';
import { BOUNDS } from './core/check-pixels.ts';
import { bringMoved, develop } from './core/develop.ts';
import { parseNotification, parseNotifiedMoves } from './core/photo-version.ts';
import type { PipelinePorts } from './core/ports.ts';
import { type Environment, requireSetting } from './environment.ts';
import { formatMetricLine } from './metrics.ts';
import { type QueueEvent, type QueueMessage, type QueueResponse, toQueueResponse, tryMessage } from './queue-event.ts';
import type { PhotoRecord } from './records.ts';

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
  const failed: QueueMessage[] = [];
  for (const [index, message] of event.Records.entries()) {
    const remainingMs = context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const isDone = (index === 0 || remainingMs > MIN_REMAINING_MS) && (await developMessage(message, pipeline));
    if (!isDone) failed.push(message);
  }
  return toQueueResponse(failed);
}

function developMessage(message: QueueMessage, ports: PipelinePorts): Promise<boolean> {
  const isLastTry = Number(message.attributes?.ApproximateReceiveCount ?? 1) >= LAST_TRY;
  return tryMessage(message, async () => {
    for (const photo of parseNotifiedMoves(message.body)) {
      const outcome = await bringMoved(photo, ports, { isLastTry });
      console.log(JSON.stringify({ outcome, job_id: photo.jobId, photo_id: photo.photoId }));
    }
    for (const version of parseNotification(message.body)) {
      const outcome = await develop(version, ports, { isLastTry });
      console.log(JSON.stringify({ outcome, key: version.key, version_id: version.versionId }));
    }
  });
}

function createPipeline(environment: Environment): PipelinePorts {
  const documents = DynamoDBDocumentClient.from(createTableClient());
  const bucket = requireSetting(environment, 'UPLOADS_BUCKET');
  const isLocked = environment.OBJECT_LOCK === 'true';
  return {
    photos: createS3PhotoStore({ client: new S3Client(), bucket, maxBytes: BOUNDS.maxBytes, isLocked }),
    records: createDynamodbRecordStore(documents, requireSetting(environment, 'TABLE'), tellArrival(environment)),
    audit: createDynamodbAuditLog(documents, requireSetting(environment, 'AUDIT_TABLE')),
    renderer: createSharpRenderer(),
  };
}

/** What has no ticket, or one that ran out, tells nothing. */
function tellArrival(environment: Environment) {
  const stage = requireSetting(environment, 'STAGE');
  return ({ key }: PhotoRecord, ticketToStored: number): void => {
    console.log(
      formatMetricLine({ stage, atMs: Date.now(), metrics: { ticketToStored } }, { outcome: 'arrived', key }),
    );
  };
}
