import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { develop } from '../../origin/core/develop.ts';
import { parseNotification } from '../../origin/core/photo-version.ts';
import { handler } from '../../origin/record-dead-letters.ts';
import { formatJobKey } from '../../origin/records.ts';
import { drawQuadrants } from '../support/draw-photo.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from './open-pipeline.ts';

let pipeline: TestPipeline;
let lines: Record<string, unknown>[];
beforeAll(async () => {
  pipeline = await openTestPipeline();
  // The handler connects at its first event and keeps its clients, as in Lambda.
  for (const [name, value] of Object.entries(pipeline.environment)) vi.stubEnv(name, value);
  vi.stubEnv('STAGE', 'dev');
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(JSON.parse(line)));
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await pipeline.close();
});

async function upload(index: number, jobId: string, isUnnamed = false): Promise<string> {
  const bytes = Buffer.concat([await drawQuadrants().jpeg().toBuffer(), Buffer.from(`${jobId}${index}`)]);
  return pipeline.upload(bytes, { photoId: photoIdOf(index), jobId, isUnnamed, facts: { stage: 'after' } });
}

const record = (...bodies: readonly string[]) =>
  handler({ Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body })) });

async function readJob(jobId: string): Promise<Record<string, unknown>> {
  const { pk, sk } = formatJobKey(jobId);
  const rows = await pipeline.readTable();
  return rows.find((row) => row.pk === pk && row.sk === sk) ?? {};
}

describe('handler', () => {
  it('writes a photo into its album as stored, counts it, and logs that it arrived', async () => {
    const body = await upload(1, 'j-1');
    expect(await record(body)).toEqual({ batchItemFailures: [] });
    const [photo] = await pipeline.readRecords('j-1');
    expect(photo).toMatchObject({ state: 'stored', stage: 'after', images_of: null, photo_id: photoIdOf(1) });
    expect(photo?.album_sort).toMatch(/^live#/);
    expect(await readJob('j-1')).toMatchObject({ photo_count: 1, photos_after: 1, last_photo_at: photo?.uploaded_at });
    const actions = (await pipeline.readAudit('j-1')).map(({ action }) => action);
    expect(actions.sort()).toEqual(['stored', 'verified']);
    expect(await pipeline.listVersions('thumbs/j-1/')).toEqual([]);
    expect(lines).toMatchObject([{ stage: 'dev', outcome: 'kept', photos_undeveloped: 1 }]);
  });

  it('changes nothing when it is given the same again, but says again that it is not developed', async () => {
    const body = await upload(1, 'j-2');
    await record(body);
    const before = { table: await pipeline.readTable(), audit: await pipeline.readAudit('j-2') };
    await record(body, body);
    expect({ table: await pipeline.readTable(), audit: await pipeline.readAudit('j-2') }).toEqual(before);
    expect(lines.map(({ photos_undeveloped }) => photos_undeveloped)).toEqual([1, 1, 1]);
  });

  it('leaves a photo as it is that was developed after all', async () => {
    const body = await upload(1, 'j-3');
    for (const version of parseNotification(body)) await develop(version, pipeline.ports);
    const before = await pipeline.readRecords('j-3');
    await record(body);
    expect(await pipeline.readRecords('j-3')).toEqual(before);
    expect(lines).toMatchObject([{ outcome: 'repeated', photos_undeveloped: 0 }]);
  });

  it('leaves it to the pipeline to develop what it has written', async () => {
    const body = await upload(1, 'j-4');
    await record(body);
    for (const version of parseNotification(body)) expect(await develop(version, pipeline.ports)).toBe('ready');
    expect(await readJob('j-4')).toMatchObject({ photo_count: 1, cover_photo: photoIdOf(1) });
  });

  it('names what arrived without a hash by its bytes', async () => {
    await record(await upload(1, 'j-5', true));
    const [photo] = await pipeline.readRecords('j-5');
    expect(photo?.key).toMatch(/^jobs\/j-5\/[0-9a-f-]{36}\/[0-9a-f]{64}\.jpg$/);
    expect(await pipeline.listVersions('jobs/j-5/')).toEqual([photo?.key]);
  });

  it('keeps deleted what was deleted, and hides what came under it', async () => {
    const first = await upload(1, 'j-6');
    await record(first);
    const [photo] = await pipeline.readRecords('j-6');
    if (!photo) throw new Error('no record');
    await pipeline.putRecord({ ...photo, deleted_at: '2026-01-01T00:00:00.000Z' });
    const facts = { arrivedAt: '2099-01-01T00:00:00.000Z' };
    const later = await pipeline.upload(Buffer.from('other bytes'), { photoId: photoIdOf(1), jobId: 'j-6', facts });
    await record(later);
    const [deleted] = await pipeline.readRecords('j-6');
    expect(deleted).toMatchObject({ deleted_at: '2026-01-01T00:00:00.000Z', files: [{}, {}], key: photo.key });
    await expect(pipeline.readObject(deleted?.files[1]?.key ?? '')).rejects.toThrow();
  });

  it('gives back what it can make nothing of, and does the others', async () => {
    const response = await record('no notification', await upload(1, 'j-7'));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(await pipeline.readRecords('j-7')).toHaveLength(1);
  });

  it('has nothing to record of an object that is gone', async () => {
    const gone = JSON.stringify({
      Records: [
        {
          eventName: 'ObjectCreated:Post',
          s3: { object: { key: `jobs/j-8/${photoIdOf(1)}/${'a'.repeat(64)}.jpg`, versionId: 'none' } },
        },
      ],
    });
    expect(await record(gone)).toEqual({ batchItemFailures: [] });
    expect(await pipeline.readRecords('j-8')).toEqual([]);
  });
});
