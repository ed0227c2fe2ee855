/** Counts in a row that goes by itself, up to a bound. */
import type { BookingLimit } from '../core/booking-limit.ts';
import { AppError } from '../problem.ts';
import { type DynamodbTable, hasCode } from './dynamodb-table.ts';

const RETRY_AFTER_SECONDS = 600;

/** @throws {AppError} when it has been counted so often already: `too-many-requests` */
export async function countWithin(table: DynamodbTable, { key, most, expires_at }: BookingLimit): Promise<void> {
  try {
    await table.call('UpdateItem', {
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: 'SET #end = :end ADD #count :one',
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :most',
      ExpressionAttributeNames: { '#end': 'expires_at', '#count': 'count' },
      ExpressionAttributeValues: {
        ':end': { N: String(expires_at) },
        ':one': { N: '1' },
        ':most': { N: String(most) },
      },
    });
  } catch (error) {
    if (!hasCode(error, 'ConditionalCheckFailedException')) throw error;
    throw new AppError('too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
