/** The records table as a RecordStore. Needs dynamodb:GetItem and PutItem on it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordStore } from '../core/ports.ts';
import { formatPhotoRecordKey, type PhotoRecord } from '../records.ts';

/** By these a record is known to be still the one that was read: each writer changes at least one of them. */
const VERSION_ATTRIBUTES = ['state', 'version_id', 'sequencer', 'revision', 'deleted_at'] as const;

export function createDynamodbRecordStore(client: DynamoDBDocumentClient, table: string): RecordStore {
  return {
    find: async ({ jobId, photoId }) => {
      const Key = formatPhotoRecordKey(jobId, photoId);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return (Item as PhotoRecord | undefined) ?? null;
    },
    replace: async (expected, record) => {
      try {
        await client.send(new PutCommand({ TableName: table, Item: record, ...formatExpectation(expected) }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

function formatExpectation(expected: PhotoRecord | null) {
  if (!expected) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const present = VERSION_ATTRIBUTES.filter((name) => expected[name] !== undefined);
  const absent = VERSION_ATTRIBUTES.filter((name) => expected[name] === undefined);
  const values = Object.fromEntries(present.map((name) => [`:${name}`, expected[name]]));
  return {
    ConditionExpression: [
      ...present.map((name) => `#${name} = :${name}`),
      ...absent.map((name) => `attribute_not_exists(#${name})`),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(VERSION_ATTRIBUTES.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: values,
  };
}
