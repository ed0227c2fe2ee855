import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatAnnouncementKey } from '../../origin/announcement.ts';
import { handler } from '../../origin/develop-photo.ts';
import { drawQuadrants } from '../support/draw-photo.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from './open-pipeline.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
  // The handler connects at its first event and keeps its clients, as in Lambda.
  for (const [name, value] of Object.entries(pipeline.environment)) vi.stubEnv(name, value);
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await pipeline.close();
});

async function uploadPhoto(index: number): Promise<string> {
  return pipeline.upload(await drawQuadrants().jpeg().toBuffer(), { photoId: photoIdOf(index) });
}

describe('handler', () => {
  it('develops the photos of a batch and reports no failure', async () => {
    const bodies = [await uploadPhoto(1), await uploadPhoto(2)];
    const Records = bodies.map((body, index) => ({ messageId: `m-${index}`, body }));
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    expect(await pipeline.readRecords()).toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
  });

  it('reports the messages that failed, and does the others', async () => {
    const Records = [
      { messageId: 'poison', body: 'not a notification' },
      { messageId: 'good', body: await uploadPhoto(3) },
    ];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(await pipeline.readRecords()).toMatchObject([{}, {}, { photo_id: photoIdOf(3), state: 'ready' }]);
  });

  it('takes an unreadable photo for done: it is never tried again', async () => {
    const body = await pipeline.upload(Buffer.from('GIF89a'), { photoId: photoIdOf(4) });
    expect(await handler({ Records: [{ messageId: 'm-1', body }] })).toEqual({ batchItemFailures: [] });
  });

  it('begins no photo with less than 75 s left, except the first', async () => {
    const body = await uploadPhoto(5);
    const Records = ['first', 'second'].map((messageId) => ({ messageId, body }));
    const late = { getRemainingTimeInMillis: () => 75_000 };
    expect(await handler({ Records }, late)).toEqual({ batchItemFailures: [{ itemIdentifier: 'second' }] });
    const timely = { getRemainingTimeInMillis: () => 75_001 };
    expect(await handler({ Records }, timely)).toEqual({ batchItemFailures: [] });
  });

  it('passes over S3’s test event', async () => {
    const body = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' });
    expect(await handler({ Records: [{ messageId: 'm-1', body }] })).toEqual({ batchItemFailures: [] });
  });

  it('tells how long after its ticket a photo came, once, and nothing of one that had none', async () => {
    const told = () =>
      vi.mocked(console.log).mock.calls.flatMap(([line]) => String(line).match(/"ticket_to_stored":\d+/g) ?? []);
    vi.mocked(console.log).mockClear();
    const [job] = await pipeline.readRecords();
    const announced_at = Math.floor(Date.now() / 1000) - 90;
    const photo_id = photoIdOf(6);
    const Item = {
      ...formatAnnouncementKey(job?.job_id ?? '', job?.uploaded_by ?? '', photo_id),
      photo_id,
      announced_at,
    };
    await pipeline.documents.send(new PutCommand({ TableName: 'records', Item }));
    const bodies = [await uploadPhoto(6), await uploadPhoto(7)];
    for (const body of [...bodies, ...bodies]) await handler({ Records: [{ messageId: 'm-1', body }] });
    expect(told()).toEqual([expect.stringMatching(/:(89|9\d)$/)]);
  });
});
