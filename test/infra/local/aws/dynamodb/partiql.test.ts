import { ExecuteTransactionCommand } from '@aws-sdk/client-dynamodb';
import { ExecuteStatementCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenTables, openPlainTables, TABLE_ARN } from './open-tables.ts';

const ROW = { pk: 'JOB#1', sk: 'p', n: 1, title: 'roof', list: [1], tags: new Set(['a']) };
const WHERE = `WHERE "pk" = 'JOB#1' AND "sk" = 'p'`;

let tables: OpenTables;
beforeAll(async () => {
  tables = await openPlainTables();
});
afterAll(() => tables[Symbol.asyncDispose]());
beforeEach(() => tables.connect().send(new PutCommand({ TableName: 'records', Item: ROW })));

const execute = (Statement: string, Parameters?: unknown[], client = tables.connect()) =>
  client.send(new ExecuteStatementCommand({ Statement, ...(Parameters ? { Parameters } : {}) }));
const transact = (statements: [string, ...unknown[]][], client = tables.connect(), more: object = {}) =>
  client.send(
    new ExecuteTransactionCommand({
      TransactStatements: statements.map(([Statement, ...values]) => ({
        Statement,
        ...(values.length ? { Parameters: values.map((value) => marshall({ value }).value ?? { NULL: true }) } : {}),
        ...more,
      })),
    }),
  );
const read = async (sk = 'p', TableName = 'records') =>
  (await tables.connect().send(new GetCommand({ TableName, Key: { pk: 'JOB#1', sk } }))).Item;

describe('PartiQL UPDATE', () => {
  it.each([
    ['SET "title" = ?', ['floor'], { title: 'floor' }],
    ['SET "n" = "n" + ? SET other = 7', [2], { n: 3, other: 7 }],
    ['SET n = n - 1', [], { n: 0 }],
    ['SET "list" = list_append("list", ?)', [[2]], { list: [1, 2] }],
    ['SET "tags" = set_add("tags", ?)', [new Set(['b'])], { tags: new Set(['a', 'b']) }],
    [`SET "title" = 'it''s'`, [], { title: "it's" }],
  ])('%s', async (change, values, expected) => {
    await execute(`UPDATE "records" ${change} ${WHERE}`, values);
    expect(await read()).toMatchObject(expected);
  });

  it.each([
    ['"n" = 1', true],
    ['"n" >= 1 AND NOT "title" = ?', true, 'floor'],
    ['"n" BETWEEN 0 AND 2', true],
    ['"title" IN [?, ?]', true, 'floor', 'roof'],
    ['"gone" IS MISSING', true],
    ['"title" IS NOT MISSING AND begins_with("title", ?)', true, 'ro'],
    ['("n" = 5 OR "title" = ?)', true, 'roof'],
    ['"title" IS MISSING', false],
    ['"n" <> 1', false],
  ])('under the condition %s', async (condition, holds, ...values) => {
    const done = execute(`UPDATE "records" SET "n" = 9 ${WHERE} AND ${condition}`, values);
    if (holds) await done;
    else await expect(done).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await read()).toMatchObject({ n: holds ? 9 : 1 });
  });

  it('REMOVE "title"', async () => {
    await execute(`UPDATE "records" REMOVE "title" SET "n" = 2 ${WHERE}`);
    const { title: _, ...rest } = { ...ROW, n: 2 };
    expect(await read()).toEqual(rest);
  });

  it('makes no row', async () => {
    const done = execute(`UPDATE "records" SET "n" = 9 WHERE "pk" = 'JOB#1' AND "sk" = 'nowhere'`);
    await expect(done).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await read('nowhere')).toBeUndefined();
  });

  it('gives the row as it is now where that is asked for', async () => {
    const { Items } = await execute(`UPDATE "records" SET "n" = 4 ${WHERE} RETURNING ALL NEW *`);
    expect(Items).toMatchObject([{ n: 4 }]);
  });

  it.each([
    `UPDATE "records" SET "n" = 1 WHERE "pk" = 'JOB#1'`,
    `UPDATE "records" SET "n" = 1 WHERE "pk" = 'JOB#1' AND "sk" > 'p'`,
    `UPDATE "records" SET "n" = 1 WHERE "pk" = 'JOB#1' OR "sk" = 'p'`,
    `UPDATE "records" SET "n" = 1 ${WHERE} AND "n" = 1 OR "n" = 2`,
    `UPDATE "records" SET "n" = 1 ${WHERE}; DELETE FROM "records" ${WHERE}`,
    `UPDATE "records" SET "n" = ? ${WHERE}`,
  ])('refuses %s', async (statement) => {
    await expect(execute(statement)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('ExecuteTransaction', () => {
  const insert = (sk: string): [string, ...unknown[]] => [`INSERT INTO "audit" VALUE {'pk': ?, 'sk': ?}`, 'JOB#1', sk];
  const update: [string, ...unknown[]] = [`UPDATE "records" SET "n" = "n" + ? ${WHERE}`, 1];

  it('changes a row and inserts its entry in one', async () => {
    await transact([update, insert('e1')]);
    expect(await read()).toMatchObject({ n: 2 });
    expect(await read('e1', 'audit')).toBeDefined();
  });

  it('changes nothing where the entry is there already: DuplicateItem', async () => {
    await transact([insert('e2')]);
    await expect(transact([update, insert('e2')])).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'DuplicateItem' }],
    });
    expect(await read()).toMatchObject({ n: 1 });
  });

  it('inserts nothing where the row is not as it must be, by UPDATE or by EXISTS', async () => {
    const exists = (n: number): [string] => [`EXISTS (SELECT * FROM "records" ${WHERE} AND "n" = ${n})`];
    await transact([exists(1), insert('e3')]);
    await expect(
      transact([exists(2), insert('e4')], tables.connect(), { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { n: { N: '1' } } }, {}] });
    await expect(transact([[`UPDATE "records" SET "n" = 5 ${WHERE} AND "n" = 2`], insert('e4')])).rejects.toMatchObject(
      { name: 'TransactionCanceledException' },
    );
    expect(await read('e4', 'audit')).toBeUndefined();
    expect(await read('e3', 'audit')).toBeDefined();
  });

  it('refuses RETURNING, and EXISTS outside of a transaction', async () => {
    const invalid = { name: 'ValidationException' };
    await expect(transact([[`UPDATE "records" SET "n" = 4 ${WHERE} RETURNING ALL NEW *`]])).rejects.toMatchObject(
      invalid,
    );
    await expect(execute(`EXISTS (SELECT * FROM "records" ${WHERE} AND "n" = 1)`)).rejects.toMatchObject(invalid);
  });
});

