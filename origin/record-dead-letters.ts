/**
 * Lambda entry: the dead letters of the pipeline, that is, photos at which develop-photo failed five times, by whatever fault. Each
 * is written into its album as stored and not developed; nothing is decoded here, so that nothing can crash this too. What cannot be
 * recorded comes again, and an alarm tells that it is there. Environment: STAGE, TABLE, AUDIT_TABLE, UPLOADS_BUCKET,
 * OBJECT_LOCK.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamodbAuditLog } from './adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from './adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from './adapters/s3-photo-store.ts';
import { createTableClient } from './adapters/table-client.ts';
import { bringMoved, develop } from './core/develop.ts';
import { parseNotification, parseNotifiedMoves } from './core/photo-version.ts';
import type { PipelinePorts } from './core/ports.ts';
import { type Environment, requireSetting } from './environment.ts';
import { formatMetricLine } from './metrics.ts';
import { type QueueEvent, type QueueMessage, type QueueResponse, toQueueResponse, tryMessage } from './queue-event.ts';

let ports: PipelinePorts | undefined;

export async function handler(event: QueueEvent): Promise<QueueResponse> {
  ports ??= createPorts(process.env);
  const failed: QueueMessage[] = [];
  for (const message of event.Records) if (!(await recordMessage(message, ports))) failed.push(message);
  return toQueueResponse(failed);
}

function recordMessage(message: QueueMessage, used: PipelinePorts): Promise<boolean> {
  return tryMessage(message, async () => {
    for (const photo of parseNotifiedMoves(message.body)) await bringMoved(photo, used, { isRecordOnly: true });
    for (const version of parseNotification(message.body)) {
      const outcome = await develop(version, used, { isRecordOnly: true });
      const record = await used.records.find(version);
      const metrics = { undeveloped: record?.state === 'stored' ? 1 : 0 };
      const line = { stage: requireSetting(process.env, 'STAGE'), atMs: Date.now(), metrics };
      console.log(formatMetricLine(line, { outcome, key: version.key, version_id: version.versionId }));
    }
  });
}

function createPorts(environment: Environment): PipelinePorts {
  const documents = DynamoDBDocumentClient.from(createTableClient());
  const bucket = requireSetting(environment, 'UPLOADS_BUCKET');
  const isLocked = environment.OBJECT_LOCK === 'true';
  return {
    // A hash is all that is wanted of the bytes.
    photos: createS3PhotoStore({ client: new S3Client(), bucket, maxBytes: 0, isLocked }),
    records: createDynamodbRecordStore(documents, requireSetting(environment, 'TABLE')),
    audit: createDynamodbAuditLog(documents, requireSetting(environment, 'AUDIT_TABLE')),
    renderer: NO_RENDERER,
  };
}

const NO_RENDERER: PipelinePorts['renderer'] = {
  inspect: () => Promise.reject(new TypeError('nothing is decoded here')),
  render: () => Promise.reject(new TypeError('nothing is decoded here')),
};
