/** The operations of SQS (API reference, 2012-11-05), each: parse the input, call the queues, word the response as SQS does. */
import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '../json-protocol/errors.ts';
import { formatMessageAttributesMd5, parseMessageAttributes } from './message-attributes.ts';
import type { StoredMessage } from './queue-store.ts';
import type { QueueDefinition, Queues } from './queues.ts';
import { type Input, readNamesInput, readNumberInput, readTextInput } from './read-input.ts';
import { runBatch } from './run-batch.ts';

export interface Operation {
  /** IAM action without its `sqs:`; the batch forms need that of the single one. */
  readonly action: string;
  /** Which queue the caller must be allowed to use. */
  queue(input: Input, queues: Queues): QueueDefinition;
  run(input: Input, context: OperationContext): Promise<unknown> | unknown;
}

export interface OperationContext {
  readonly queue: QueueDefinition;
  readonly queues: Queues;
  readonly moveTasks: MoveTask[];
  /** Without a trailing slash, with the account: `http://127.0.0.1:1/111122223333`. */
  readonly baseUrl: () => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface MoveTask {
  readonly TaskHandle: string;
  readonly Status: 'COMPLETED';
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly StartedTimestamp: number;
}

const byUrl: Operation['queue'] = (input, queues) =>
  queues.find(readTextInput(input, 'QueueUrl').split('/').at(-1) ?? '');
const bySourceArn: Operation['queue'] = (input, queues) => queues.find(readTextInput(input, 'SourceArn'));

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetQueueUrl: {
    action: 'GetQueueUrl',
    queue: (input, queues) => queues.find(readTextInput(input, 'QueueName')),
    run: (_input, { queue, baseUrl }) => ({ QueueUrl: `${baseUrl()}/${queue.name}` }),
  },
  GetQueueAttributes: { action: 'GetQueueAttributes', queue: byUrl, run: getQueueAttributes },
  SendMessage: { action: 'SendMessage', queue: byUrl, run: sendMessage },
  SendMessageBatch: {
    action: 'SendMessage',
    queue: byUrl,
    run: (input, context) => runBatch(input, (entry) => sendMessage(entry, context)),
  },
  ReceiveMessage: { action: 'ReceiveMessage', queue: byUrl, run: receiveMessage },
  DeleteMessage: { action: 'DeleteMessage', queue: byUrl, run: deleteMessage },
  DeleteMessageBatch: {
    action: 'DeleteMessage',
    queue: byUrl,
    run: (input, context) => runBatch(input, (entry) => deleteMessage(entry, context)),
  },
  ChangeMessageVisibility: { action: 'ChangeMessageVisibility', queue: byUrl, run: changeVisibility },
  ChangeMessageVisibilityBatch: {
    action: 'ChangeMessageVisibility',
    queue: byUrl,
    run: (input, context) => runBatch(input, (entry) => changeVisibility(entry, context)),
  },
  PurgeQueue: {
    action: 'PurgeQueue',
    queue: byUrl,
    run: (_input, { queue, queues }) => {
      queues.purge(queue.arn);
      return {};
    },
  },
  StartMessageMoveTask: { action: 'StartMessageMoveTask', queue: bySourceArn, run: startMessageMoveTask },
  ListMessageMoveTasks: {
    action: 'ListMessageMoveTasks',
    queue: bySourceArn,
    run: (input, { queue, moveTasks }) => ({
      Results: moveTasks
        .filter(({ SourceArn }) => SourceArn === queue.arn)
        .slice(-(readNumberInput(input, 'MaxResults', { min: 1, max: 10 }) ?? 1))
        .reverse(),
    }),
  },
};

