/** Asks for evidence by a queue, and reads what became of it. Needs sqs:SendMessage on the queue, dynamodb:GetItem and BatchGetItem on the rows. */
import {
  type EvidenceRecord,
  type EvidenceRequest,
  formatEvidenceKey,
  isEvidenceSettled,
} from '../../origin/evidence-record.ts';
import type { AwsClient } from './aws-client.ts';
import type { DynamodbTable } from './dynamodb-table.ts';

export interface EvidenceQueueOptions {
  readonly aws: AwsClient;
  /** Of the queue. */
  readonly region: string;
  readonly table: DynamodbTable;
  readonly queueUrl: string;
}

/** Makes what asks: an event that comes again, or is looked at again, asks once more only where nothing is settled. */
export function createEvidenceQueue({ aws, region, table, queueUrl }: EvidenceQueueOptions) {
  return async (request: EvidenceRequest): Promise<void> => {
    const standing = await table.get<EvidenceRecord>(formatEvidenceKey(request.dispute_id));
    if (isEvidenceSettled(standing)) return;
    const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(request) };
    await aws.sendJson({ service: 'sqs', region, target: 'SendMessage', input });
  };
}

export async function readEvidence(
  table: DynamodbTable,
  disputeIds: readonly string[],
): Promise<readonly EvidenceRecord[]> {
  if (disputeIds.length === 0) return [];
  return table.getAll<EvidenceRecord>(disputeIds.map(formatEvidenceKey));
}
