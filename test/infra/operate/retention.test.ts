import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJob, writeJob } from '../../../infra/operate/job-store.ts';
import { createRetentionStore } from '../../../origin/adapters/retention-store.ts';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { removeDuePhotos } from '../../../origin/core/retention.ts';
import { completeJob, type JobDraft } from '../../../origin/job-file.ts';
import { formatJobKey } from '../../../origin/record-key.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { drawNoise } from '../../support/draw-photo.ts';
import { operate } from './operate.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
  for (const [index, job_id] of ['j-1', 'j-1', 'j-2', 'j-3'].entries()) {
    await pipeline.upload(await drawNoise(50, 40, index).jpeg().toBuffer(), {
      jobId: job_id,
      photoId: photoIdOf(index),
    });
  }
  for (const version of pipeline.notifications.flatMap(parseNotification)) await develop(version, pipeline.ports);
  for (const job_id of ['j-1', 'j-2', 'j-3']) await put({ job_id, status: job_id === 'j-2' ? 'open' : 'closed' });
});
afterAll(() => pipeline.close());

async function put(draft: JobDraft): Promise<void> {
  const { client: s3, documents, bucket } = pipeline;
  const storage = { s3, documents, bucket, table: 'records' };
  const job = completeJob({ title: 'Garage', address: '4 Elm', ...draft }, null, new Date().toISOString());
  await writeJob(storage, job, await readJob(storage, draft.job_id));
}

const run = (...args: readonly string[]) => operate('retention', args, { data: pipeline.directory });

async function listObjects(jobId: string): Promise<readonly unknown[]> {
  const found = await Promise.all(
    [`jobs/${jobId}/`, `thumbs/${jobId}/`].map((Prefix) =>
      pipeline.client.send(new ListObjectVersionsCommand({ Bucket: pipeline.bucket, Prefix })),
    ),
  );
  return found.flatMap(({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers]);
}

async function readRow(jobId: string) {
  const { Item = {} } = await pipeline.documents.send(
    new GetCommand({ TableName: 'records', Key: { ...formatJobKey(jobId) } }),
  );
  return Item;
}

describe('npm run retention', () => {
  it('removes nothing that has not had its time', async () => {
    expect(await run('list', '--days', '1')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('0 jobs are due'),
    });
    expect((await run('run', '--days', '1')).stderr).toContain('the photos of 0 jobs are gone');
    expect(await listObjects('j-1')).not.toEqual([]);
  });

  it('keeps a job on hold with its reason, and lets it go', async () => {
    expect(await run('hold', 'j-3')).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') });
    expect(await run('hold', 'j-3', '--reason', 'in dispute')).toMatchObject({ code: 0 });
    const object = { Bucket: pipeline.bucket, Key: 'records/holds/j-3.json' };
    const { Body } = await pipeline.client.send(new GetObjectCommand(object));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ reason: 'in dispute' });
  });

  it('takes every version of what is due out of bucket and records for good, and leaves job, copy and log', async () => {
    const { client: s3, documents, bucket } = pipeline;
    const store = createRetentionStore({ s3, documents, bucket, table: 'records', auditTable: 'audit' });
    const before = await readRow('j-1');
    const options = { days: 30, nowMs: Date.now() + 31 * 86_400_000, isDryRun: false, isOver: () => false };
    const outcomes = await removeDuePhotos({ ...store, report: () => undefined }, options);
    expect(outcomes.map(({ kind, job_id, photos }) => [kind, job_id, photos]).toSorted()).toEqual([
      ['held', 'j-3', 1],
      ['removed', 'j-1', 2],
    ]);
    expect(await listObjects('j-1')).toEqual([]);
    expect(await pipeline.readRecords('j-1')).toEqual([]);
    for (const kept of ['j-2', 'j-3']) {
      expect(await listObjects(kept)).not.toEqual([]);
      expect(await pipeline.readRecords(kept)).toHaveLength(1);
    }
    const row = await readRow('j-1');
    expect(row).toMatchObject({ title: 'Garage', status: 'closed', photos_removed_at: expect.any(String) });
    for (const name of ['photo_count', 'cover'])
      expect([name, before[name], row[name]]).toEqual([name, before[name] ?? fail(), undefined]);
    expect(row.album_revision).toBe(before.album_revision + 1);
    const told = (await pipeline.readAudit('j-1')).filter(({ action }) => action === 'photos-removed');
    expect(told).toMatchObject([{ actor: 'system', count: 2, detail: { rule: 'retention', days: 30 } }]);

    expect(await removeDuePhotos({ ...store, report: () => undefined }, options)).toMatchObject([{ kind: 'held' }]);
    // A table that is lost comes back without them.
    await pipeline.clearTables();
    expect(await operate('reindex', [], { data: pipeline.directory })).toMatchObject({ code: 0 });
    expect(await pipeline.readRecords('j-1')).toEqual([]);
    expect(await readRow('j-1')).toMatchObject({ title: 'Garage' });
  });

  it('removes what was on hold once it is released', async () => {
    expect(await run('release', 'j-3')).toMatchObject({ code: 0 });
    const { client: s3, documents, bucket } = pipeline;
    const store = createRetentionStore({ s3, documents, bucket, table: 'records', auditTable: 'audit' });
    expect(await store.isHeld('j-3')).toBe(false);
  });

  it('holds no job that there is not: the one that was meant would go', async () => {
    expect(await run('hold', 'j-33', '--reason', 'in dispute')).toMatchObject({
      code: 2,
      stderr: 'j-33: there is no such job.\n',
    });
  });

  it.each([
    [[]],
    [['remove']],
    [['run', '--days', '0']],
    [['run', 'j-1', '--days', '3']],
    [['hold', '../x', '--reason', 'r']],
  ])('refuses %j', async (args) => {
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '' });
  });
});

function fail(): never {
  throw new Error('there was none before');
}
