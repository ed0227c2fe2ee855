/** The table of jobs as an operator's command writes it, by the document client. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  type NativeAttributeValue,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { JobRowUpdate } from '../../origin/job-rows.ts';
import { formatJobKey, type RecordKey } from '../../origin/record-key.ts';
import type { JobStore } from '../../origin/stored-job.ts';
import type { TransactionOutcome } from '../../origin/write-with-album.ts';

export { listNewRows } from '../../origin/job-rows.ts';

export interface RowStorage {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}

/** DynamoDB's bound on one BatchWriteItem. */
const WRITES_PER_BATCH = 25;

const OUTCOMES: Readonly<Record<string, TransactionOutcome>> = {
  ConditionalCheckFailedException: 'refused',
  TransactionConflictException: 'busy',
};

/** Writes no audit entries: an operator needs none of the roles that are audited. */
export function createJobTable(storage: RowStorage): Pick<JobStore, 'query' | 'write' | 'commit' | 'wait'> {
  const { documents, table } = storage;
  return {
    async query(pk, start) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :start)',
          ExpressionAttributeValues: { ':pk': pk, ':start': start },
          ConsistentRead: true,
        }),
      );
      return Items as RecordKey[];
    },
    write: (writes) =>
      writeBatches(
        storage,
        writes.map((write) =>
          'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.remove } },
        ),
      ),
    commit: (jobId, update) => commitRow(storage, jobId, update),
    wait: (ms) => sleep(ms),
  };
}

async function commitRow(
  { documents, table }: RowStorage,
  jobId: string,
  update: JobRowUpdate,
): Promise<TransactionOutcome> {
  const values = update.ExpressionAttributeValues as Record<string, NativeAttributeValue>;
  const Key = formatJobKey(jobId);
  const command = new UpdateCommand({ TableName: table, Key, ...update, ExpressionAttributeValues: values });
  try {
    await documents.send(command);
    return 'written';
  } catch (error) {
    const outcome = error instanceof Error ? OUTCOMES[error.name] : undefined;
    if (outcome === undefined) throw error;
    return outcome;
  }
}

type WriteRequest =
  | { readonly PutRequest: { readonly Item: RecordKey } }
  | { readonly DeleteRequest: { readonly Key: RecordKey } };

/** Writes any number of rows; what DynamoDB leaves of a batch goes into the next. */
export async function writeBatches({ documents, table }: RowStorage, writes: readonly WriteRequest[]): Promise<void> {
  for (let rest = writes; rest.length > 0; ) {
    const batch = rest.slice(0, WRITES_PER_BATCH) as never[];
    const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }));
    rest = [...((UnprocessedItems?.[table] ?? []) as WriteRequest[]), ...rest.slice(WRITES_PER_BATCH)];
  }
}
