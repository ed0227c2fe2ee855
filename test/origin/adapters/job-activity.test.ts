import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listNewRows } from '../../../infra/operate/job-rows.ts';
import { moveByActivity } from '../../../origin/adapters/job-activity.ts';
import { completeJob } from '../../../origin/job-file.ts';
import { ACTIVITY_INDEX } from '../../../origin/job-records.ts';
import { numberedPhotoId, toPhotoRecord } from '../../edge/records.ts';
import { openTestPipeline, type TestPipeline } from '../open-pipeline.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
  for (const [index, job_id] of ['j-1', 'j-2'].entries()) {
    const draft = { job_id, title: 'Yard', address: '', members: ['wes', 'nadia'], customer: 'tom' };
    const rows = listNewRows(completeJob(draft, null, `2026-01-0${index + 1}T00:00:00.000Z`));
    for (const Item of rows) await pipeline.documents.send(new PutCommand({ TableName: 'records', Item }));
  }
});
afterEach(() => pipeline.close());

const arrive = (jobId: string, number: number, uploaded_at: string) =>
  pipeline.ports.records.replace(null, toPhotoRecord(jobId, numberedPhotoId(number), { uploaded_at }));

/** Jobs by last activity, as a member sees them. */
async function listFor(member: string): Promise<readonly unknown[]> {
  const query = {
    TableName: 'records',
    IndexName: ACTIVITY_INDEX,
    KeyConditionExpression: '#member = :member',
    ExpressionAttributeNames: { '#member': 'member' },
    ExpressionAttributeValues: { ':member': member },
    ScanIndexForward: false,
  };
  const { Items = [] } = await pipeline.documents.send(new QueryCommand(query));
  return Items.map(({ activity_sort }) => activity_sort);
}

describe('moveByActivity', () => {
  it('puts the job of the photo that came last on top, for the office and for each person in it', async () => {
    expect(await listFor('*')).toEqual(['2026-01-02T00:00:00.000Z#j-2', '2026-01-01T00:00:00.000Z#j-1']);
    await arrive('j-1', 1, '2026-11-22T10:04:59.000Z');
    for (const member of ['*', 'wes', 'nadia', 'tom']) {
      expect(await listFor(member)).toEqual(['2026-11-22T10:00:00.000Z#j-1', '2026-01-02T00:00:00.000Z#j-2']);
    }
  });

  it('writes nothing for more photos of the same five minutes, nor for one that comes late', async () => {
    await arrive('j-1', 1, '2026-11-22T10:01:00.000Z');
    const before = await listFor('wes');
    await arrive('j-1', 2, '2026-11-22T10:04:59.999Z');
    await arrive('j-1', 3, '2026-11-20T10:00:00.000Z');
    expect(await listFor('wes')).toEqual(before);
    await arrive('j-1', 4, '2026-11-22T10:05:00.000Z');
    expect((await listFor('wes'))[0]).toBe('2026-11-22T10:05:00.000Z#j-1');
  });

  it('costs no photo a try that others are being written into the job at the same moment', async () => {
    const times = Array.from({ length: 12 }, (_, index) =>
      new Date(Date.UTC(2026, 10, 22, 10, index * 5)).toISOString(),
    );
    await Promise.all(times.map((time, index) => arrive('j-1', index, time)));
    expect((await listFor('wes'))[0]).toBe('2026-11-22T10:55:00.000Z#j-1');
  });

  it('makes good what broke off, and gives nobody a row who has left', async () => {
    await arrive('j-1', 1, '2026-11-22T10:00:00.000Z');
    const stale = { TableName: 'records', UpdateExpression: 'SET activity_sort = :old' };
    for (const sk of ['JOB', 'MEMBER#wes']) {
      const values = { ExpressionAttributeValues: { ':old': '2026-01-01T00:00:00.000Z#j-1' } };
      await pipeline.documents.send(new UpdateCommand({ ...stale, ...values, Key: { pk: 'JOB#j-1', sk } }));
    }
    const members = { UpdateExpression: 'SET members = :all', ExpressionAttributeValues: { ':all': ['wes', 'gone'] } };
    await pipeline.documents.send(
      new UpdateCommand({ TableName: 'records', Key: { pk: 'JOB#j-1', sk: 'JOB' }, ...members }),
    );
    await moveByActivity({ client: pipeline.documents, table: 'records' }, 'j-1');
    expect((await listFor('wes'))[0]).toBe('2026-11-22T10:00:00.000Z#j-1');
    expect(await listFor('gone')).toEqual([]);
  });

  it('makes no job of a row that only a token has named', async () => {
    await arrive('j-token', 1, '2026-11-22T10:00:00.000Z');
    expect((await listFor('*')).length).toBe(2);
  });
});
