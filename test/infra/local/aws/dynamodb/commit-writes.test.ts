import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { describe, expect, it } from 'vitest';
import { commitWrites } from '../../../../../infra/local/aws/dynamodb/commit-writes.ts';
import { type CallEngine, createEngineCaller } from '../../../../../infra/local/aws/dynamodb/engine.ts';
import { parseTransactItems } from '../../../../../infra/local/aws/dynamodb/item-write.ts';
import { createTransactions } from '../../../../../infra/local/aws/dynamodb/transactions.ts';
import { createUndoJournal } from '../../../../../infra/local/aws/dynamodb/undo-journal.ts';
import { listen } from '../../../../../infra/local/aws/listen.ts';
import { openPlainTables, PLAIN_TABLES } from './open-tables.ts';

const ITEMS = ['1', '2', '3'];
const input = {
  TransactItems: ITEMS.map((sk) => ({
    Put: { TableName: 'records', Item: { pk: { S: 'a' }, sk: { S: sk }, is_new: { BOOL: true } } },
  })),
};
const writes = parseTransactItems(input, PLAIN_TABLES);

describe('commitWrites', () => {
  it.each([0, 1, 2, 3])('killed after %i of 3 writes: the next start has none of them', async (count) => {
    const folder = await mkdtemp(join(tmpdir(), 'edgeshot-commit-'));
    {
      await using tables = await openPlainTables(folder);
      await tables.connect().send(new PutCommand({ TableName: 'records', Item: { pk: 'a', sk: '1', is_old: true } }));
    }
    await commitUntilKilled(folder, count);
    {
      await using tables = await openPlainTables(folder);
      const rows = ITEMS.map((sk) =>
        tables.connect().send(new GetCommand({ TableName: 'records', Key: { pk: 'a', sk } })),
      );
      const items = (await Promise.all(rows)).map(({ Item }) => Item);
      expect(items).toEqual([{ pk: 'a', sk: '1', is_old: true }, undefined, undefined]);
    }
    await rm(folder, { recursive: true });
  });
});

/** A process that dies never gets an answer: what it had asked for until then is done. */
async function commitUntilKilled(folder: string, count: number): Promise<void> {
  const engine = await listen(dynalite({ path: folder, createTableMs: 0 }), {});
  const call = createEngineCaller(engine.port);
  const reached = Promise.withResolvers<void>();
  let asked = 0;
  let done = 0;
  const dying: CallEngine = async (operation, request) => {
    if (operation === 'GetItem') return call(operation, request);
    asked += 1;
    if (asked <= count) {
      await call(operation, request);
      done += 1;
    }
    if (done === count) reached.resolve();
    return new Promise(() => {});
  };
  void commitWrites(writes, { call: dying, journal: createUndoJournal(folder) });
  await reached.promise;
  await engine.close();
}

describe('createTransactions', () => {
  const OK = { status: 200, headers: {}, body: Buffer.from('{}') };

  function open() {
    const gate = Promise.withResolvers<void>();
    const asked: string[] = [];
    const call: CallEngine = async (operation) => {
      if (operation === 'PutItem') await gate.promise;
      asked.push(operation);
      return OK;
    };
    let nowMs = 0;
    const journal = createUndoJournal(undefined);
    const transactions = createTransactions({ call, journal }, () => nowMs);
    return { gate, asked, transactions, advance: (ms: number) => (nowMs += ms) };
  }

  it('refuses a second one at the same item while the first is under way: TransactionConflict', async () => {
    const { gate, transactions } = open();
    const first = transactions.write(writes, { input });
    const second = await transactions.write(writes.slice(1, 2), { input });
    expect(JSON.parse(String(second.body))).toMatchObject({
      __type: expect.stringContaining('TransactionCanceledException'),
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    });
    const read = await transactions.read(writes.slice(0, 1), async () => OK);
    expect(read.status).toBe(400);
    await expect(transactions.run(writes.slice(0, 1), async () => OK)).rejects.toMatchObject({
      code: 'TransactionConflictException',
    });
    gate.resolve();
    expect((await first).status).toBe(200);
    expect((await transactions.write(writes.slice(1, 2), { input })).status).toBe(200);
  });

  it('lets nobody read between its writes', async () => {
    const { gate, asked, transactions } = open();
    const first = transactions.write(writes, { input });
    const query = transactions.run([], async () => asked.filter((operation) => operation === 'PutItem').length);
    gate.resolve();
    await first;
    expect(await query).toBe(3);
  });

  it('tells a repetition of a token under way to come later, and forgets the token after 10 minutes', async () => {
    const { gate, asked, transactions, advance } = open();
    const once = { ...input, ClientRequestToken: 'one' };
    const first = transactions.write(writes, { input: once });
    await expect(transactions.write(writes, { input: once })).rejects.toMatchObject({
      code: 'TransactionInProgressException',
    });
    gate.resolve();
    await first;
    const countPuts = () => asked.filter((operation) => operation === 'PutItem').length;
    advance(10 * 60_000);
    await transactions.write(writes, { input: once });
    expect(countPuts()).toBe(3);
    advance(1);
    await transactions.write(writes, { input: once });
    expect(countPuts()).toBe(6);
  });
});
