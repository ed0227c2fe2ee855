/** Hands S3's notifications to the queues of the template, as far as the queue's policy lets S3 send. */
import { evaluate } from '../iam/evaluate.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { isRecord } from '../is-record.ts';
import type { Queues } from '../sqs/queues.ts';

export interface DeliverOptions {
  readonly queues: Queues;
  readonly queuePolicies: ReadonlyMap<string, PolicyDocument>;
  readonly accountId: string;
}

/**
 * Makes what hands a notification to a queue: fulfils when the message is on the disk, and rejects where the queue's policy does
 * not let S3 in.
 */
export function createQueueDelivery({ queues, queuePolicies, accountId }: DeliverOptions) {
  return async (queueArn: string, notification: unknown): Promise<void> => {
    const isAllowed = evaluate({
      principal: {
        kind: 'service',
        name: 's3.amazonaws.com',
        sourceArn: `arn:aws:s3:::${findBucket(notification)}`,
        policies: [],
      },
      action: 'sqs:SendMessage',
      resource: queueArn,
      resourcePolicy: queuePolicies.get(queueArn),
      context: { 'aws:securetransport': 'true', 'aws:sourceaccount': accountId },
    }).isAllowed;
    if (!isAllowed) throw new Error(`the policy of ${queueArn} does not let S3 send to it`);
    queues.send(queueArn, { body: JSON.stringify(notification) });
  };
}

/** An event names its bucket in the record, a test event beside it. */
function findBucket(notification: unknown): string {
  if (!isRecord(notification)) return '';
  const [record]: unknown[] = Array.isArray(notification.Records) ? notification.Records : [];
  const s3 = isRecord(record) && isRecord(record.s3) ? record.s3 : {};
  return String(isRecord(s3.bucket) ? s3.bucket.name : notification.Bucket);
}
