/** The batch forms of SQS's operations: at most ten entries, each with an id of its own. */
import { isRecord } from '../is-record.ts';
import { ServiceError } from '../json-protocol/errors.ts';
import { type Input, readTextInput } from './read-input.ts';

const MAX_ENTRIES = 10;

/**
 * Runs each entry of a batch by itself: one that fails does not take the others with it.
 * @throws {ServiceError} when the batch is empty, has more than ten entries, or two of one id.
 */
export function runBatch(input: Input, run: (entry: Input) => Record<string, unknown>): unknown {
  const entries = Array.isArray(input.Entries) ? input.Entries.filter(isRecord) : [];
  if (entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw new ServiceError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  }
  const ids = entries.map((entry) => readTextInput(entry, 'Id'));
  if (new Set(ids).size < ids.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
