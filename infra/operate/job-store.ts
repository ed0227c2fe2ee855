/** Jobs where they are kept, as an operator's commands reach them: the table and the bucket by the clients of the SDK. */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isLostRace } from '../../origin/adapters/s3-errors.ts';
import { formatJobFileKey, JOB_FILES_PREFIX, type JobFile, parseJobFileKey } from '../../origin/job-file.ts';
import { EVERY_JOB, MEMBER_INDEX } from '../../origin/job-records.ts';
import { type JobCopy, type JobStore, readStoredJob, type StoredJob, storeJob } from '../../origin/stored-job.ts';
import { CommandError } from './command-error.ts';
import { createJobTable } from './job-rows.ts';

export { currentJob, isUpToDate, type StoredJob } from '../../origin/stored-job.ts';

export interface JobStorage {
  readonly s3: S3Client;
  readonly documents: DynamoDBDocumentClient;
  readonly bucket: string;
  readonly table: string;
}

export function createJobStore(storage: JobStorage): JobStore {
  return {
    ...createJobTable(storage),
    readCopy: (jobId) => readCopy(storage, jobId),
    writeCopy: (jobId, text, etag) => writeCopy(storage, { jobId, text, etag }),
  };
}

/** @throws {JobFileError} when the copy is damaged. */
export async function readJob(storage: JobStorage, jobId: string): Promise<StoredJob> {
  return readStoredJob(createJobStore(storage), jobId);
}

/**
 * Writes copy and rows.
 * @throws {CommandError} when somebody has changed the job since it was read.
 */
export async function writeJob(storage: JobStorage, job: JobFile, before: StoredJob): Promise<void> {
  if (await storeJob(createJobStore(storage), job, { before, entry: null })) return;
  throw new CommandError(`${job.job_id}: somebody has changed it just now. Look at it, and try again.`);
}

/** Ids of all jobs that the bucket has a copy of, in the order of their names. */
export async function listCopies({ s3, bucket }: JobStorage): Promise<string[]> {
  const jobIds: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: JOB_FILES_PREFIX, ContinuationToken }),
    );
    jobIds.push(...(page.Contents ?? []).flatMap(({ Key = '' }) => parseJobFileKey(Key) ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return jobIds;
}

/** Ids of all jobs that the table has, newest first. */
export async function listJobRows({ documents, table }: JobStorage): Promise<string[]> {
  const jobIds: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: MEMBER_INDEX,
        KeyConditionExpression: '#member = :member',
        ExpressionAttributeNames: { '#member': 'member' },
        ExpressionAttributeValues: { ':member': EVERY_JOB },
        ScanIndexForward: false,
        ExclusiveStartKey,
      }),
    );
    jobIds.push(...(page.Items ?? []).map(({ job_id }) => String(job_id)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return jobIds;
}

async function readCopy({ s3, bucket }: JobStorage, jobId: string): Promise<JobCopy | null> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: formatJobFileKey(jobId) }));
    return { text: (await Body?.transformToString()) ?? '', etag: ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

interface WrittenCopy {
  readonly jobId: string;
  readonly text: string;
  readonly etag: string | null;
}

async function writeCopy({ s3, bucket }: JobStorage, { jobId, text, etag }: WrittenCopy): Promise<boolean> {
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: formatJobFileKey(jobId),
    Body: text,
    ContentType: 'application/json',
    CacheControl: 'no-store',
    ...(etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }),
  });
  return s3.send(put).then(
    () => true,
    (error: unknown) => {
      if (!isLostRace(error)) throw error;
      return false;
    },
  );
}
