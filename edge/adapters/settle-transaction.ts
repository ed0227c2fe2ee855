/** What became of a transaction: what DynamoDB refused it for is an outcome as long as it is one that is expected. */
import { judgeCancellation, type TransactionOutcome } from '../../origin/write-with-album.ts';
import { AppError } from '../problem.ts';
import { AwsError } from './aws-client.ts';

/**
 * Waits for it.
 * @param judge reads the reasons of a cancellation; null: they are none of those that are expected
 * @throws {AppError} when the table cannot be had: `unavailable`
 */
export async function settleTransaction(
  transaction: Promise<void>,
  judge: (reasons: readonly string[]) => TransactionOutcome | null = judgeCancellation,
): Promise<TransactionOutcome> {
  try {
    await transaction;
    return 'written';
  } catch (error) {
    const refusal = error instanceof AppError ? error.cause : error;
    const outcome = refusal instanceof AwsError ? judge(refusal.reasons) : null;
    if (outcome === null) throw error;
    return outcome;
  }
}
