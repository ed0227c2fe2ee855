/** The template's DynamoDB tables. */
import type { TableDefinition } from '../dynamodb/table-definition.ts';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readList, readObject } from './read-property.ts';

/** @throws {TemplateError} when a property is of the wrong kind. */
export function toTableDefinitions(resources: readonly ResolvedResource[]): readonly TableDefinition[] {
  return resources.filter(({ type }) => type === 'AWS::DynamoDB::Table').map(toTableDefinition);
}

function toTableDefinition(table: ResolvedResource): TableDefinition {
  const { KeySchema, AttributeDefinitions } = table.properties;
  const { AttributeName, Enabled } = readObject(table, 'TimeToLiveSpecification');
  const indexes = readList(table, 'GlobalSecondaryIndexes').filter(isRecord);
  const localIndexes = readList(table, 'LocalSecondaryIndexes').filter(isRecord);
  return {
    name: table.ref,
    partitionKey: findPartitionKey(KeySchema),
    indexPartitionKeys: Object.fromEntries(
      [...indexes, ...localIndexes].map((index) => [String(index.IndexName), findPartitionKey(index.KeySchema)]),
    ),
    ttlAttribute: Enabled === true && typeof AttributeName === 'string' ? AttributeName : null,
    create: {
      TableName: table.ref,
      KeySchema,
      AttributeDefinitions,
      // Capacity is not measured here, whatever a table is paid by.
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(withoutCapacity) }),
      ...(localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: localIndexes }),
    },
  };
}

function withoutCapacity({ ProvisionedThroughput: _, ...index }: Readonly<Record<string, unknown>>): object {
  return index;
}

function findPartitionKey(schema: unknown): string {
  const keys = Array.isArray(schema) ? schema.filter(isRecord) : [];
  return String(keys.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName);
}
