import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
});