function getQueueAttributes(input: Input, { queue, queues }: OperationContext): unknown {
  const { visible, inFlight, delayed } = queues.count(queue.arn);
  const all: Readonly<Record<string, string>> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    MaximumMessageSize: String(queue.maxMessageBytes),
    DelaySeconds: String(queue.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.receiveWaitSeconds),
    ...(queue.redrive ? { RedrivePolicy: JSON.stringify(queue.redrive) } : {}),
  };
  const wanted = readNamesInput(input, 'AttributeNames');
  const unknownName = wanted.find((name) => name !== 'All' && !Object.hasOwn(all, name) && name !== 'RedrivePolicy');
  if (unknownName) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknownName}.`);
  return {
    Attributes: Object.fromEntries(
      Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name)),
    ),
  };
}

function sendMessage(input: Input, { queue, queues }: OperationContext): Record<string, unknown> {
  const body = readTextInput(input, 'MessageBody');
  const attributes = parseMessageAttributes(input.MessageAttributes);
  const delaySeconds = readNumberInput(input, 'DelaySeconds', { min: 0, max: 900 });
  const id = queues.send(queue.arn, {
    body,
    attributes: JSON.stringify(attributes),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  });
  const attributesMd5 = formatMessageAttributesMd5(attributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(attributesMd5 ? { MD5OfMessageAttributes: attributesMd5 } : {}),
  };
}

async function receiveMessage(input: Input, { queue, queues, signal }: OperationContext): Promise<unknown> {
  const waitSeconds = readNumberInput(input, 'WaitTimeSeconds', { min: 0, max: 20 });
  const visibilityTimeoutSeconds = readNumberInput(input, 'VisibilityTimeout', { min: 0, max: 43_200 });
  const messages = await queues.receive(queue.arn, {
    maxMessages: readNumberInput(input, 'MaxNumberOfMessages', { min: 1, max: 10 }) ?? 1,
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
    ...(visibilityTimeoutSeconds === undefined ? {} : { visibilityTimeoutSeconds }),
    signal,
  });
  const wanted = [...readNamesInput(input, 'MessageSystemAttributeNames'), ...readNamesInput(input, 'AttributeNames')];
  const wantedAttributes = readNamesInput(input, 'MessageAttributeNames');
  return messages.length === 0
    ? {}
    : { Messages: messages.map((message) => toMessage(message, wanted, wantedAttributes)) };
}

function toMessage(message: StoredMessage, wanted: readonly string[], wantedAttributes: readonly string[]): unknown {
  const system = toSystemAttributes(message);
  const chosen = Object.entries(system).filter(([name]) => wanted.includes('All') || wanted.includes(name));
  const attributes = Object.entries(parseMessageAttributes(JSON.parse(message.attributes))).filter(
    ([name]) => wantedAttributes.includes('All') || wantedAttributes.includes('.*') || wantedAttributes.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) }),
    ...(attributes.length === 0
      ? {}
      : {
          MessageAttributes: Object.fromEntries(attributes),
          MD5OfMessageAttributes: formatMessageAttributesMd5(Object.fromEntries(attributes)),
        }),
  };
}

/** The system attributes of a message, as ReceiveMessage and a Lambda's event both name them. */
export function toSystemAttributes(message: StoredMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAtMs),
    SenderId: 'AIDALOCALRUN000000000',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...(message.sourceArn === null ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
  };
}

function deleteMessage(input: Input, { queue, queues }: OperationContext): Record<string, unknown> {
  // SQS answers a stale handle with success too: the message was received again and is somebody else's to delete.
  queues.delete(queue.arn, readTextInput(input, 'ReceiptHandle'));
  return {};
}

function changeVisibility(input: Input, { queue, queues }: OperationContext): Record<string, unknown> {
  const seconds = readNumberInput(input, 'VisibilityTimeout', { min: 0, max: 43_200 });
  if (seconds === undefined) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  }
  if (!queues.changeVisibility(queue.arn, readTextInput(input, 'ReceiptHandle'), seconds)) {
    throw new ServiceError('MessageNotInflight', 'The message is not in flight.', {
      queryCode: 'AWS.SimpleQueueService.MessageNotInflight',
    });
  }
  return {};
}

function startMessageMoveTask(input: Input, { queue, queues, moveTasks, now }: OperationContext): unknown {
  const isDeadLetterQueue = queues.definitions.some(({ redrive }) => redrive?.deadLetterTargetArn === queue.arn);
  if (!isDeadLetterQueue) {
    throw new ServiceError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  }
  const destination =
    input.DestinationArn === undefined ? null : queues.find(readTextInput(input, 'DestinationArn')).arn;
  const moved = queues.redrive(queue.arn, destination);
  const TaskHandle = randomUUID();
  moveTasks.push({
    TaskHandle,
    Status: 'COMPLETED',
    SourceArn: queue.arn,
    ...(destination === null ? {} : { DestinationArn: destination }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: moved,
    StartedTimestamp: now(),
  });
  return { TaskHandle };
}

export function md5(value: string): string {
  return createHash('md5').update(value).digest('hex');
}
