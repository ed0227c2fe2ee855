import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { loadIteratorClasses } from '../../../../../infra/local/aws/dynamodb/close-iterators.ts';
import { openPlainTables } from './open-tables.ts';

it('closes the iterator of each query and scan, also of one that stops before its end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'edgeshot-iterators-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await using tables = await openPlainTables(folder);
  const root = tables.connect();
  for (const sk of ['1', '2', '3']) {
    await root.send(new PutCommand({ TableName: 'records', Item: { pk: 'JOB#1', sk } }));
  }
  const closing = vi.spyOn(loadIteratorClasses().AbstractValueIterator.prototype, 'close');
  const ranged = {
    TableName: 'records',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'JOB#1' },
  };
  for (let turn = 0; turn < 5; turn += 1) {
    expect((await root.send(new QueryCommand(ranged))).Count).toBe(3);
    expect((await root.send(new QueryCommand({ ...ranged, Limit: 1 }))).Count).toBe(1);
    expect((await root.send(new ScanCommand({ TableName: 'records' }))).Count).toBe(3);
  }
  await expect.poll(() => new Set(closing.mock.contexts).size).toBeGreaterThanOrEqual(15);
});
