import { GetCommand, PutCommand, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenTables, openPlainTables, TABLE_ARN } from './open-tables.ts';

type TransactItem = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number];

let tables: OpenTables;
beforeAll(async () => {
  tables = await openPlainTables();
});
afterAll(() => tables[Symbol.asyncDispose]());

const put = (sk: string, more: object = {}): TransactItem => ({
  Put: { TableName: 'records', Item: { pk: 'a', sk }, ...more },
});
const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };
const send = (TransactItems: TransactItem[], more: object = {}, client = tables.connect()) =>
  client.send(new TransactWriteCommand({ TransactItems, ...more }));
const read = async (sk: string, pk = 'a') =>
  (await tables.connect().send(new GetCommand({ TableName: 'records', Key: { pk, sk } }))).Item;

describe('TransactWriteItems', () => {
  it('puts, updates, deletes and checks in one', async () => {
    await send([put('gone'), put('counted', { Item: { pk: 'a', sk: 'counted', n: 1 } })]);
    const TableName = 'records';
    await send([
      put('made', isNew),
      {
        Update: {
          TableName,
          Key: { pk: 'a', sk: 'counted' },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        },
      },
      { Delete: { TableName, Key: { pk: 'a', sk: 'gone' } } },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: 'a', sk: 'absent' },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
    expect(await read('made')).toEqual({ pk: 'a', sk: 'made' });
    expect(await read('counted')).toMatchObject({ n: 2 });
    expect(await read('gone')).toBeUndefined();
    expect(await read('absent')).toBeUndefined();
  });

  it('writes none when one condition fails, and tells all reasons in order, with the item if it was asked for', async () => {
    await send([put('there', { Item: { pk: 'a', sk: 'there', kept: true } })]);
    const failing = send([
      put('new-1', isNew),
      put('there', { ...isNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      put('new-2'),
      put('there-2'),
    ]);
    await expect(failing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, None]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { pk: { S: 'a' }, sk: { S: 'there' }, kept: { BOOL: true } },
        },
        { Code: 'None' },
        { Code: 'None' },
      ],
    });
    expect([await read('new-1'), await read('new-2'), await read('there-2')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await read('there')).toMatchObject({ kept: true });
  });

  it('puts back what it replaced before another one was refused', async () => {
    await send([put('old', { Item: { pk: 'a', sk: 'old', n: 1 } }), put('in-the-way')]);
    await expect(
      send([put('old', { Item: { pk: 'a', sk: 'old', n: 2 } }), put('in-the-way', isNew)]),
    ).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(await read('old')).toMatchObject({ n: 1 });
  });

  it.each([
    ['two writes of one item', [put('x'), put('x')], 'cannot include multiple operations on one item'],
    ['101 writes', Array.from({ length: 101 }, (_, index) => put(`n${index}`)), 'less than or equal to 100'],
    ['no write', [], 'greater than or equal to 1'],
    [
      'two kinds in one',
      [{ ...put('x'), Delete: { TableName: 'records', Key: { pk: 'a', sk: 'x' } } }],
      'only contain',
    ],
    ['a wrong expression', [put('x', { ConditionExpression: 'nonsense(' })], 'Invalid ConditionExpression'],
    [
      'more than 4 MB',
      Array.from({ length: 12 }, (_, n) =>
        put(`big${n}`, { Item: { pk: 'a', sk: `b${n}`, text: 'x'.repeat(380_000) } }),
      ),
      '4 MB',
    ],
  ])('refuses %s', async (_, items, text) => {
    await expect(send(items)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(text),
    });
  });

  it('takes 100 writes', async () => {
    await send(Array.from({ length: 100 }, (_, index) => put(`many${index}`)));
    expect(await read('many99')).toBeDefined();
  });

  it('gives an item of a wrong key as the reason ValidationError', async () => {
    await expect(send([put('fine'), put('x', { Item: { pk: 'a' } })])).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    expect(await read('fine')).toBeUndefined();
  });

  it('does what bears one token once, and refuses the token for anything else', async () => {
    const count: TransactItem = {
      Update: {
        TableName: 'records',
        Key: { pk: 'a', sk: 'once' },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      },
    };
    await send([count], { ClientRequestToken: 'token-1' });
    await send([count], { ClientRequestToken: 'token-1' });
    expect(await read('once')).toMatchObject({ n: 1 });
    await expect(send([put('other')], { ClientRequestToken: 'token-1' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('counts the capacity twice, table by table', async () => {
    const { ConsumedCapacity } = await send([put('measured-1'), put('measured-2')], {
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(ConsumedCapacity).toEqual([{ TableName: 'records', CapacityUnits: 4 }]);
  });
});

describe('TransactGetItems', () => {
  it('answers in order, an empty one where there is no item', async () => {
    await send([put('g1'), put('g2')]);
    const get = (sk: string) => ({ Get: { TableName: 'records', Key: { pk: 'a', sk } } });
    const { Responses } = await tables
      .connect()
      .send(new TransactGetCommand({ TransactItems: [get('g1'), get('nowhere'), get('g2')] }));
    expect(Responses?.map(({ Item }) => Item?.sk)).toEqual(['g1', undefined, 'g2']);
  });
});

describe('attack: a transaction beyond the rights of its role', () => {
  const allow = (Action: string[], more: object = {}) => ({
    Effect: 'Allow' as const,
    Action,
    Resource: [`${TABLE_ARN}/records`],
    ...more,
  });
  const denied = { name: 'AccessDeniedException' };

  it('needs the right of each of its writes', async () => {
    const putter = tables.connect([allow(['dynamodb:PutItem'])]);
    await send([put('right')], {}, putter);
    const remove: TransactItem = { Delete: { TableName: 'records', Key: { pk: 'a', sk: 'right' } } };
    const check: TransactItem = {
      ConditionCheck: {
        TableName: 'records',
        Key: { pk: 'a', sk: 'right' },
        ConditionExpression: 'attribute_exists(pk)',
      },
    };
    await expect(send([put('right-2'), remove], {}, putter)).rejects.toMatchObject(denied);
    await expect(send([put('right-2'), check], {}, putter)).rejects.toMatchObject(denied);
    const audit: TransactItem = { Put: { TableName: 'audit', Item: { pk: 'a', sk: 'b' } } };
    await expect(send([put('right-2'), audit], {}, putter)).rejects.toMatchObject(denied);
    expect(await read('right-2')).toBeUndefined();
    const get = { TransactItems: [{ Get: { TableName: 'records', Key: { pk: 'a', sk: 'right' } } }] };
    await expect(putter.send(new TransactGetCommand(get))).rejects.toMatchObject(denied);
  });

  it('keeps to the leading keys of its policy', async () => {
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } };
    const bounded = tables.connect([allow(['dynamodb:PutItem'], { Condition })]);
    const of = (pk: string): TransactItem => ({ Put: { TableName: 'records', Item: { pk, sk: 'x' } } });
    await send([of('JOB#1')], {}, bounded);
    await expect(send([of('JOB#2'), of('USER#1')], {}, bounded)).rejects.toMatchObject(denied);
    expect(await read('x', 'JOB#2')).toBeUndefined();
  });

  it('may be bound to transactions by dynamodb:EnclosingOperation', async () => {
    const Condition = { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } };
    const bounded = tables.connect([allow(['dynamodb:PutItem'], { Condition })]);
    await send([put('enclosed')], {}, bounded);
    const outside = bounded.send(new PutCommand({ TableName: 'records', Item: { pk: 'a', sk: 'outside' } }));
    await expect(outside).rejects.toMatchObject(denied);
  });
});
