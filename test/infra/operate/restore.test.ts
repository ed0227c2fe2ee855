import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAuditKey, formatAuditWindowKey } from '../../../origin/audit-log.ts';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';
import { operate } from './operate.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
afterAll(() => pipeline.close());

const put = (TableName: string, Item: Record<string, unknown>) =>
  pipeline.documents.send(new PutCommand({ TableName, Item }));
const entry = (index: number, actor: string) => ({
  ...formatAuditKey('j-1', { action: 'album-read', at: new Date(index * 1000), id: `e-${index}` }),
  job_id: 'j-1',
  action: 'album-read',
  actor,
});
const restore = (...args: readonly string[]) => operate('restore', args, { data: pipeline.directory });

describe('npm run restore', () => {
  it('puts what is lost into the audit log, and changes nothing that is there', async () => {
    // The table of records stands for one that AWS has restored.
    for (const index of [1, 2, 3]) await put('records', entry(index, 'restored'));
    await put('records', { ...formatAuditWindowKey('j-1', 0, 'w-1') });
    await put('audit', entry(2, 'there already'));
    expect(await restore('audit', '--from', 'records', '--dry-run')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('4 rows of records would be in the audit log'),
    });
    expect(await pipeline.readAudit()).toHaveLength(1);
    expect(await restore('audit', '--from', 'records')).toMatchObject({ code: 0 });
    expect((await pipeline.readAudit()).map(({ actor }) => actor)).toEqual(['restored', 'there already', 'restored']);
  });

  it('takes no rows of another table, and not the log itself', async () => {
    await put('records', { pk: 'JOB#j-1', sk: 'PHOTO#p-1' });
    expect(await restore('audit', '--from', 'records')).toMatchObject({ code: 2 });
    expect(await restore('audit', '--from', 'audit')).toMatchObject({ code: 2 });
    expect(await restore('records')).toMatchObject({ code: 2 });
  });
});
