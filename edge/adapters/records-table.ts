/** The records in DynamoDB, as the routes need them. The shapes and keys are origin's contract. */
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AuditRecord,
  formatAuditInsert,
  formatJobKey,
  formatPhotoRecordKey,
  type JobRecord,
  MEMBER_INDEX,
  type PhotoRecord,
} from '../../origin/records.ts';
import type { EdgeConfig } from '../config.ts';
import { AppError } from '../problem.ts';
import { type AwsClient, AwsError } from './aws-client.ts';

export interface RecordsPage<T> {
  readonly items: readonly T[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface Records {
  readJob(jobId: string): Promise<JobRecord | null>;
  /** Those that exist, in no order. @param jobIds at most 100 */
  readJobs(jobIds: readonly string[]): Promise<readonly JobRecord[]>;
  /** Ids of the jobs that a member is in, newest first. @param member a subject, or EVERY_JOB */
  listJobIds(member: string, cursor: string | null): Promise<RecordsPage<string>>;
  listPhotos(jobId: string): Promise<readonly PhotoRecord[]>;
  readPhoto(jobId: string, photoId: string): Promise<PhotoRecord | null>;
  /** Announces a photo. One that S3 already has keeps the record that it has. */
  announce(record: PhotoRecord): Promise<void>;
  /** Takes an announcement back. */
  withdraw(jobId: string, photoId: string): Promise<void>;
  /**
   * Changes members of a record that is at `revision`, and leaves the pipeline's alone. Undefined takes one away.
   * @throws AppError `edited-meanwhile`
   */
  change(photo: PhotoRecord, changes: PhotoChanges, revision: number): Promise<PhotoRecord>;
  /** Newest first. */
  listAudit(jobId: string, cursor: string | null): Promise<RecordsPage<AuditRecord>>;
  /** Appends to the trail. An entry that is there already stays as it is. */
  append(record: AuditRecord): Promise<void>;
}

/** What people change of a photo; the revision grows with it. */
export type PhotoChanges = {
  readonly [Name in 'title' | 'stage' | 'deleted_at' | 'expires_at']?: PhotoRecord[Name] | undefined;
};

type Item = Record<string, unknown>;
type Input = Record<string, unknown>;

const JOBS_PER_PAGE = 50;
const AUDIT_PER_PAGE = 100;

export function createRecords(aws: AwsClient, config: EdgeConfig): Records {
  const call = async (target: string, input: Input) =>
    (await aws.sendJson({ service: 'dynamodb', region: config.region, target, input })) as Item;

  const read = async (key: Item, table = config.table) =>
    parseItem((await call('GetItem', { TableName: table, Key: marshall(key), ConsistentRead: true })).Item);

  const query = async <T>(input: Input, cursor: string | null) => {
    const start = cursor === null ? {} : { ExclusiveStartKey: parseCursor(cursor) };
    const output = await call('Query', { TableName: config.table, ...input, ...start }).catch((error: unknown) => {
      throw cursor !== null && isRefusedInput(error) ? wrongCursor() : error;
    });
    const items = (Array.isArray(output.Items) ? output.Items : []).map(parseItem) as T[];
    return { items, next: output.LastEvaluatedKey ? formatCursor(output.LastEvaluatedKey) : null };
  };

  const queryAll = async <T>(input: Input, cursor: string | null = null): Promise<readonly T[]> => {
    const { items, next } = await query<T>(input, cursor);
    return next === null ? items : [...items, ...(await queryAll<T>(input, next))];
  };

  return {
    readJob: async (jobId) => (await read({ ...formatJobKey(jobId) })) as JobRecord | null,
    readPhoto: async (jobId, photoId) =>
      (await read({ ...formatPhotoRecordKey(jobId, photoId) })) as PhotoRecord | null,

    async readJobs(jobIds) {
      if (jobIds.length === 0) return [];
      const keys = [...new Set(jobIds)].map((jobId) => marshall({ ...formatJobKey(jobId) }));
      const output = await call('BatchGetItem', { RequestItems: { [config.table]: { Keys: keys } } });
      const found = (output.Responses as Record<string, unknown[]> | undefined)?.[config.table] ?? [];
      return found.map(parseItem) as unknown as JobRecord[];
    },

    async listJobIds(member, cursor) {
      const page = await query<{ job_id: string }>(
        {
          IndexName: MEMBER_INDEX,
          KeyConditionExpression: '#m = :m',
          ExpressionAttributeNames: { '#m': 'member' },
          ExpressionAttributeValues: marshall({ ':m': member }),
          ScanIndexForward: false,
          Limit: JOBS_PER_PAGE,
        },
        cursor,
      );
      return { items: page.items.map(({ job_id }) => job_id), next: page.next };
    },

    listPhotos: (jobId) =>
      queryAll<PhotoRecord>({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: toPhotoRange(jobId),
      }),

    async announce(record) {
      await ignore('ConditionalCheckFailedException', () =>
        call('PutItem', {
          TableName: config.table,
          Item: toItem(record),
          ConditionExpression: 'attribute_not_exists(pk) OR (#state = :arriving AND #revision = :unedited)',
          ExpressionAttributeNames: { '#state': 'state', '#revision': 'revision' },
          ExpressionAttributeValues: { ':arriving': { S: 'arriving' }, ':unedited': { N: '0' } },
        }),
      );
    },

    async withdraw(jobId, photoId) {
      await ignore('ConditionalCheckFailedException', () =>
        call('DeleteItem', {
          TableName: config.table,
          Key: marshall({ ...formatPhotoRecordKey(jobId, photoId) }),
          ConditionExpression: '#state = :arriving',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':arriving': { S: 'arriving' } },
        }),
      );
    },

    async change(photo, changes, revision) {
      const members = Object.entries({ ...changes, revision: revision + 1 });
      const set = members.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
      const removed = members.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
      const update = call('UpdateItem', {
        TableName: config.table,
        Key: marshall({ pk: photo.pk, sk: photo.sk }),
        UpdateExpression: `SET ${set.join(', ')}${removed.length === 0 ? '' : ` REMOVE ${removed.join(', ')}`}`,
        ConditionExpression: '#revision = :before',
        ExpressionAttributeNames: Object.fromEntries(members.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          { ...Object.fromEntries(members.map(([name, value]) => [`:${name}`, value])), ':before': revision },
          { removeUndefinedValues: true },
        ),
        ReturnValues: 'ALL_NEW',
      });
      const output = await update.catch((error: unknown) => {
        throw hasCode(error, 'ConditionalCheckFailedException') ? new AppError('edited-meanwhile') : error;
      });
      return parseItem(output.Attributes) as unknown as PhotoRecord;
    },

    listAudit: (jobId, cursor) =>
      query<AuditRecord>(
        {
          TableName: config.audit_table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': formatJobKey(jobId).pk }),
          ScanIndexForward: false,
          Limit: AUDIT_PER_PAGE,
        },
        cursor,
      ),

    async append(record) {
      const { Statement, Parameters } = formatAuditInsert(config.audit_table, record);
      const values = Parameters.map((value) => marshall({ value }, { removeUndefinedValues: true }).value);
      await ignore('DuplicateItemException', () => call('ExecuteStatement', { Statement, Parameters: values }));
    },
  };
}

function toPhotoRange(jobId: string): unknown {
  const { pk, sk } = formatPhotoRecordKey(jobId, '');
  return marshall({ ':pk': pk, ':prefix': sk });
}

function toItem(record: PhotoRecord): unknown {
  return marshall(record, { removeUndefinedValues: true });
}

/** The tables hold what the contract says: only this project's roles can write there. */
function parseItem(item: unknown): Item | null {
  return typeof item === 'object' && item !== null ? unmarshall(item as Parameters<typeof unmarshall>[0]) : null;
}

function formatCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** A cursor is a key of the table or the index; DynamoDB refuses one outside of the partition that is asked for. */
function parseCursor(cursor: string): unknown {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof key === 'object' && key !== null) return key;
  } catch {
    // Told below, as any cursor that no page has given.
  }
  throw wrongCursor();
}

function wrongCursor(): AppError {
  const detail = 'Must be the `next` of the page before.';
  return new AppError('bad-request', { errors: [{ pointer: '?cursor', detail }] });
}

function isRefusedInput(error: unknown): boolean {
  return hasCode(error, 'ValidationException') || hasCode(error, 'SerializationException');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}

async function ignore(code: string, call: () => Promise<unknown>): Promise<void> {
  await call().catch((error: unknown) => {
    if (!hasCode(error, code)) throw error;
  });
}
