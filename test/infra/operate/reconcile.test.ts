import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { develop } from '../../../origin/core/develop.ts';
import { parseNotification } from '../../../origin/core/photo-version.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';
import { operate as run } from './operate.ts';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await openTestPipeline();
});
afterEach(() => pipeline.close());

const operate = (name: string, ...args: string[]) => run(name, args, { data: pipeline.directory });

async function upload(index: number, jobId: string): Promise<string> {
  const jpeg = await drawQuadrants(20, 10).jpeg().toBuffer();
  return pipeline.upload(Buffer.concat([jpeg, Buffer.from([index])]), { photoId: photoIdOf(index), jobId });
}

async function developAll(bodies: readonly string[], isRecordOnly = false): Promise<void> {
  for (const version of bodies.flatMap(parseNotification)) await develop(version, pipeline.ports, { isRecordOnly });
}

/** Takes out of the queue what is in it. */
async function receiveAll(): Promise<readonly string[]> {
  const { QUEUE_URL: QueueUrl, AWS_ENDPOINT_URL_SQS: endpoint, AWS_REGION: region, ...keys } = pipeline.environment;
  const credentials = { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY };
  const sqs = new SQSClient({ endpoint, region, credentials });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  sqs.destroy();
  return Messages.map(({ Body = '' }) => Body);
}

/** Of j-1 two photos, of which one was never heard of; of j-2 one. */
async function fill(): Promise<void> {
  await upload(1, 'j-1');
  await developAll([await upload(2, 'j-1'), await upload(1, 'j-2')]);
  await receiveAll();
}

describe('npm run reconcile', () => {
  it('names what no record tells of, and sends it to the pipeline unless it is told not to', async () => {
    await fill();
    const key = expect.stringMatching(/^unrecorded jobs\/j-1\/\S+\.jpg\n$/);
    const dry = await operate('reconcile', '--min-age', '0', '--dry-run');
    expect(dry).toEqual({
      code: 0,
      stdout: key,
      stderr: 'dry run: the local run: 3 objects, 1 unrecorded, 0 unhidden, 0 absent\n',
    });
    expect(await receiveAll()).toEqual([]);
    const { stdout, stderr } = await operate('reconcile', '--min-age', '0');
    expect({ stdout, stderr }).toEqual({
      stdout: key,
      stderr: 'the local run: 3 objects, 1 unrecorded, 0 unhidden, 0 absent\n',
    });
    await developAll(await receiveAll());
    expect((await operate('reconcile', '--min-age', '0')).stderr).toContain('0 unrecorded');
  });

  it('passes over what came within the hour, unless told otherwise', async () => {
    await fill();
    expect((await operate('reconcile')).stderr).toContain('0 unrecorded');
  });

  it('names what is gone and exits with 1, in the job that was named', async () => {
    await fill();
    const [record] = await pipeline.readRecords('j-2');
    if (!record?.version_id) throw new Error('no record');
    const { key: Key, version_id: VersionId } = record;
    await pipeline.client.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key, VersionId }));
    expect(await operate('reconcile', '--min-age', '0', '--job', 'j-1')).toMatchObject({ code: 0 });
    for (const job of [[], ['--job', 'j-2']]) {
      const { code, stdout } = await operate('reconcile', '--min-age', '0', '--dry-run', ...job);
      expect(code).toBe(1);
      expect(stdout).toContain(`absent     ${Key}\n`);
    }
  });

  it.each(['-1', 'soon', '1.5', ''])('refuses --min-age %j', async (age) => {
    const result = await operate('reconcile', `--min-age=${age}`);
    expect(result).toMatchObject({ code: 2, stderr: '--min-age takes minutes, 0 or more\n' });
  });
});

describe('npm run redrive', () => {
  it('puts dead letters back, and counts them dry before', async () => {
    await pipeline.sendDeadLetter('1');
    await pipeline.sendDeadLetter('2');
    expect((await operate('redrive', '--dry-run')).stderr).toContain('2 dead letters');
    expect(pipeline.countMessages()).toMatchObject({ deadLetters: 2 });
    expect(await operate('redrive')).toMatchObject({ code: 0, stderr: expect.stringContaining('2 of 2 put back') });
    expect(pipeline.countMessages()).toMatchObject({ deadLetters: 0, uploadQueue: { visible: 2 } });
    expect((await operate('redrive')).stderr).toContain('no dead letters');
  });

  it('sends the photos again that were recorded and never developed, of one job where one is named', async () => {
    await fill();
    const unheard = await upload(3, 'j-2');
    await developAll([await upload(4, 'j-1'), unheard], true);
    await receiveAll();
    expect(await operate('redrive', '--dry-run')).toMatchObject({
      code: 0,
      stderr: 'dry run: the local run: no dead letters, 2 undeveloped photos\n',
    });
    expect((await operate('redrive', '--job', 'j-2')).stderr).toBe('the local run: 1 undeveloped photos sent again\n');
    expect((await receiveAll()).flatMap(parseNotification)).toMatchObject([{ jobId: 'j-2', photoId: photoIdOf(3) }]);
    expect((await operate('redrive')).stderr).toContain('2 undeveloped photos sent again');
    await developAll(await receiveAll());
    expect((await pipeline.readRecords('j-2')).map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect((await operate('redrive')).stderr).toBe('the local run: no dead letters, no undeveloped photos\n');
  });
});
