import { randomBytes } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listArchived } from '../../../infra/operate/list-archived.ts';
import { openTarget, type Target } from '../../../infra/operate/target.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../../origin/open-pipeline.ts';

const PHOTOS = 24;
const signal = new AbortController().signal;

let pipeline: TestPipeline;
let target: Target;
beforeEach(async () => {
  pipeline = await openTestPipeline();
  target = await openTarget({ data: pipeline.directory, stage: 'dev' });
  for (let index = 0; index < PHOTOS; index += 1) {
    await pipeline.upload(randomBytes(64), { photoId: photoIdOf(index) });
  }
});
afterEach(async () => {
  target.close();
  await pipeline.close();
});

/** Answers the first requests last, and counts how many are under way at once. */
function countRequests(s3: S3Client): { readonly s3: S3Client; readonly most: () => number } {
  let [most, now, left] = [0, 0, 200];
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    now += 1;
    most = Math.max(most, now);
    left -= 10;
    await new Promise((resolve) => setTimeout(resolve, Math.max(left, 0)));
    try {
      return await s3.send(command);
    } finally {
      now -= 1;
    }
  };
  return { s3: Object.assign(Object.create(s3), { send }), most: () => most };
}

describe('listArchived', () => {
  it('reads several photos at a time, 8 at most, and tells them in the order of their keys', async () => {
    const { s3, most } = countRequests(target.s3);
    const { files, photoCount } = await listArchived({ ...target, s3 }, 'j-1', signal);
    expect(photoCount).toBe(PHOTOS);
    expect(files.map(({ version }) => version.photoId)).toEqual(Array.from({ length: PHOTOS }, (_, n) => photoIdOf(n)));
    expect(most()).toBe(8);
  });

  it('ends with the reason of the signal where it is stopped', async () => {
    await expect(listArchived(target, 'j-1', AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
