import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LambdaOutcome } from '../../../../../infra/local/aws/lambda/lambda-function.ts';
import { type EventSource, startEventSource } from '../../../../../infra/local/aws/sqs/event-source.ts';
import { createQueues, type Queues } from '../../../../../infra/local/aws/sqs/queues.ts';

const WORK = 'arn:aws:sqs:us-east-1:111122223333:work';
const DEAD = 'arn:aws:sqs:us-east-1:111122223333:dead';
const base = {
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 3600,
  delaySeconds: 0,
  receiveWaitSeconds: 0,
  maxMessageBytes: 1000,
};

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly eventSource: string }[];
}

describe('startEventSource', () => {
  let queues: Queues;
  let source: EventSource | null = null;
  let nowMs = Date.parse('2026-11-22T12:00:00Z');

  beforeEach(() => {
    const definitions = [
      { ...base, name: 'work', arn: WORK, redrive: { deadLetterTargetArn: DEAD, maxReceiveCount: 3 } },
      { ...base, name: 'dead', arn: DEAD, redrive: null },
    ];
    queues = createQueues({ path: ':memory:', definitions, now: () => nowMs });
  });
  afterEach(async () => {
    await source?.close();
    queues.close();
  });

  it('gives a batch of at most batchSize and deletes what is done', async () => {
    for (const body of ['1', '2', '3']) queues.send(WORK, { body });
    const batches = await run({ until: 2, respond: () => null });
    expect(batches.map(({ Records }) => Records.map(({ body }) => body))).toEqual([['1', '2'], ['3']]);
    expect(batches[0]?.Records[0]?.eventSource).toBe('aws:sqs');
    expect(queues.count(WORK)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('goes on once the queue can be written again, as on a disk that was full', async () => {
    queues.send(WORK, { body: 'kept' });
    const { receive } = queues;
    let failures = 0;
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    queues = {
      ...queues,
      receive: (...given) => (failures++ < 1 ? Promise.reject(full) : receive(...given)),
    };
    const batches = await run({ until: 1, respond: () => null });
    expect(batches[0]?.Records.map(({ body }) => body)).toEqual(['kept']);
  });

  it('brings only the reported item again, and gives it up after 3 receives', async () => {
    queues.send(WORK, { body: 'good' });
    queues.send(WORK, { body: 'bad' });
    const batches = await run({
      until: 3,
      respond: ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
    });
    expect(batches.map(({ Records }) => Records.map(({ body }) => body))).toEqual([['good', 'bad'], ['bad'], ['bad']]);
    await queues.receive(WORK, { maxMessages: 1 });
    expect(queues.count(DEAD).visible).toBe(1);
  });

  it.each([
    ['an unknown item', { batchItemFailures: [{ itemIdentifier: 'nobody' }] }],
    ['no list', { batchItemFailures: 'all' }],
  ])('brings the whole batch again when the report names %s', async (_case, report) => {
    queues.send(WORK, { body: '1' });
    queues.send(WORK, { body: '2' });
    const batches = await run({ until: 2, respond: () => report });
    expect(batches[1]?.Records).toHaveLength(2);
  });

  it('brings the whole batch again when the function fails', async () => {
    queues.send(WORK, { body: '1' });
    const batches = await run({ until: 2, respond: () => undefined, fails: true });
    expect(batches).toHaveLength(2);
  });

  /** Runs the mapping until the function has been called `until` times. */
  async function run({
    until,
    respond,
    fails = false,
  }: {
    until: number;
    respond: (batch: Batch) => unknown;
    fails?: boolean;
  }) {
    const batches: Batch[] = [];
    await new Promise<void>((resolve) => {
      source = startEventSource({
        queues,
        queueArn: WORK,
        region: 'us-east-1',
        batchSize: 2,
        batchingWindowSeconds: 0,
        concurrency: 1,
        reportsBatchItemFailures: true,
        log: () => undefined,
        invoke: async (event): Promise<LambdaOutcome> => {
          const batch = event as Batch;
          batches.push(batch);
          nowMs += 31_000;
          if (batches.length === until) resolve();
          if (fails) return { ok: false, reason: 'error', errorType: 'Error', message: '' };
          return { ok: true, value: respond(batch), durationMs: 1, cold: false };
        },
      });
    });
    await source?.close();
    return batches;
  }
});
