/** Jobs where they are kept, as the edge reaches them: the table, the audit log and the bucket by the edge's own calls. */
import { createHash, randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { formatJobFileKey } from '../../origin/job-file.ts';
import type { JobRowUpdate, RowWrite } from '../../origin/job-rows.ts';
import { formatJobKey, type RecordKey } from '../../origin/records.ts';
import type { JobCommitment, JobStore } from '../../origin/stored-job.ts';
import { judgeCancellation, type TransactionOutcome } from '../../origin/write-with-album.ts';
import { type BucketAddress, formatBucketUrl } from '../core/aws-address.ts';
import { AppError } from '../problem.ts';
import { toAuditStatement } from './audit-table.ts';
import { type AwsClient, AwsError, type ObjectReader } from './aws-client.ts';
import { type DynamodbTable, hasCode } from './dynamodb-table.ts';
import { toPartiqlUpdate } from './partiql-update.ts';
import { settleTransaction } from './settle-transaction.ts';

/** DynamoDB's bound on one BatchWriteItem. */
const WRITES_PER_BATCH = 25;
const FIRST_WAIT_MS = 25;
/** The waits between them are 0.8 s in all: a dispatcher waits for it, who can try again. */
const MAX_BATCH_TRIES = 6;
/** S3 tells who may not list the bucket no more than this of an object that is not there. */
const NOT_THERE = ['NoSuchKey', 'AccessDenied'];
const LOST_RACE = ['PreconditionFailed', 'ConditionalRequestConflict'];

export interface EdgeJobStoreOptions {
  readonly aws: AwsClient & ObjectReader;
  readonly table: DynamodbTable;
  readonly auditTable: string;
  readonly bucket: BucketAddress;
}

export function createEdgeJobStore({ aws, table, auditTable, bucket }: EdgeJobStoreOptions): JobStore {
  return {
    query: (pk, start) =>
      table.queryAll<RecordKey>({
        condition: 'pk = :pk AND begins_with(sk, :start)',
        values: { ':pk': pk, ':start': start },
        isConsistent: true,
      }),
    write: (writes) => writeRows(table, writes),
    commit: (jobId, update, commitment) => commitRow(table, { jobId, update, auditTable, ...commitment }),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...createCopies(aws, bucket),
  };
}

interface CommitPlan extends JobCommitment {
  readonly jobId: string;
  readonly update: JobRowUpdate;
  readonly auditTable: string;
}

/** Both in PartiQL, for only its INSERT cannot replace an entry. */
async function commitRow(
  table: DynamodbTable,
  { jobId, update, auditTable, row, entry }: CommitPlan,
): Promise<TransactionOutcome> {
  const values = marshall(update.ExpressionAttributeValues, { removeUndefinedValues: true });
  const planned = { ...update, key: formatJobKey(jobId), ExpressionAttributeValues: values };
  const statements = [
    toPartiqlUpdate(table.name, planned, row),
    ...(entry === null ? [] : [toAuditStatement(auditTable, entry)]),
  ];
  return settleTransaction(table.executeAll(statements, randomUUID()), judge);
}

function judge(reasons: readonly string[]): TransactionOutcome | null {
  // Somebody else has just made the row, or the entry of this very request is written.
  return reasons.includes('DuplicateItem') ? 'refused' : judgeCancellation(reasons);
}

/** What DynamoDB leaves of a batch goes again, a little later. */
async function writeRows(table: DynamodbTable, writes: readonly RowWrite[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(writes.length / WRITES_PER_BATCH) }, (_, index) =>
    writes.slice(index * WRITES_PER_BATCH, (index + 1) * WRITES_PER_BATCH).map(toRequest),
  );
  await Promise.all(batches.map((batch) => writeBatch(table, batch)));
}

async function writeBatch(table: DynamodbTable, batch: readonly unknown[], tries = 1): Promise<void> {
  const { UnprocessedItems } = await table.batchWrite(batch);
  const left: unknown = Reflect.get(Object(UnprocessedItems), table.name);
  if (!Array.isArray(left) || left.length === 0) return;
  if (tries === MAX_BATCH_TRIES) throw new AppError('unavailable', { retryAfterSeconds: 2 });
  await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tries - 1)));
  await writeBatch(table, left, tries + 1);
}

function toRequest(write: RowWrite): unknown {
  return 'put' in write
    ? { PutRequest: { Item: marshall({ ...write.put }, { removeUndefinedValues: true }) } }
    : { DeleteRequest: { Key: marshall({ ...write.remove }) } };
}

function createCopies(
  aws: EdgeJobStoreOptions['aws'],
  bucket: BucketAddress,
): Pick<JobStore, 'readCopy' | 'writeCopy'> {
  const base = formatBucketUrl(bucket);
  const place = (jobId: string) =>
    ({ service: 's3', region: bucket.region, base, path: `/${formatJobFileKey(jobId)}` }) as const;
  return {
    async readCopy(jobId) {
      try {
        // What S3 says: under a key of KMS the ETag is no MD5.
        return await aws.readObject({ ...place(jobId), method: 'GET' });
      } catch (error) {
        if (error instanceof AwsError && NOT_THERE.includes(error.code)) return null;
        throw error;
      }
    },
    async writeCopy(jobId, text, etag) {
      const headers = {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        // A bucket with Object Lock takes nothing without.
        'content-md5': createHash('md5').update(text).digest('base64'),
        ...(etag === null ? { 'if-none-match': '*' } : { 'if-match': etag }),
      };
      try {
        await aws.send({ ...place(jobId), method: 'PUT', headers, body: text });
        return true;
      } catch (error) {
        if (LOST_RACE.some((code) => hasCode(error, code))) return false;
        throw error;
      }
    },
  };
}
