import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsClient, ObjectReader } from '../../../edge/adapters/aws-client.ts';
import { createDynamodbTable } from '../../../edge/adapters/dynamodb-table.ts';
import { createEdgeJobStore } from '../../../edge/adapters/edge-job-store.ts';

const WRITES = [{ put: { pk: 'JOB#j-1', sk: 'WORDS#1' } }, { remove: { pk: 'JOB#j-1', sk: 'WORDS#2' } }];

/** DynamoDB that leaves all of the first batches. */
function createStore(left: number) {
  const batches: unknown[] = [];
  const aws: AwsClient & ObjectReader = {
    send: async () => '',
    readObject: async () => ({ text: '', etag: '' }),
    async sendJson({ input }) {
      const { RequestItems } = input as { RequestItems: unknown };
      batches.push(RequestItems);
      return batches.length > left ? {} : { UnprocessedItems: RequestItems };
    },
  };
  const table = createDynamodbTable(aws, 'us-east-1', 'records');
  const bucket = { bucket: 'b', region: 'us-east-1', endpoint: null };
  return { batches, store: createEdgeJobStore({ aws, table, auditTable: 'audit', bucket }) };
}

describe('write', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends again what DynamoDB leaves, six times in all', async () => {
    const { batches, store } = createStore(5);
    const written = store.write(WRITES);
    await vi.advanceTimersByTimeAsync(1000);
    await written;
    expect(batches).toEqual(Array.from({ length: 6 }, () => batches[0]));
  });

  it('is unavailable within a second where it leaves them every time', async () => {
    const { batches, store } = createStore(Number.POSITIVE_INFINITY);
    const outcome = Promise.race([
      store.write(WRITES).catch((error: unknown) => error),
      new Promise((resolve) => setTimeout(resolve, 1000, 'still under way')),
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await outcome).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    expect(batches).toHaveLength(6);
  });
});

describe('the copy of a job', () => {
  it('is replaced by the ETag that S3 gave, which is no MD5 in a bucket under a key of KMS', async () => {
    const sent: unknown[] = [];
    const aws: AwsClient & ObjectReader = {
      async send({ method, headers }) {
        sent.push([method, headers?.['if-match']]);
        return '';
      },
      readObject: async () => ({ text: '{}', etag: '"not-an-md5"' }),
      sendJson: async () => ({}),
    };
    const table = createDynamodbTable(aws, 'us-east-1', 'records');
    const bucket = { bucket: 'b', region: 'us-east-1', endpoint: null };
    const store = createEdgeJobStore({ aws, table, auditTable: 'audit', bucket });
    const copy = await store.readCopy('j-1');
    expect(copy).toEqual({ text: '{}', etag: '"not-an-md5"' });
    expect(await store.writeCopy('j-1', '{"a":1}', copy?.etag ?? null)).toBe(true);
    expect(sent).toEqual([['PUT', '"not-an-md5"']]);
  });
});
