/** The template's DynamoDB tables. */
import type { TableDefinition } from '../dynamodb/dynamodb.ts';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readList, readObject, wrong } from './read-property.ts';

export function toTableDefinitions(resources: readonly ResolvedResource[]): readonly TableDefinition[] {
  return resources.filter(({ type }) => type === 'AWS::DynamoDB::Table').map(toTableDefinition);
}

function toTableDefinition(table: ResolvedResource): TableDefinition {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = table.properties;
  const { AttributeName, Enabled } = readObject(table, 'TimeToLiveSpecification');
  if (BillingMode !== 'PAY_PER_REQUEST')
    throw wrong(table, 'BillingMode', 'must be PAY_PER_REQUEST: the local run has no capacity');
  const indexes = readList(table, 'GlobalSecondaryIndexes').filter(isRecord);
  return {
    name: table.ref,
    partitionKey: findPartitionKey(KeySchema),
    indexPartitionKeys: Object.fromEntries(
      indexes.map((index) => [String(index.IndexName), findPartitionKey(index.KeySchema)]),
    ),
    ttlAttribute: Enabled === true && typeof AttributeName === 'string' ? AttributeName : null,
    create: {
      TableName: table.ref,
      KeySchema,
      AttributeDefinitions,
      BillingMode,
      ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes }),
    },
  };
}

function findPartitionKey(schema: unknown): string {
  const keys = Array.isArray(schema) ? schema.filter(isRecord) : [];
  return String(keys.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName);
}