describe('attack: a transaction of PartiQL beyond the rights of its role', () => {
  const allow = (Action: string, table: string, more: object = {}) => ({
    Effect: 'Allow' as const,
    Action: [Action],
    Resource: [`${TABLE_ARN}/${table}`],
    ...more,
  });
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } };
  const role = () =>
    tables.connect([
      allow('dynamodb:PartiQLUpdate', 'records', { Condition }),
      allow('dynamodb:PartiQLInsert', 'audit', { Condition }),
    ]);
  const denied = { name: 'AccessDeniedException' };

  it.each<[string, string]>([
    ['updates an entry', `UPDATE "audit" SET "n" = 1 ${WHERE}`],
    ['deletes an entry', `DELETE FROM "audit" ${WHERE}`],
    ['inserts a row', `INSERT INTO "records" VALUE {'pk': ?, 'sk': ?}`],
    ['inserts an entry of another partition', `INSERT INTO "audit" VALUE {'pk': ?, 'sk': ?}`],
    ['updates a row of another partition', `UPDATE "records" SET "n" = 1 WHERE "pk" = ? AND "sk" = ?`],
  ])('%s', async (_, statement) => {
    const allowed: [string] = [`UPDATE "records" SET "n" = 5 ${WHERE}`];
    const values = statement.includes('?') ? ['USER#1', 'x'] : [];
    await expect(transact([allowed, [statement, ...values]], role())).rejects.toMatchObject(denied);
    expect(await read()).toMatchObject({ n: 1 });
    await transact([allowed], role());
  });
});
