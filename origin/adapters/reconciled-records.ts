/** The records as reconcile looks at them. Needs dynamodb:Query and Scan on the table. */
import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { PhotoRange, RecordedPhoto } from '../core/compare-page.ts';
import type { ReconciledRecords } from '../core/reconcile.ts';
import { MOST_LATER_UPLOADS } from '../fold-files.ts';
import { formatPhotoRecordKey } from '../records.ts';

/** After every photo id, and after one and before the next: ids are of one length. */
const [AFTER_ALL, AFTER_ONE] = ['~', '!'];
/** More than a record ever has. */
const MOST_FILES = MOST_LATER_UPLOADS + 10;
/** Of the files their keys alone: records of a large job at once must fit into a small function. */
const FILE_KEYS = Array.from({ length: MOST_FILES }, (_, index) => `files[${index}].#key`);
const FACTS = ['job_id', 'photo_id', '#key', 'version_id', '#state', 'uploaded_at', 'deleted_at', 'expires_at'];
const COMPARED = {
  ProjectionExpression: [...FACTS, 'has_more_files', ...FILE_KEYS].join(', '),
  ExpressionAttributeNames: { '#key': 'key', '#state': 'state' },
};

export interface ReconciledRecordsOptions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Rows of one page of a scan; absent: as many as there are in a megabyte. */
  readonly pageSize?: number;
}

export function createReconciledRecords({ client, table, pageSize }: ReconciledRecordsOptions): ReconciledRecords {
  return {
    list: async (range) => {
      const found: RecordedPhoto[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({ TableName: table, ...toCondition(range), ConsistentRead: true, ExclusiveStartKey }),
        );
        found.push(...((page.Items ?? []) as RecordedPhoto[]));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return found;
    },
    scanPage: async (after) => {
      const { sk } = formatPhotoRecordKey('', '');
      const page = await client.send(
        new ScanCommand({
          TableName: table,
          ...COMPARED,
          FilterExpression: 'begins_with(sk, :photo)',
          ExpressionAttributeValues: { ':photo': sk },
          Limit: pageSize,
          ExclusiveStartKey: after ?? undefined,
        }),
      );
      return { photos: (page.Items ?? []) as RecordedPhoto[], next: page.LastEvaluatedKey ?? null };
    },
  };
}

function toCondition({ jobId, after, upTo }: PhotoRange) {
  const from = formatPhotoRecordKey(jobId, after === null ? '' : `${after}${AFTER_ONE}`);
  const to = formatPhotoRecordKey(jobId, upTo ?? AFTER_ALL);
  return {
    ...COMPARED,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': from.pk, ':from': from.sk, ':to': to.sk },
  };
}
