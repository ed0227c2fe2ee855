/**
 * The event source mapping: polls a queue for a function (Lambda Developer Guide, "Using Lambda with Amazon SQS").
 * A batch that fails stays hidden for the visibility timeout and comes again; after `maxReceiveCount` the queue gives a
 * message to its dead-letter queue. Messages that the function reports as done are deleted at once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isRecord } from '../is-record.ts';
import type { LambdaOutcome } from '../lambda/lambda-function.ts';
import { md5, toSystemAttributes } from './operations.ts';
import type { StoredMessage } from './queue-store.ts';
import type { Queues } from './queues.ts';

export interface EventSourceOptions {
  readonly queues: Queues;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  /** How long to gather a batch that is not full. */
  readonly batchingWindowSeconds: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  readonly reportsBatchItemFailures: boolean;
  readonly invoke: (event: unknown) => Promise<LambdaOutcome>;
  readonly log: (line: string) => void;
}

export interface EventSource {
  /** Takes no more messages and waits for the batches under way. */
  close(): Promise<void>;
}

const MAX_RECEIVE = 10;
const POLL_SECONDS = 20;
const RETRY_MS = 1000;

export function startEventSource(options: EventSourceOptions): EventSource {
  const stop = new AbortController();
  const pollers = Array.from({ length: options.concurrency }, () => poll(options, stop.signal));
  return {
    async close() {
      stop.abort();
      await Promise.all(pollers);
    },
  };
}

async function poll(options: EventSourceOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await gather(options, signal);
      if (messages.length > 0) await deliver(messages, options);
    } catch (error) {
      // The queue's file cannot be written, as on a full disk: what was taken comes again.
      options.log(`the queue failed and is asked again: ${error}`);
      await wait(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

async function gather(options: EventSourceOptions, signal: AbortSignal): Promise<readonly StoredMessage[]> {
  const { queues, queueArn, batchSize, batchingWindowSeconds } = options;
  const receive = (room: number, waitSeconds: number) =>
    queues.receive(queueArn, { maxMessages: Math.min(room, MAX_RECEIVE), waitSeconds, signal });
  const messages = [...(await receive(batchSize, POLL_SECONDS))];
  while (messages.length > 0 && messages.length < batchSize && !signal.aborted) {
    const more = await receive(batchSize - messages.length, batchingWindowSeconds);
    if (more.length === 0) break;
    messages.push(...more);
  }
  return messages;
}

async function deliver(messages: readonly StoredMessage[], options: EventSourceOptions): Promise<void> {
  const { queues, queueArn, region, invoke, log } = options;
  const Records = messages.map((message) => toRecord(message, queueArn, region));
  const outcome = await invoke({ Records }).catch(
    (error: unknown): LambdaOutcome => ({
      ok: false,
      reason: 'error',
      errorType: 'InvokeError',
      message: String(error),
    }),
  );
  if (!outcome.ok)
    log(`a batch of ${messages.length} failed and will come again: ${outcome.errorType}: ${outcome.message}`);
  const failed = findFailed(outcome, messages, options.reportsBatchItemFailures);
  for (const { id, receiptHandle } of messages) {
    if (!failed.has(id)) queues.delete(queueArn, receiptHandle);
  }
}

/** The ids that must come again. A response that names an unknown id, or is no report at all, fails the whole batch. */
function findFailed(
  outcome: LambdaOutcome,
  messages: readonly StoredMessage[],
  isReporting: boolean,
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (!outcome.ok) return all;
  if (!isReporting || outcome.value === null || outcome.value === undefined) return new Set();
  const report = isRecord(outcome.value) ? (outcome.value.batchItemFailures ?? []) : null;
  if (!Array.isArray(report)) return all;
  const named = report.map((failure) => (isRecord(failure) ? failure.itemIdentifier : undefined));
  const known = named.filter((id): id is string => typeof id === 'string' && all.has(id));
  return known.length === named.length ? new Set(known) : all;
}

function toRecord(message: StoredMessage, queueArn: string, region: string): unknown {
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: toSystemAttributes(message),
    messageAttributes: {},
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
