/** Names what the records tell of and the bucket does not have, not even under a delete marker. */
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { formatPhotoRecordKey, isExpired, type PhotoRecord } from '../../origin/records.ts';
import type { ListedPhoto } from './list-photos.ts';
import type { Target } from './target.ts';

export interface RecordsOf {
  /** Null: every job. */
  readonly jobId: string | null;
}

/** Reads the records of photos. */
export async function readPhotoRecords(
  { documents, table }: Pick<Target, 'documents' | 'table'>,
  { jobId }: RecordsOf,
): Promise<readonly PhotoRecord[]> {
  const found: PhotoRecord[] = [];
  let after: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page = await readPage(documents, { table, jobId, after });
    found.push(...((page.Items ?? []) as PhotoRecord[]));
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  return found;
}

/** The keys that no version in the bucket has. What was deleted for good, and what was only announced, is not missed. */
export function listAbsent(
  records: readonly PhotoRecord[],
  photos: readonly ListedPhoto[],
  nowSeconds: number,
): readonly string[] {
  const there = new Set(photos.flatMap(({ files }) => files.map(({ version }) => version.key)));
  return records
    .filter((record) => record.state !== 'arriving' && !isExpired(record, nowSeconds))
    .flatMap(({ files }) => files.map(({ key }) => key))
    .filter((key) => !there.has(key))
    .sort();
}

interface Page {
  readonly table: string;
  readonly jobId: string | null;
  readonly after: QueryCommandOutput['LastEvaluatedKey'];
}

function readPage(documents: DynamoDBDocumentClient, { table, jobId, after }: Page) {
  const { pk, sk } = formatPhotoRecordKey(jobId ?? '', '');
  const input = { TableName: table, ExclusiveStartKey: after, ConsistentRead: true };
  if (jobId === null) {
    const filter = { FilterExpression: 'begins_with(sk, :sk)', ExpressionAttributeValues: { ':sk': sk } };
    return documents.send(new ScanCommand({ ...input, ...filter }));
  }
  const condition = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  };
  return documents.send(new QueryCommand({ ...input, ...condition }));
}
