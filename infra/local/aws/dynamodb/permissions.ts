/** What a DynamoDB request needs: one IAM action for each table or index that it names (Service Authorization Reference). */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { Permission } from '../json-protocol/server.ts';
import { type ItemWrite, listMembers, parseTransactItems, type RequestFields } from './item-write.ts';
import { listLeadingKeys, toKeyText } from './leading-keys.ts';
import { parseStatement, parseTransactStatements } from './partiql.ts';
import { type TableDefinition, toTableName } from './table-definition.ts';

export interface PermissionOptions {
  readonly tables: readonly TableDefinition[];
  formatTableArn(table: string): string;
}

/** Operations that name one table, and an index where they read by one. */
const ON_ONE_TABLE = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'DescribeTable',
  'DescribeTimeToLive',
]);

/**
 * Lists what the caller must be allowed to do.
 * @throws {ServiceError} when the operation is not offered, or a part of it is not understood.
 */
export function listPermissions(
  operation: string,
  input: RequestFields,
  options: PermissionOptions,
): readonly Permission[] {
  if (ON_ONE_TABLE.has(operation)) return [toPermission({ operation, input, named: input.TableName }, options)];
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}).map((table) =>
        toPermission({ operation, input, named: table }, options),
      );
    case 'TransactGetItems':
      return listReads(input).map((get) =>
        inTransaction(toPermission({ operation: 'GetItem', input: get, named: get.TableName }, options), operation),
      );
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    default:
      return listWrites(operation, input, options.tables).map((write) => toWritePermission(write, operation, options));
  }
}

/**
 * The single writes of a transaction, a statement or several.
 * @throws {ServiceError} when the operation is not offered, or a part of it is not understood.
 */
export function listWrites(
  operation: string,
  input: RequestFields,
  tables: readonly TableDefinition[],
): readonly ItemWrite[] {
  switch (operation) {
    case 'TransactWriteItems':
      return parseTransactItems(input, tables);
    case 'ExecuteTransaction':
      return parseTransactStatements(input, tables);
    case 'ExecuteStatement':
      return [parseSingle(input, tables)];
    case 'BatchExecuteStatement':
      return (Array.isArray(input.Statements) ? input.Statements : [])
        .filter(isRecord)
        .map((statement) => parseSingle(statement, tables));
    default:
      throw new ServiceError('UnknownOperationException', `The local DynamoDB does not offer ${operation}.`);
  }
}

/**
 * The members of TransactGetItems.
 * @throws {ServiceError} when it has none, or too many.
 */
export function listReads(input: RequestFields): readonly RequestFields[] {
  return listMembers(input, 'TransactItems').map(({ Get }) => (isRecord(Get) ? Get : {}));
}

function parseSingle(input: RequestFields, tables: readonly TableDefinition[]): ItemWrite {
  const write = parseStatement(input, tables);
  if (!write.isCheck) return write;
  throw new ServiceError('ValidationException', 'EXISTS can only be used in a transaction');
}

function toWritePermission(write: ItemWrite, operation: string, options: PermissionOptions): Permission {
  const partitionKey = options.tables.find(({ name }) => name === write.table)?.partitionKey ?? '';
  const permission = {
    action: write.action,
    resource: options.formatTableArn(write.table),
    context: { 'dynamodb:leadingkeys': [toKeyText(write.key[partitionKey])] },
  };
  return operation.includes('Transact') ? inTransaction(permission, operation) : permission;
}

function inTransaction(permission: Permission, operation: string): Permission {
  return { ...permission, context: { ...permission.context, 'dynamodb:enclosingoperation': operation } };
}

interface TableCall {
  readonly operation: string;
  readonly input: RequestFields;
  /** A table, by its name or ARN. */
  readonly named: unknown;
}

function toPermission({ operation, input, named }: TableCall, options: PermissionOptions): Permission {
  const table = toTableName(named);
  const index = typeof input.IndexName === 'string' ? input.IndexName : null;
  const keys = options.tables.find(({ name }) => name === table);
  const partitionKey = (index === null ? keys?.partitionKey : keys?.indexPartitionKeys[index]) ?? '';
  return {
    action: `dynamodb:${operation}`,
    resource: options.formatTableArn(table) + (index === null ? '' : `/index/${index}`),
    context: { 'dynamodb:leadingkeys': listLeadingKeys(operation, input, { table, partitionKey }) },
  };
}
