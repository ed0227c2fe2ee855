/** Writes the records of filled photos, their job's counts in the same transaction, and their events into the audit log. */
import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { withAlbumPlace } from '../../../origin/album-index.ts';
import { type AuditRecord, formatAuditInsert } from '../../../origin/audit-log.ts';
import type { JobAlbumRow } from '../../../origin/job-album.ts';
import { formatJobKey, type PhotoRecord } from '../../../origin/records.ts';
import { planAlbumUpdate } from './plan-album-update.ts';

export interface Tables {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly auditTable: string;
}

/** DynamoDB's bound on a transaction, but for the job's row. */
export const RECORDS_PER_TRANSACTION = 99;
const STATEMENTS_PER_BATCH = 25;
const MAX_TRIES = 20;
const LONGEST_WAIT_MS = 400;

/**
 * Writes them all or none.
 * @param records of one job, RECORDS_PER_TRANSACTION at most
 * @throws {TransactionCanceledException} when one of them is there already, or others write the job's row all the time
 */
export async function writeRecords(tables: Tables, jobId: string, records: readonly PhotoRecord[]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await writeOnce(tables, jobId, records);
      return;
    } catch (error) {
      if (tries === MAX_TRIES || !isOfOthers(error)) throw error;
      await wait(Math.random() * LONGEST_WAIT_MS);
    }
  }
}

async function writeOnce({ documents, table }: Tables, jobId: string, records: readonly PhotoRecord[]): Promise<void> {
  const Key = formatJobKey(jobId);
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  const puts = records.map((record) => ({
    Put: { TableName: table, Item: withAlbumPlace(record), ConditionExpression: 'attribute_not_exists(pk)' },
  }));
  const update = planAlbumUpdate(records, (Item as JobAlbumRow | undefined) ?? {});
  const TransactItems = [{ Update: { TableName: table, Key, ...update } }, ...puts];
  await documents.send(new TransactWriteCommand({ TransactItems }));
}

/** Photos that arrive write the job's row as well. */
function isOfOthers(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const [row, ...photos] = error.CancellationReasons ?? [];
  const isConflict = [row, ...photos].some((reason) => reason?.Code === 'TransactionConflict');
  return isConflict || row?.Code === 'ConditionalCheckFailed';
}

/**
 * By the one statement that the audit table takes; an event that is there already stays.
 * @throws {Error} when DynamoDB refuses one of them for another reason
 */
export async function writeAuditEvents(
  { documents, auditTable }: Tables,
  events: readonly AuditRecord[],
): Promise<void> {
  for (let at = 0; at < events.length; at += STATEMENTS_PER_BATCH) {
    const Statements = events.slice(at, at + STATEMENTS_PER_BATCH).map((event) => formatAuditInsert(auditTable, event));
    const { Responses = [] } = await documents.send(new BatchExecuteStatementCommand({ Statements }));
    const failed = Responses.find(({ Error: error }) => error && error.Code !== 'DuplicateItem');
    if (failed?.Error) throw new Error(`${failed.Error.Code}: ${failed.Error.Message}`);
  }
}
