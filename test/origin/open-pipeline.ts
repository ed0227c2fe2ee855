/** What the pipeline needs around it in tests: a bucket that notifies a queue, and tables, nothing mocked. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createDynamodbAuditLog } from '../../origin/adapters/dynamodb-audit-log.ts';
import { createDynamodbRecordStore } from '../../origin/adapters/dynamodb-record-store.ts';
import { createS3PhotoStore } from '../../origin/adapters/s3-photo-store.ts';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import { BOUNDS } from '../../origin/core/check-pixels.ts';
import type { PipelinePorts } from '../../origin/core/ports.ts';
import { openObjects, openTables, type TestUpload } from './pipeline-contents.ts';
import { arnOf, MAX_RECEIVES } from './pipeline-resources.ts';
import { PIPELINE_BUCKET as bucket, startPipelineServices, toEnvironment, toRunFile } from './pipeline-services.ts';

export type TestPipeline = Awaited<ReturnType<typeof openTestPipeline>>;

/** Opens a bucket and two tables of their own. Every upload appends its notification to `notifications`. */
export async function openTestPipeline() {
  const directory = await mkdtemp(join(tmpdir(), 'edgeshot-pipeline-'));
  const { client, documents, queues, notifications, urls, ...services } = await startPipelineServices(directory);
  await writeFile(join(directory, 'run.json'), JSON.stringify(toRunFile(urls)));
  const ports: PipelinePorts = {
    photos: createS3PhotoStore({ client, bucket, maxBytes: BOUNDS.maxBytes }),
    records: createDynamodbRecordStore(documents, 'records'),
    audit: createDynamodbAuditLog(documents, 'audit'),
    renderer: createSharpRenderer(),
  };
  const { put, ...objects } = openObjects(client);
  return {
    ...{ client, documents, bucket, ports, notifications, directory },
    ...openTables(documents),
    ...objects,
    ...watchQueues(queues),
    environment: toEnvironment(urls),
    /** Uploads as a ticket's form would, and gives back the notification. */
    upload: async (bytes: Uint8Array, upload: TestUpload = {}) => {
      const count = notifications.length;
      await put(bytes, upload);
      const [notification] = notifications.slice(count);
      if (!notification) throw new Error('the bucket sent no notification of the upload');
      return notification;
    },
    close: async () => {
      await services.close();
      // The renderer has forbidden all but photos, for a process that other tests draw with.
      sharp.unblock({ operation: ['VipsForeignLoad'] });
      await rm(directory, { recursive: true });
    },
  };
}

type Queues = Awaited<ReturnType<typeof startPipelineServices>>['queues'];

function watchQueues(queues: Queues) {
  return {
    countMessages: () => ({
      uploadQueue: queues.count(arnOf('upload-queue')),
      deadLetters: queues.count(arnOf('dead-letters')).visible,
    }),
    redrive: () => queues.redrive(arnOf('dead-letters'), null),
    /** A message that was received too often. */
    sendDeadLetter: async (body: string) => {
      queues.send(arnOf('upload-queue'), { body });
      for (let receives = 0; receives <= MAX_RECEIVES; receives += 1) {
        await queues.receive(arnOf('upload-queue'), { maxMessages: 10, visibilityTimeoutSeconds: 0 });
      }
    },
  };
}

/** A photo id for each number. */
export function photoIdOf(index: number): string {
  return `0b9f2f6e-6c1e-4f0a-9a4e-${index.toString(16).padStart(12, '0')}`;
}
