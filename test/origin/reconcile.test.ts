import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { develop } from '../../origin/core/develop.ts';
import { parseNotification } from '../../origin/core/photo-version.ts';
import { handler } from '../../origin/reconcile.ts';
import { drawQuadrants } from '../support/draw-photo.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from './open-pipeline.ts';

const PHOTOS = 3;

let pipeline: TestPipeline;
let sqs: SQSClient;
let lines: Record<string, unknown>[];
beforeAll(async () => {
  pipeline = await openTestPipeline();
  // The handler connects at its first event and keeps its clients, as in Lambda.
  for (const [name, value] of Object.entries(pipeline.environment)) vi.stubEnv(name, value);
  vi.stubEnv('STAGE', 'dev');
  // Uploads carry whole seconds: one of this second is not older than nothing.
  vi.stubEnv('MIN_AGE_SECONDS', '-2');
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(line)));
  sqs = new SQSClient({});
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  sqs.destroy();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await pipeline.close();
});

/** What the queue has, taken out of it. */
async function receiveAll(): Promise<readonly string[]> {
  const QueueUrl = pipeline.environment.QUEUE_URL;
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  // What is only received is there again after half a minute.
  await Promise.all(
    Messages.map(({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
  );
  return Messages.map(({ Body = '' }) => Body);
}

const IN_A_HURRY = { getRemainingTimeInMillis: () => 60_000 };

describe('handler', () => {
  it('sends the pipeline what it was never told of, and tells how much that was', async () => {
    const jpeg = await drawQuadrants(20, 10).jpeg().toBuffer();
    for (let index = 0; index < PHOTOS; index += 1) {
      await pipeline.upload(Buffer.concat([jpeg, Buffer.from([index])]), { photoId: photoIdOf(index) });
    }
    expect(await receiveAll()).toHaveLength(PHOTOS);

    await handler({});
    const bodies = await receiveAll();
    expect(bodies.flatMap(parseNotification).map(({ photoId }) => photoId)).toEqual([0, 1, 2].map(photoIdOf));
    expect(lines).toContainEqual({ kind: 'unrecorded', key: expect.stringContaining(photoIdOf(0)) });
    expect(lines.at(-1)).toMatchObject({ outcome: 'compared', stage: 'dev', files_absent: 0, objects: PHOTOS });
    const counts = lines.map(({ objects_unrecorded }) => Number(objects_unrecorded ?? 0));
    expect(counts.reduce((sum, count) => sum + count)).toBe(PHOTOS);

    for (const version of bodies.flatMap(parseNotification)) await develop(version, pipeline.ports);
    expect(await pipeline.readRecords()).toMatchObject(Array(PHOTOS).fill({ state: 'ready' }));
  });

  it('finds nothing more then, and tells so at the end of the pass', async () => {
    await handler({});
    expect(await receiveAll()).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ objects_unrecorded: 0, files_absent: 0, objects: PHOTOS });
  });

  it('ends after one page when its time is up, and goes on from there', async () => {
    await handler({}, IN_A_HURRY);
    expect(lines).toEqual([]);
    await handler({}, IN_A_HURRY);
    expect(lines).toMatchObject([{ outcome: 'compared', objects: PHOTOS }]);
  });

  it('names a file that is gone, in each pass until it is there again', async () => {
    const [record] = await pipeline.readRecords();
    if (!record) throw new Error('no record');
    const missing = { ...record.files[0], key: record.key.replace(/[0-9a-f]{64}/, 'f'.repeat(64)) };
    await pipeline.putRecord({ ...record, files: [missing as (typeof record.files)[0]] });
    await handler({});
    expect(lines).toContainEqual({ kind: 'absent', key: missing.key });
    expect(lines.at(-1)).toMatchObject({ files_absent: 1 });
    await pipeline.putRecord(record);
    await receiveAll();
    lines = [];
    await handler({});
    expect(lines.at(-1)).toMatchObject({ files_absent: 0 });
  });

  it('keeps its place in a row that no job has', async () => {
    await handler({}, IN_A_HURRY);
    const rows = (await pipeline.readTable()).filter(({ pk }) => !String(pk).startsWith('JOB#'));
    expect(rows).toMatchObject([{ pk: 'RECONCILE', sk: 'PASS', cursor: { by: 'table' }, objects: PHOTOS }]);
  });
});
