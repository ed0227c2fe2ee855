/**
 * The queues as the rest of the run uses them: send, long-poll, delete, give back. The HTTP face (server.ts), the event
 * source poller and S3's notifications all go through here.
 */
import { ServiceError } from '../json-protocol/errors.ts';
import {
  createQueueStore,
  type QueueCounts,
  type QueueStore,
  type RedrivePolicy,
  type StoredMessage,
} from './queue-store.ts';
import { createWaiters, type Waiters } from './waiters.ts';

export interface QueueDefinition {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly receiveWaitSeconds: number;
  readonly maxMessageBytes: number;
  readonly redrive: RedrivePolicy | null;
}

export interface ReceiveRequest {
  /** 1–10. */
  readonly maxMessages: number;
  readonly waitSeconds?: number;
  readonly visibilityTimeoutSeconds?: number;
  /** Ends the wait early, with nothing. */
  readonly signal?: AbortSignal;
}

export interface SendRequest {
  readonly body: string;
  /** JSON of the message attributes. */
  readonly attributes?: string;
  readonly delaySeconds?: number;
}

export interface Queues {
  readonly definitions: readonly QueueDefinition[];
  /** @throws {ServiceError} when there is none: `QueueDoesNotExist`. */
  find(nameOrArn: string): QueueDefinition;
  /**
   * On the disk when it returns the message's id.
   * @throws {ServiceError} when there is no such queue, or the message is too long for it.
   */
  send(arn: string, message: SendRequest): string;
  receive(arn: string, request: ReceiveRequest): Promise<readonly StoredMessage[]>;
  delete(arn: string, receiptHandle: string): boolean;
  changeVisibility(arn: string, receiptHandle: string, seconds: number): boolean;
  purge(arn: string): void;
  count(arn: string): QueueCounts;
  redrive(arn: string, destinationArn: string | null): number;
  close(): void;
}

export interface QueuesOptions {
  /** The SQLite file. */
  readonly path: string;
  readonly definitions: readonly QueueDefinition[];
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** @throws {DataFileError} when the file cannot be opened. */
export function createQueues({ path, definitions, now }: QueuesOptions): Queues {
  const store = createQueueStore(path);
  store.releaseInFlight();
  const waiters = createWaiters();
  const find = (nameOrArn: string) => findQueue(definitions, nameOrArn);
  return {
    definitions,
    find,
    send(arn, { body, attributes = '{}', delaySeconds }) {
      const queue = find(arn);
      checkSize(body, queue);
      const nowMs = now();
      const visibleAtMs = nowMs + (delaySeconds ?? queue.delaySeconds) * 1000;
      const id = store.send(arn, { body, attributes }, { nowMs, visibleAtMs });
      waiters.notify(arn);
      return id;
    },
    receive: (arn, request) => receive(find(arn), request, { store, waiters, now }),
    delete: (arn, receiptHandle) => store.delete(arn, receiptHandle),
    changeVisibility(arn, receiptHandle, seconds) {
      const isKnown = store.changeVisibility(arn, receiptHandle, now() + seconds * 1000);
      if (isKnown) waiters.notify(arn);
      return isKnown;
    },
    purge: (arn) => store.purge(arn),
    count: (arn) => store.count(arn, now()),
    redrive(arn, destinationArn) {
      const moved = store.redrive(arn, destinationArn, now());
      waiters.notifyAll();
      return moved;
    },
    close() {
      waiters.notifyAll();
      store.close();
    },
  };
}

function findQueue(definitions: readonly QueueDefinition[], nameOrArn: string): QueueDefinition {
  const found = definitions.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn);
  if (found) return found;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', {
    queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
  });
}

function checkSize(body: string, { maxMessageBytes }: QueueDefinition): void {
  if (Buffer.byteLength(body) <= maxMessageBytes) return;
  throw new ServiceError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxMessageBytes} bytes.`,
  );
}

interface Waiting {
  readonly store: QueueStore;
  readonly waiters: Waiters;
  readonly now: () => number;
}

async function receive(
  queue: QueueDefinition,
  { maxMessages, waitSeconds, visibilityTimeoutSeconds, signal }: ReceiveRequest,
  { store, waiters, now }: Waiting,
): Promise<readonly StoredMessage[]> {
  const options = {
    maxMessages,
    visibilityTimeoutMs: (visibilityTimeoutSeconds ?? queue.visibilityTimeoutSeconds) * 1000,
    retentionMs: queue.retentionSeconds * 1000,
    redrive: queue.redrive,
  };
  const deadlineMs = now() + (waitSeconds ?? queue.receiveWaitSeconds) * 1000;
  while (!signal?.aborted) {
    const messages = store.receive(queue.arn, now(), options);
    const remainingMs = deadlineMs - now();
    if (messages.length > 0 || remainingMs <= 0) return messages;
    const untilVisibleMs = (store.nextVisibleAtMs(queue.arn, now()) ?? Number.POSITIVE_INFINITY) - now();
    await waiters.wait(queue.arn, Math.max(1, Math.min(remainingMs, untilVisibleMs)), signal);
  }
  return [];
}
