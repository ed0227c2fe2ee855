/**
 * The partition keys that a request touches, for IAM's `dynamodb:LeadingKeys` (Developer Guide, "Using IAM policy
 * conditions for fine-grained access control"). What cannot be told is the empty key, which no policy allows.
 */
import { isRecord } from '../is-record.ts';

type Input = Readonly<Record<string, unknown>>;

const UNKNOWN_KEY = '';

/** Lists the keys of one table of the request; undefined for an operation that names none, such as Scan. */
export function listLeadingKeys(
  operation: string,
  input: Input,
  { table, partitionKey }: { readonly table: string; readonly partitionKey: string },
): readonly string[] | undefined {
  const keyOf = (row: unknown) => toKeyText(isRecord(row) ? row[partitionKey] : undefined);
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [keyOf(input.Key)];
    case 'PutItem':
      return [keyOf(input.Item)];
    case 'Query':
      return [findQueriedKey(input, partitionKey)];
    case 'BatchGetItem': {
      const request = isRecord(input.RequestItems) ? input.RequestItems[table] : undefined;
      const keys = isRecord(request) && Array.isArray(request.Keys) ? request.Keys : [];
      return keys.map(keyOf);
    }
    case 'BatchWriteItem': {
      const writes = isRecord(input.RequestItems) ? input.RequestItems[table] : undefined;
      return (Array.isArray(writes) ? writes : [])
        .filter(isRecord)
        .map(({ PutRequest, DeleteRequest }) =>
          keyOf(isRecord(PutRequest) ? PutRequest.Item : isRecord(DeleteRequest) ? DeleteRequest.Key : undefined),
        );
    }
    default:
      return undefined;
  }
}

/** Finds `name = :value` of the partition key, in whatever order the conditions stand. */
function findQueriedKey(input: Input, partitionKey: string): string {
  const names = isRecord(input.ExpressionAttributeNames) ? input.ExpressionAttributeNames : {};
  const values = isRecord(input.ExpressionAttributeValues) ? input.ExpressionAttributeValues : {};
  const equals = [...String(input.KeyConditionExpression ?? '').matchAll(/([#\w]+)\s*=\s*(:\w+)/g)];
  const found = equals.find(([, name = '']) => (names[name] ?? name) === partitionKey)?.[2];
  return found === undefined ? UNKNOWN_KEY : toKeyText(values[found]);
}

/** The text of a key's attribute value. */
export function toKeyText(value: unknown): string {
  if (!isRecord(value)) return UNKNOWN_KEY;
  const text = value.S ?? value.N ?? value.B;
  return typeof text === 'string' ? text : UNKNOWN_KEY;
}
