/** What a DynamoDB request needs: one IAM action for each table or index that it names (Service Authorization Reference). */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { Permission } from '../json-protocol/server.ts';
import { listLeadingKeys } from './leading-keys.ts';
import { parseInsert } from './partiql-insert.ts';

type Input = Readonly<Record<string, unknown>>;

/** What the front has to know of a table, besides its name. */
export interface TableKeys {
  readonly name: string;
  readonly partitionKey: string;
  /** Partition key of each index by its name. */
  readonly indexPartitionKeys: Readonly<Record<string, string>>;
}

export interface PermissionOptions {
  readonly tables: readonly TableKeys[];
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
 * @throws {ServiceError} when the operation is not offered.
 */
export function listPermissions(operation: string, input: Input, options: PermissionOptions): readonly Permission[] {
  if (ON_ONE_TABLE.has(operation)) return [toPermission(operation, input, input.TableName, options)];
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}).map((table) =>
        toPermission(operation, input, table, options),
      );
    case 'ExecuteStatement':
      return [toPermission(operation, input, parseInsert(input).table, options)];
    case 'BatchExecuteStatement':
      return listBatchStatements(input).flatMap((statement) => listPermissions('ExecuteStatement', statement, options));
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    default:
      throw new ServiceError('UnknownOperationException', `The local DynamoDB does not offer ${operation}.`);
  }
}

export function listBatchStatements(input: Input): readonly Input[] {
  return Array.isArray(input.Statements) ? input.Statements.filter(isRecord) : [];
}

function toPermission(
  operation: string,
  input: Input,
  named: unknown,
  { tables, formatTableArn }: PermissionOptions,
): Permission {
  // A table may be named by its ARN too.
  const table = String(named).replace(/^arn:aws:dynamodb:[^:]*:\d+:table\//, '');
  const index = typeof input.IndexName === 'string' ? input.IndexName : null;
  const keys = tables.find(({ name }) => name === table);
  const partitionKey = (index === null ? keys?.partitionKey : keys?.indexPartitionKeys[index]) ?? '';
  return {
    action: operation === 'ExecuteStatement' ? 'dynamodb:PartiQLInsert' : `dynamodb:${operation}`,
    resource: formatTableArn(table) + (index === null ? '' : `/index/${index}`),
    context: { 'dynamodb:leadingkeys': listLeadingKeys(operation, input, { table, partitionKey }) },
  };
}
