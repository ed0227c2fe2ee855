/**
 * The client for tables, of functions and of operators' commands. DynamoDB refuses a plain write to an item that a transaction
 * holds at that moment; the SDK gives up there, though nothing was written and the moment passes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html, TransactionConflictException).
 */
import { DynamoDBClient, type DynamoDBClientConfig, TransactionConflictException } from '@aws-sdk/client-dynamodb';

/** With the SDK's waiting, which doubles from at most 0.1 s on: some 6 s, and never over 13. */
const MAX_ATTEMPTS = 8;

/** Tries again what a transaction of others was in the way of. A transaction that was cancelled is left to who wrote it: he needs its reasons. */
export function createTableClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, ...config });
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw error instanceof TransactionConflictException ? Object.assign(error, { $retryable: {} }) : error;
      }
    },
    { step: 'finalizeRequest', name: 'retryConflicts', priority: 'low' },
  );
  return client;
}
