/**
 * Feeds a function from a queue. Not by the library's event source, which lets the function do more with the queue than Lambda does
 * for it (Lambda Developer Guide, "Using Lambda with Amazon SQS": three actions).
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

export interface FeedOptions {
  readonly batchSize: number;
  readonly maxConcurrency: number;
}

export function feedFromQueue(fed: LambdaFunction, queue: Queue, options: FeedOptions): void {
  fed.addToRolePolicy(
    new PolicyStatement({
      sid: 'ReceiveMessages',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
  );
  fed.addEventSourceMapping('Messages', {
    ...options,
    eventSourceArn: queue.queueArn,
    reportBatchItemFailures: true,
  });
}
