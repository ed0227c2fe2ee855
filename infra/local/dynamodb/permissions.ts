/** What a DynamoDB request needs: one IAM action for each table or index that it names (Service Authorization Reference). */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import type { Permission } from '../json-protocol/server.ts';
import { parseInsert } from './partiql-insert.ts';

type Input = Readonly<Record<string, unknown>>;

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
  'CreateTable',
  'DeleteTable',
]);

/** Lists what the caller must be allowed to do. Throws {@link ServiceError} for an operation that is not offered. */
export function listPermissions(
  operation: string,
  input: Input,
  formatTableArn: (table: string) => string,
): readonly Permission[] {
  const need = (action: string, table: unknown, index?: unknown): Permission => ({
    action: `dynamodb:${action}`,
    resource: formatTableArn(toTableName(table)) + (typeof index === 'string' ? `/index/${index}` : ''),
  });
  if (ON_ONE_TABLE.has(operation)) return [need(operation, input.TableName, input.IndexName)];
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}).map((table) => need(operation, table));
    case 'ExecuteStatement':
      return [need('PartiQLInsert', parseInsert(input).table)];
    case 'BatchExecuteStatement':
      return listStatements(input).map((statement) => need('PartiQLInsert', parseInsert(statement).table));
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resource: '*' }];
    default:
      throw new ServiceError('UnknownOperationException', `The local DynamoDB does not offer ${operation}.`);
  }
}

export function listStatements(input: Input): readonly Input[] {
  return Array.isArray(input.Statements) ? input.Statements.filter(isRecord) : [];
}

/** A table may be named by its ARN too. */
function toTableName(value: unknown): string {
  return String(value).replace(/^arn:aws:dynamodb:[^:]*:\d+:table\//, '');
}
