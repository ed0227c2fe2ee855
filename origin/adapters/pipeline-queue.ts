/** Tells the pipeline of objects as S3 would (S3 User Guide, "Event message structure"). Needs sqs:SendMessage on its queue. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PhotoVersion } from '../core/photo-version.ts';

/** Of one request. */
const MAX_ENTRIES = 10;

export interface PipelineQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** Makes what sends: it fulfils when the queue has all of them. */
export function createPipelineQueue({ client, queueUrl: QueueUrl }: PipelineQueueOptions) {
  return async (versions: readonly PhotoVersion[]): Promise<void> => {
    for (let at = 0; at < versions.length; at += MAX_ENTRIES) {
      const bodies = versions.slice(at, at + MAX_ENTRIES).map(formatNotification);
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`the queue took ${Failed.length} messages not: ${Failed[0]?.Code}`);
    }
  };
}

/** A message of its own for each, so that each has its own tries. */
function formatNotification({ key, versionId }: PhotoVersion): string {
  const object = { key: encodeURIComponent(key).replaceAll('%2F', '/'), ...(versionId === null ? {} : { versionId }) };
  return JSON.stringify({ Records: [{ eventSource: 'edgeshot', eventName: 'ObjectCreated:Found', s3: { object } }] });
}
