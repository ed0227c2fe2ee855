import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDynamodb } from '../../../../../infra/local/aws/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../../../infra/local/aws/dynamodb/table-definition.ts';
import { createCredentialStore, issueTemporaryCredential } from '../../../../../infra/local/aws/iam/credentials.ts';
import type { PolicyStatement } from '../../../../../infra/local/aws/iam/policy-document.ts';
import type { LocalService } from '../../../../../infra/local/aws/service.ts';
import { type AuditRecord, formatAuditInsert } from '../../../../../origin/audit-log.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table';
const tables = [toTable('records'), toTable('audit')];
const credentials = createCredentialStore();
const entry: AuditRecord = {
  pk: 'JOB#j-1',
  sk: 'AUDIT#2026-11-22T12:00:00.000Z#1',
  job_id: 'j-1',
  action: 'stored',
  at: '2026-11-22T12:00:00.000Z',
  actor: 'system',
  actor_name: null,
  photo_ids: ['a'],
  count: 1,
  from: null,
  detail: { reason: "it's {fine}, 'so' to say" },
};

let directory: string;
let service: LocalService;
const clients: DynamoDBDocumentClient[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edgeshot-dynamodb-'));
  service = await open();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true });
});

describe('DynamoDB, driven by its own client', () => {
  it('keeps rows, answers by index, and has them after it was opened anew', async () => {
    const root = connect('root');
    await root.send(
      new PutCommand({ TableName: 'records', Item: { pk: 'JOB#j-1', sk: 'JOB', member: '*', member_sort: '1' } }),
    );
    const query = {
      TableName: 'records',
      IndexName: 'by-member',
      KeyConditionExpression: '#m = :m',
      ExpressionAttributeNames: { '#m': 'member' },
      ExpressionAttributeValues: { ':m': '*' },
    };
    expect((await root.send(new QueryCommand(query))).Count).toBe(1);
    await service.close();
    service = await open();
    const got = await connect('root').send(new GetCommand({ TableName: 'records', Key: { pk: 'JOB#j-1', sk: 'JOB' } }));
    expect(got.Item).toMatchObject({ member: '*' });
  });

  it('tells which attribute the template made the TTL', async () => {
    const plain = new DynamoDBClient({ endpoint: service.url, region: 'us-east-1', credentials: issue('root') });
    const { TimeToLiveDescription } = await plain.send(new DescribeTimeToLiveCommand({ TableName: 'records' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' });
    plain.destroy();
  });

  it('refuses a data folder whose table has other keys', async () => {
    await service.close();
    const other = { ...toTable('records'), create: { ...toTable('records').create, GlobalSecondaryIndexes: [] } };
    await expect(createDynamodb({ ...options(), tables: [other] })).rejects.toThrow('--fresh');
    service = await open();
  });
});

describe('PartiQL INSERT', () => {
  it('puts the audit event of the contract whole, and the second time answers DuplicateItemException', async () => {
    const root = connect('root');
    await root.send(new ExecuteStatementCommand(toInsert('audit', entry)));
    const got = await root.send(new GetCommand({ TableName: 'audit', Key: { pk: entry.pk, sk: entry.sk } }));
    expect(got.Item).toEqual(entry);
    const again = root.send(new ExecuteStatementCommand(toInsert('audit', { ...entry, actor: 'somebody' })));
    await expect(again).rejects.toMatchObject({ name: 'DuplicateItemException' });
  });

  it('tells in a batch, statement by statement, what was there already', async () => {
    const Statements = [toInsert('audit', { ...entry, sk: 'AUDIT#2' }), toInsert('audit', { ...entry, sk: 'AUDIT#2' })];
    const { Responses } = await connect('root').send(
      new BatchExecuteStatementCommand({ Statements: Statements.slice(0, 1) }),
    );
    expect(Responses?.[0]?.Error).toBeUndefined();
    const second = await connect('root').send(new BatchExecuteStatementCommand({ Statements: Statements.slice(1) }));
    expect(second.Responses?.[0]?.Error?.Code).toBe('DuplicateItem');
  });

  it.each(['DELETE FROM "audit" WHERE pk = ?', `INSERT INTO "audit" VALUE {'pk': 'literal'}`, 'SELECT * FROM "audit"'])(
    'refuses %s',
    async (Statement) => {
      const statement = new ExecuteStatementCommand({ Statement, Parameters: ['x'] });
      await expect(connect('root').send(statement)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );
});

describe('attack: a role that may not', () => {
  const allow = (Action: string, Resource: string) => ({ Effect: 'Allow' as const, Action, Resource });

  it('inserts into the audit log but cannot put over it', async () => {
    const writer = connect('role', [allow('dynamodb:PartiQLInsert', `${ARN}/audit`)]);
    await writer.send(new ExecuteStatementCommand(toInsert('audit', { ...entry, sk: 'AUDIT#3' })));
    const put = writer.send(new PutCommand({ TableName: 'audit', Item: { ...entry, sk: 'AUDIT#3' } }));
    await expect(put).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('reads by the index only with leave for the index, not for the table', async () => {
    const query = {
      TableName: 'records',
      IndexName: 'by-member',
      KeyConditionExpression: '#m = :m',
      ExpressionAttributeNames: { '#m': 'member' },
      ExpressionAttributeValues: { ':m': '*' },
    };
    const onTable = connect('role', [allow('dynamodb:Query', `${ARN}/records`)]);
    await expect(onTable.send(new QueryCommand(query))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const onIndex = connect('role', [allow('dynamodb:Query', `${ARN}/records/index/by-member`)]);
    await expect(onIndex.send(new QueryCommand(query))).resolves.toMatchObject({ Count: expect.any(Number) });
  });
});

describe('attack: rows beyond the leading keys that a role may touch', () => {
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['JOB#*'] } };
  const Action = [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:PartiQLInsert',
    'dynamodb:BatchWriteItem',
  ];
  const bounded = () => connect('role', [{ Effect: 'Allow', Action, Resource: `${ARN}/records`, Condition }]);
  const row = (pk: string) => ({ TableName: 'records', Item: { pk, sk: 'x' } });

  it('takes rows of JOB#… and refuses others, in every operation', async () => {
    const role = bounded();
    const query = (pk: string) =>
      new QueryCommand({
        TableName: 'records',
        KeyConditionExpression: 'sk = :s AND pk = :p',
        ExpressionAttributeValues: { ':p': pk, ':s': 'x' },
      });
    const batch = (pk: string) =>
      new BatchWriteCommand({
        RequestItems: {
          records: [{ PutRequest: { Item: { pk: 'JOB#1', sk: 'y' } } }, { PutRequest: { Item: { pk, sk: 'x' } } }],
        },
      });
    const insert = (pk: string) =>
      new ExecuteStatementCommand({
        Statement: `INSERT INTO "records" VALUE {'sk': ?, 'pk': ?}`,
        Parameters: ['i', pk],
      });
    await role.send(new PutCommand(row('JOB#1')));
    await role.send(query('JOB#1'));
    await role.send(batch('JOB#2'));
    await role.send(insert('JOB#3'));
    const denied = { name: 'AccessDeniedException' };
    await expect(role.send(new PutCommand(row('USER#1')))).rejects.toMatchObject(denied);
    await expect(
      role.send(new GetCommand({ TableName: 'records', Key: { pk: 'USER#1', sk: 'x' } })),
    ).rejects.toMatchObject(denied);
    await expect(role.send(query('USER#1'))).rejects.toMatchObject(denied);
    await expect(role.send(batch('USER#1'))).rejects.toMatchObject(denied);
    await expect(role.send(insert('USER#1'))).rejects.toMatchObject(denied);
  });
});

function options() {
  return { dataDir: directory, tables, credentials, region: 'us-east-1', accountId: '111122223333', now: Date.now };
}

function open(): Promise<LocalService> {
  return createDynamodb(options());
}

function toInsert(table: string, record: AuditRecord) {
  const { Statement, Parameters } = formatAuditInsert(table, record);
  return { Statement, Parameters: [...Parameters] };
}

function issue(kind: 'root' | 'role', Statement: readonly PolicyStatement[] = []) {
  const credential = issueTemporaryCredential({
    kind,
    name: `arn:aws:iam::111122223333:${kind}`,
    policies: [{ Statement }],
  });
  credentials.add(credential);
  return credential;
}

function connect(...who: Parameters<typeof issue>): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: service.url, region: 'us-east-1', credentials: issue(...who) }),
  );
  clients.push(client);
  return client;
}

function toTable(name: string): TableDefinition {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const attributes = name === 'records' ? ['pk', 'sk', 'member', 'member_sort'] : ['pk', 'sk'];
  const index = {
    IndexName: 'by-member',
    KeySchema: keys('member', 'member_sort'),
    Projection: { ProjectionType: 'ALL' },
  };
  return {
    name,
    partitionKey: 'pk',
    indexPartitionKeys: name === 'records' ? { 'by-member': 'member' } : {},
    ttlAttribute: name === 'records' ? 'expires_at' : null,
    create: {
      TableName: name,
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
      ...(name === 'records' ? { GlobalSecondaryIndexes: [index] } : {}),
    },
  };
}
