import { ListObjectVersionsCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJob, writeJob } from '../../../infra/operate/job-store.ts';
import { removeJob } from '../../../infra/operate/remove-job.ts';
import { completeJob } from '../../../origin/job-file.ts';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

async function prepare() {
  const { client: s3, documents, bucket } = pipeline;
  const target = { s3, documents, bucket, table: 'records' };
  const job = completeJob({ job_id: 'j-1', title: 'Garage', address: '4 Elm' }, null, '2026-11-01T00:00:00.000Z');
  await writeJob(target, job, await readJob(target, 'j-1'));
  await pipeline.upload(Buffer.from('a photo'));
  return target;
}

const list = () => pipeline.client.send(new ListObjectVersionsCommand({ Bucket: pipeline.bucket }));

describe('removeJob', () => {
  it('takes every version and every row', async () => {
    await removeJob(await prepare(), 'j-1');
    const { Versions = [], DeleteMarkers = [] } = await list();
    expect([...Versions, ...DeleteMarkers]).toEqual([]);
    expect(await pipeline.readTable()).toEqual([]);
  });

  it('hides what the bucket does not let go, so that nobody takes it for a photo without a record', async () => {
    const target = await prepare();
    const denial = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObjectVersion',
      Resource: `arn:aws:s3:::${pipeline.bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [denial] });
    await pipeline.client.send(new PutBucketPolicyCommand({ Bucket: pipeline.bucket, Policy }));
    await removeJob(target, 'j-1');
    const { Versions = [], DeleteMarkers = [] } = await list();
    expect(Versions).toHaveLength(2);
    expect(Versions.filter(({ IsLatest }) => IsLatest)).toEqual([]);
    expect(DeleteMarkers).toHaveLength(2);
    expect(await pipeline.readTable()).toEqual([]);
  });
});
