/** What lies in the bucket and the tables of a pipeline under test, to be put there, read and cleared. */
import { hash } from 'node:crypto';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../../origin/audit-log.ts';
import { formatPhotoKey, type PhotoType } from '../../origin/photo-key.ts';
import { formatObjectMetadata, type ObjectFacts, type PhotoRecord } from '../../origin/records.ts';
import { PIPELINE_BUCKET as Bucket } from './pipeline-services.ts';

export interface TestUpload {
  readonly jobId?: string;
  readonly photoId?: string;
  /** What the key says. */
  readonly type?: PhotoType;
  readonly facts?: Partial<ObjectFacts>;
  /** As an old client's, that promises no hash. */
  readonly isUnnamed?: boolean;
}

/** Of BatchWriteItem. */
const MOST_AT_ONCE = 25;

export const PHOTO_ID = '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60';

export function openObjects(client: S3Client) {
  const list = async (Prefix: string) => {
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    return Versions;
  };
  return {
    /** Uploads as a ticket's form would. */
    put: async (
      bytes: Uint8Array,
      { jobId = 'j-1', photoId = PHOTO_ID, type = 'image/jpeg', facts, isUnnamed = false }: TestUpload,
    ) => {
      const promise = isUnnamed ? {} : { sha256: hash('sha256', bytes) };
      const named = { ...promise, ...facts };
      const Key = formatPhotoKey({ jobId, photoId, type, sha256: named.sha256 ?? null });
      const Metadata = formatObjectMetadata({ job: jobId, uploader: 'worker-1', ...named });
      await client.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: type, Metadata }));
    },
    readObject: async (Key: string) => {
      const object = await client.send(new GetObjectCommand({ Bucket, Key }));
      return { ...object, bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array() };
    },
    /** Keys of all versions under a prefix: more than one of a derived image would mean that it was written twice. */
    listVersions: async (prefix: string) => (await list(prefix)).map(({ Key = '' }) => Key).sort(),
    clearDerived: async () => {
      const Objects = (await list('thumbs/')).map(({ Key = '', VersionId }) => ({ Key, VersionId }));
      if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    },
  };
}

export function openTables(documents: DynamoDBDocumentClient) {
  const query = async (TableName: string, jobId: string, prefix: string) => {
    const KeyConditionExpression = 'pk = :pk AND begins_with(sk, :sk)';
    const ExpressionAttributeValues = { ':pk': `JOB#${jobId}`, ':sk': prefix };
    const input = { TableName, KeyConditionExpression, ExpressionAttributeValues, ConsistentRead: true };
    return (await documents.send(new QueryCommand(input))).Items ?? [];
  };
  const scan = async (TableName: string) =>
    (await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
  return {
    putRecord: (record: PhotoRecord) => documents.send(new PutCommand({ TableName: 'records', Item: record })),
    /** All rows of the table, in the order of their keys. */
    readTable: async () =>
      (await scan('records')).sort((left, right) => (`${left.pk} ${left.sk}` < `${right.pk} ${right.sk}` ? -1 : 1)),
    readRecords: async (jobId = 'j-1') => (await query('records', jobId, 'PHOTO#')) as PhotoRecord[],
    readAudit: async (jobId = 'j-1') => (await query('audit', jobId, 'AUDIT#')) as AuditRecord[],
    clearTables: async () => {
      for (const TableName of ['records', 'audit']) {
        const requests = (await scan(TableName)).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
        for (let at = 0; at < requests.length; at += MOST_AT_ONCE) {
          const RequestItems = { [TableName]: requests.slice(at, at + MOST_AT_ONCE) };
          await documents.send(new BatchWriteCommand({ RequestItems }));
        }
      }
    },
  };
}
