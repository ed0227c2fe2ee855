import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { createTableClient } from '../../../origin/adapters/table-client.ts';

const CONFLICT = { __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException', message: 'ongoing' };
const REFUSED = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'refused' };
const CANCELLED = {
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  Message: 'Transaction cancelled [TransactionConflict]',
  CancellationReasons: [{ Code: 'TransactionConflict' }],
};

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A table that responds with each of `failures` once, and then writes. */
async function startTable(failures: readonly object[]) {
  let requests = 0;
  const server = createServer((_request, response) => {
    const failure = failures[requests];
    requests += 1;
    response.writeHead(failure ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(failure ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = createTableClient({ region: 'us-east-1', endpoint, credentials });
  open.push({
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return { documents: DynamoDBDocumentClient.from(client), requests: () => requests };
}

const put = new PutCommand({ TableName: 'records', Item: { pk: 'JOB#j-1', sk: 'JOB' } });

describe('createTableClient', () => {
  it('tries a plain write again that met a transaction of others, more often than the SDK by itself', async () => {
    const { documents, requests } = await startTable([CONFLICT, CONFLICT, CONFLICT]);
    await documents.send(put);
    expect(requests()).toBe(4);
  });

  it('tells who has met one at every try', async () => {
    const { documents, requests } = await startTable(Array.from({ length: 20 }, () => CONFLICT));
    await expect(documents.send(put)).rejects.toThrow(
      expect.objectContaining({ name: 'TransactionConflictException' }),
    );
    expect(requests()).toBe(8);
  });

  it('does not repeat what a condition refused', async () => {
    const { documents, requests } = await startTable([REFUSED]);
    await expect(documents.send(put)).rejects.toThrow('refused');
    expect(requests()).toBe(1);
  });

  it('leaves a cancelled transaction to who wrote it', async () => {
    const { documents, requests } = await startTable([CANCELLED]);
    const TransactItems = [{ Put: { TableName: 'records', Item: { pk: 'JOB#j-1', sk: 'JOB' } } }];
    await expect(documents.send(new TransactWriteCommand({ TransactItems }))).rejects.toThrow('cancelled');
    expect(requests()).toBe(1);
  });
});
