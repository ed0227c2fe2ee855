import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createJobTable } from '../../../infra/operate/job-rows.ts';
import { completeJob } from '../../../origin/job-file.ts';
import { planJobRow } from '../../../origin/job-rows.ts';

const FILE = completeJob({ job_id: 'j-1', title: 'Garage', address: '1 Main St' }, null, '2026-11-30T08:00:00Z');
const UPDATE = planJobRow(FILE, { job: null, row: null, members: [], words: [] });

/** A table whose updates meet an error of that name. */
function openTable(name: string) {
  const send = async () => {
    throw Object.assign(new Error('Transaction is ongoing for the item'), { name });
  };
  const documents = Object.assign(Object.create(DynamoDBDocumentClient.prototype), { send });
  return createJobTable({ documents, table: 'records' });
}

const commit = (name: string) => openTable(name).commit('j-1', UPDATE, { row: null, entry: null });

describe('createJobTable', () => {
  it('says what was in the way of the job’s row: a photo that is just written, or somebody who was quicker', async () => {
    expect(await commit('TransactionConflictException')).toBe('busy');
    expect(await commit('ConditionalCheckFailedException')).toBe('refused');
  });

  it('tells at once of any other error', async () => {
    await expect(commit('ValidationException')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
