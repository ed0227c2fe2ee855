import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { parsePhotoKey } from '../../../origin/photo-key.ts';
import { openTestPipeline, type TestPipeline } from '../open-pipeline.ts';
import { createMemoryBucketStore } from './memory-bucket-store.ts';
import { describePhotoStore } from './photo-store-cases.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
afterAll(() => pipeline.close());

describePhotoStore('createS3PhotoStore', () => ({
  store: pipeline.ports.photos,
  async put(Key, Body, Metadata) {
    const put = new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body, Metadata });
    const { VersionId = null } = await pipeline.client.send(put);
    const name = parsePhotoKey(Key);
    if (!name) throw new TypeError(`${Key} is no photo`);
    return { ...name, key: Key, versionId: VersionId };
  },
  exists: (key) =>
    pipeline.readObject(key).then(
      () => true,
      () => false,
    ),
}));

describePhotoStore('createMemoryBucketStore', () => {
  const bucket = createMemoryBucketStore(() => Date.parse('2026-11-22T12:00:00.000Z'), {
    onCopy: () => undefined,
    onMove: () => undefined,
  });
  return {
    store: bucket.store,
    put: async (key, bytes, metadata) => bucket.put(key, bytes, metadata),
    exists: async (key) => bucket.listCurrent(key).includes(key),
  };
});
