/**
 * Jobs where they are kept: the copy in the bucket, which is the truth, and the rows of the table, which are made of it.
 * The copy is written first, so whatever breaks off in between is made good by writing again, or by a reindex.
 */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  formatJobFile,
  formatJobFileKey,
  JOB_FILES_PREFIX,
  type JobFile,
  parseJobFile,
  parseJobFileKey,
  toJobFile,
} from '../../origin/job-file.ts';
import { EVERY_JOB, MEMBER_INDEX } from '../../origin/job-records.ts';
import { CommandError } from './command-error.ts';
import { areRowsUpToDate, type FoundRows, readRows, writeRows } from './job-rows.ts';

export interface JobStorage {
  readonly s3: S3Client;
  readonly documents: DynamoDBDocumentClient;
  readonly bucket: string;
  readonly table: string;
}

/** A job as bucket and table have it. */
export interface StoredJob {
  /** Null: the bucket has none. */
  readonly copy: JobFile | null;
  /** Of the copy, for the condition of the next write. */
  readonly etag: string | null;
  readonly rows: FoundRows;
}

/** @throws {JobFileError} when the copy is damaged. */
export async function readJob(storage: JobStorage, jobId: string): Promise<StoredJob> {
  const [found, rows] = await Promise.all([readCopy(storage, jobId), readRows(storage, jobId)]);
  return { copy: found && parseJobFile(found.text), etag: found?.etag ?? null, rows };
}

/** The job as it is now: the copy, or, of one that was put into the table by hand, its row. */
export function currentJob({ copy, rows }: StoredJob): JobFile | null {
  return copy ?? (rows.job && toJobFile(rows.job));
}

/** Whether writing this job would change neither copy nor rows. */
export function isUpToDate(job: JobFile, { copy, rows }: StoredJob): boolean {
  return copy !== null && formatJobFile(copy) === formatJobFile(job) && areRowsUpToDate(job, rows);
}

/**
 * Writes copy and rows.
 * @throws {CommandError} when somebody has changed the copy since it was read.
 */
export async function writeJob(storage: JobStorage, job: JobFile, before: StoredJob): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: storage.bucket,
    Key: formatJobFileKey(job.job_id),
    Body: formatJobFile(job),
    ContentType: 'application/json',
    CacheControl: 'no-store',
    ...(before.etag === null ? { IfNoneMatch: '*' } : { IfMatch: before.etag }),
  });
  await storage.s3.send(put).catch((error: unknown) => {
    if (!isLostRace(error)) throw error;
    throw new CommandError(`${job.job_id}: somebody has changed it just now. Look at it, and try again.`);
  });
  await writeRows(storage, job, before.rows);
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

async function readCopy({ s3, bucket }: JobStorage, jobId: string): Promise<{ text: string; etag: string } | null> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: formatJobFileKey(jobId) }));
    return { text: (await Body?.transformToString()) ?? '', etag: ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** Precondition Failed, or Conflict: another write of the same key was under way. */
function isLostRace(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 412 || status === 409;
}
