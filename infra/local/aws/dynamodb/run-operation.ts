/** Does what a request asks: dynalite's operations as they are, transactions and PartiQL in terms of those. */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { Call, ServiceResponse } from '../json-protocol/server.ts';
import { readEngineFailure } from './commit-writes.ts';
import { sumCapacity } from './consumed-capacity.ts';
import type { CallEngine, EngineResponse } from './engine.ts';
import { type ItemWrite, pickKey, type RequestFields } from './item-write.ts';
import { listReads, listWrites } from './permissions.ts';
import { type TableDefinition, toTableName } from './table-definition.ts';
import type { Transactions } from './transactions.ts';

export interface RunnerOptions {
  readonly call: CallEngine;
  readonly transactions: Transactions;
  readonly tables: readonly TableDefinition[];
}

export type RunOperation = (call: Pick<Call, 'operation' | 'input' | 'body'>) => Promise<ServiceResponse>;

export function createRunner({ call, transactions, tables }: RunnerOptions): RunOperation {
  return async ({ operation, input, body }) => {
    switch (operation) {
      case 'TransactWriteItems':
      case 'ExecuteTransaction':
        return transactions.write(listWrites(operation, input, tables), { input });
      case 'TransactGetItems':
        return readTogether(input, { call, transactions, tables });
      case 'ExecuteStatement':
      case 'BatchExecuteStatement': {
        const writes = listWrites(operation, input, tables);
        const [first] = writes;
        if (operation === 'ExecuteStatement' && first) return runStatement(first, { call, transactions });
        const Responses = await Promise.all(writes.map((write) => runInBatch(write, { call, transactions })));
        return { status: 200, body: JSON.stringify({ Responses }) };
      }
      case 'DescribeTimeToLive':
        return describeTtl(tables.find(({ name }) => name === input.TableName)?.ttlAttribute);
      default:
        return transactions.run(listWritten(operation, input, tables), () => call(operation, body));
    }
  };
}

type Parts = Pick<RunnerOptions, 'call' | 'transactions'>;

async function runStatement(write: ItemWrite, { call, transactions }: Parts): Promise<ServiceResponse> {
  const response = await transactions.run([write], () => call(write.operation, write.input));
  if (response.status === 200) {
    const { Attributes }: { Attributes?: unknown } = JSON.parse(String(response.body));
    return { status: 200, body: JSON.stringify({ Items: Attributes === undefined ? [] : [Attributes] }) };
  }
  if (write.isInsert && isConditionFailure(response)) {
    throw new ServiceError('DuplicateItemException', 'Duplicate primary key exists in table');
  }
  return response;
}

async function runInBatch(write: ItemWrite, { call, transactions }: Parts): Promise<unknown> {
  const TableName = write.table;
  const response = await transactions.run([write], () => call(write.operation, write.input));
  if (response.status === 200) return { TableName };
  if (!isConditionFailure(response)) {
    return { TableName, Error: { Code: 'ValidationError', Message: readEngineFailure(response.body).message } };
  }
  const failure = write.isInsert
    ? { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }
    : { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  return { TableName, Error: failure };
}

function isConditionFailure({ body }: EngineResponse): boolean {
  return readEngineFailure(body).code === 'ConditionalCheckFailedException';
}

async function readTogether(
  input: RequestFields,
  { call, transactions, tables }: RunnerOptions,
): Promise<ServiceResponse> {
  const gets = listReads(input);
  const items = gets.map(({ TableName, Key }) => ({
    table: toTableName(TableName),
    key: pickKey(Key, TableName, tables),
  }));
  return transactions.read(items, async () => {
    const { ReturnConsumedCapacity } = input;
    const measured = ReturnConsumedCapacity === undefined ? {} : { ReturnConsumedCapacity };
    const responses = await Promise.all(
      gets.map((get) => call('GetItem', { ...get, ...measured, ConsistentRead: true })),
    );
    const failed = responses.find(({ status }) => status !== 200);
    if (failed) return failed;
    const Responses = responses.map(({ body }) => {
      const { Item }: { Item?: unknown } = JSON.parse(String(body));
      return Item === undefined ? {} : { Item };
    });
    return { status: 200, body: JSON.stringify({ Responses, ...sumCapacity(responses, 2) }) };
  });
}

function listWritten(operation: string, { TableName, Key, Item }: RequestFields, tables: readonly TableDefinition[]) {
  if (operation !== 'PutItem' && operation !== 'UpdateItem' && operation !== 'DeleteItem') return [];
  const row = operation === 'PutItem' ? Item : Key;
  const isKnown = isRecord(row) && tables.some(({ name }) => name === toTableName(TableName));
  return isKnown ? [{ table: toTableName(TableName), key: pickKey(row, TableName, tables) }] : [];
}

function describeTtl(attribute: string | null | undefined): ServiceResponse {
  const TimeToLiveDescription = attribute
    ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
    : { TimeToLiveStatus: 'DISABLED' };
  return { status: 200, body: JSON.stringify({ TimeToLiveDescription }) };
}
