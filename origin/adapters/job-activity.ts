/**
 * Moves a job in the index by activity when a photo has come: its own row and one for each person in it, once in
 * ACTIVITY_STEP_MS at most. The people's first: what breaks off is done again with the next photo. Needs dynamodb:GetItem and
 * UpdateItem on the table.
 */
import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JobAlbumRow } from '../job-album.ts';
import { formatActivitySort, formatMemberKey, type JobRecord } from '../job-records.ts';
import { formatJobKey, type RecordKey } from '../record-key.ts';

export interface ActivityTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** Brings the job's place in the index up to date with its last photo. Repeating it changes nothing. */
export async function moveByActivity({ client, table: TableName }: ActivityTable, jobId: string): Promise<void> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: formatJobKey(jobId), ConsistentRead: true }));
  // The row of a job that nobody has made tells of its album only.
  if (Item?.job_id === undefined) return;
  const job = Item as JobRecord & JobAlbumRow;
  const place = formatActivitySort(job, job.last_photo_at);
  if (place <= job.activity_sort) return;
  const move = (Key: RecordKey) => send(client, new UpdateCommand({ TableName, Key, ...toMove(place) }));
  const people = new Set([...job.members, ...(job.customer === null ? [] : [job.customer])]);
  await Promise.all([...people].map((subject) => move(formatMemberKey(jobId, subject))));
  await move(formatJobKey(jobId));
}

/**
 * What is further already, or gone, stays. Where other workers' photos are in the way at every try, the job's place is left to
 * them: what counts is written, and no photo is tried again for an order on a list.
 */
async function send(client: DynamoDBDocumentClient, update: UpdateCommand): Promise<void> {
  try {
    await client.send(update);
  } catch (error) {
    const mayBeLeft = error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException;
    if (!mayBeLeft) throw error;
  }
}

/** Only forwards, and only of a row that is there: a person may have left meanwhile. */
function toMove(place: string) {
  return {
    UpdateExpression: 'SET activity_sort = :place',
    ConditionExpression: 'activity_sort < :place',
    ExpressionAttributeValues: { ':place': place },
  };
}
