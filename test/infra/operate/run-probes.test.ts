import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentProbe } from '../../../infra/operate/probes/probe.ts';
import { type ProbeOutcome, runProbes } from '../../../infra/operate/probes/run-probes.ts';
import { openTarget, type Target } from '../../../infra/operate/target.ts';
import { openTestPipeline, type TestPipeline } from '../../origin/open-pipeline.ts';

let pipeline: TestPipeline;
let target: Target;
beforeEach(async () => {
  pipeline = await openTestPipeline();
  target = await openTarget({ data: pipeline.directory, stage: 'dev' });
});
afterEach(async () => {
  target.close();
  await pipeline.close();
});

const RUN = { base: 'http://localhost:1', token: 'token', signal: new AbortController().signal };

/** A table that breaks off behind the job's own row. */
function breakFirstBatch(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
  let isBroken = false;
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    if (isBroken || !(command instanceof BatchWriteCommand)) return documents.send(command);
    isBroken = true;
    return Promise.reject(new Error('the table is away'));
  };
  return Object.assign(Object.create(documents), { send });
}

async function listLeft(): Promise<readonly string[]> {
  const { client, bucket } = pipeline;
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const rows = await pipeline.readTable();
  const keys = [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
  return [...keys, ...rows.map(({ pk, sk }) => `${pk} ${sk}`)].filter((name) => name.includes('probe-'));
}

describe('runProbes', () => {
  it('leaves nothing of a job that it could not make whole', async () => {
    const broken = { ...target, documents: breakFirstBatch(target.documents) };
    const running = runProbes({ ...RUN, target: broken, probes: [], onResult: () => undefined });
    await expect(running).rejects.toThrow('the table is away');
    expect(await listLeft()).toEqual([]);
  });

  it('waits no longer where it is stopped, and tells no outcome of what it was waiting for', async () => {
    const stop = new AbortController();
    const seen = { status: 200, headers: new Headers(), bytes: Buffer.alloc(0), text: '', json: null };
    const waiting: DeploymentProbe = {
      name: 'waits',
      rows: [],
      needs: 'nothing',
      run: async ({ poll }) => {
        setTimeout(() => stop.abort(), 20);
        await poll(
          async () => seen,
          () => false,
        );
        return 'not done';
      },
    };
    const told: ProbeOutcome[] = [];
    const onResult = (result: ProbeOutcome) => void told.push(result);
    const started = performance.now();
    const run = { ...RUN, target: null, signal: stop.signal, timeoutMs: 4000, onResult };
    expect(await runProbes({ ...run, probes: [waiting, waiting] })).toEqual([]);
    expect([told, performance.now() - started < 900]).toEqual([[], true]);
  });
});
