/**
 * The client for tables, of functions and of operators' commands. DynamoDB refuses a plain write to an item that a transaction
 * holds at that moment; the SDK gives up there, though nothing was written and the moment passes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html, TransactionConflictException).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, type DynamoDBClientConfig, TransactionConflictException } from '@aws-sdk/client-dynamodb';

/** With the waiting between them some 2 s, and never over 4. */
const MAX_TRIES = 8;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;

/** Tries again what a transaction of others was in the way of. A transaction that was cancelled is left to who wrote it: he needs its reasons. */
export function createTableClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient(config);
  client.middlewareStack.add(
    (next) => async (args) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await next(args);
        } catch (error) {
          if (!(error instanceof TransactionConflictException) || tries === MAX_TRIES) throw error;
        }
        await wait(Math.random() * Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS));
      }
    },
    { step: 'finalizeRequest', name: 'retryConflicts', priority: 'low' },
  );
  return client;
}
