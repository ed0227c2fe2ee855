import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { type readRows, writeRows } from '../../../infra/operate/job-rows.ts';
import { completeJob } from '../../../origin/job-file.ts';

const FILE = completeJob({ job_id: 'j-1', title: 'Garage', address: '1 Main St' }, null, '2026-11-30T08:00:00Z');
const NOTHING: Awaited<ReturnType<typeof readRows>> = { job: null, members: [], words: [] };

/** A table whose first `refusals` updates meet an error of that name. */
function startTable(name: string, refusals: number) {
  let updates = 0;
  const send = async () => {
    updates += 1;
    if (updates <= refusals) throw Object.assign(new Error('Transaction is ongoing for the item'), { name });
    return {};
  };
  const documents = Object.assign(Object.create(DynamoDBDocumentClient.prototype), { send });
  return { storage: { documents, table: 'records' }, countUpdates: () => updates };
}

describe('writeRows', () => {
  it('tries again where a photo that arrives is just writing the row of the job', async () => {
    const { storage, countUpdates } = startTable('TransactionConflictException', 2);
    await writeRows(storage, FILE, NOTHING);
    expect(countUpdates()).toBeGreaterThanOrEqual(3);
  });

  it('tells at once of any other error', async () => {
    const { storage, countUpdates } = startTable('ValidationException', 1);
    await expect(writeRows(storage, FILE, NOTHING)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(countUpdates()).toBe(1);
  });
});
