import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteBucketPolicyCommand,
  GetObjectTaggingCommand,
  PutBucketPolicyCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createS3PhotoStore } from '../../../origin/adapters/s3-photo-store.ts';
import { type PhotoVersion, parseNotification } from '../../../origin/core/photo-version.ts';
import { formatThumbKey, THUMB_WIDTH } from '../../../origin/photo-key.ts';
import { SCAN_TAG } from '../../../origin/records.ts';
import { NAME } from '../core/develop-case.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from '../open-pipeline.ts';
import { PHOTO_ID, type TestUpload } from '../pipeline-contents.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
beforeEach(() => pipeline.clearDerived());
afterAll(() => pipeline.close());

const SHA256 = 'ab'.repeat(32);
const THUMB = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID, sha256: SHA256 }, THUMB_WIDTH);
const NOWHERE: PhotoVersion = {
  ...NAME,
  jobId: 'j-9',
  type: 'image/jpeg',
  sha256: SHA256,
  key: `jobs/j-9/${PHOTO_ID}/${SHA256}.jpg`,
  versionId: null,
};

async function upload(bytes: Uint8Array, upload: TestUpload = {}): Promise<PhotoVersion> {
  const [version] = parseNotification(await pipeline.upload(bytes, upload));
  if (!version) throw new Error('no version');
  return version;
}

async function exists(key: string): Promise<boolean> {
  return pipeline.readObject(key).then(
    () => true,
    () => false,
  );
}

describe('createS3PhotoStore', () => {
  it('reads bytes, hash, time and metadata of that very version', async () => {
    const version = await upload(Buffer.from('one'), { isUnnamed: true });
    await upload(Buffer.from('two'), { isUnnamed: true });
    const photo = await pipeline.ports.photos.read(version);
    expect(photo).toMatchObject({
      length: 3,
      sha256: createHash('sha256').update('one').digest('hex'),
      versionId: version.versionId,
      metadata: { job: 'j-1', uploader: 'worker-1' },
    });
    expect(Buffer.from(photo?.bytes ?? []).toString()).toBe('one');
    expect(Date.parse(photo?.storedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it.each([
    [10, true],
    [11, false],
  ])('hashes all of %i bytes; keeps them: %s', async (length, isKept) => {
    const bytes = Buffer.alloc(length, 7);
    const version = await upload(bytes);
    const store = createS3PhotoStore({ client: pipeline.client, bucket: pipeline.bucket, maxBytes: 10 });
    const photo = await store.read(version);
    expect(photo?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect([photo?.length, photo?.bytes !== null]).toEqual([length, isKept]);
  });

  it('finds nothing where nothing is', async () => {
    const { photos } = pipeline.ports;
    expect(await photos.read(NOWHERE)).toBeNull();
    expect(await photos.readFacts(NOWHERE)).toBeNull();
    expect(await photos.readEdits(NOWHERE)).toBeNull();
    expect(await photos.list(NOWHERE.key)).toEqual([]);
    expect(await photos.hasDerived(THUMB)).toBe(false);
  });

  it('keeps what GuardDuty has found when it writes edits', async () => {
    const { client, bucket } = pipeline;
    const { key: Key } = await upload(Buffer.from('scanned'), { photoId: photoIdOf(8) });
    const found = { Key: SCAN_TAG, Value: 'NO_THREATS_FOUND' };
    const TagSet = [found, { Key: 'Title', Value: 'old' }];
    await client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key, Tagging: { TagSet } }));
    const [version] = await pipeline.ports.photos.list(Key);
    if (!version) throw new Error('no version');
    await pipeline.ports.photos.writeEdits(version, { title: 'new', stage: null, revision: 1 });
    const tagging = await client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }));
    expect(tagging.TagSet).toContainEqual(found);
    expect(tagging.TagSet).toContainEqual({ Key: 'Title', Value: 'new' });
  });

  it('leaves what the bucket does not let go, where the bucket is locked, and there alone', async () => {
    const { client, bucket } = pipeline;
    const version = await upload(Buffer.from('locked'), { photoId: photoIdOf(9) });
    const denial = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObjectVersion',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [denial] });
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    onTestFinished(async () => void (await client.send(new DeleteBucketPolicyCommand({ Bucket: bucket }))));
    await expect(pipeline.ports.photos.remove(version)).rejects.toMatchObject({ name: 'AccessDenied' });
    const store = createS3PhotoStore({ client, bucket, maxBytes: 10, isLocked: true });
    await store.remove(version);
    expect(await exists(version.key)).toBe(true);
    await expect(store.remove({ ...version, versionId: 'x y' })).rejects.toThrow();
  });

  it('takes a bucket that is not there for our fault, not for a photo that is gone', async () => {
    const store = createS3PhotoStore({ client: pipeline.client, bucket: 'another', maxBytes: 10 });
    await expect(store.read(NOWHERE)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('lists the versions of a file in the order of their arrival, and what names no bytes not at all', async () => {
    const photoId = photoIdOf(1);
    const versions = [await upload(Buffer.from('1'), { photoId }), await upload(Buffer.from('1'), { photoId })];
    await upload(Buffer.from('1'), { photoId, isUnnamed: true });
    const listed = await pipeline.ports.photos.list(`jobs/j-1/${photoId}`);
    expect(listed.map(({ key, versionId }) => [key, versionId])).toEqual(
      versions.map(({ key, versionId }) => [key, versionId]),
    );
  });

  it('names a version by its bytes, with all that it says of itself, and when it came', async () => {
    const { photos } = pipeline.ports;
    const version = await upload(Buffer.from('named'), {
      photoId: photoIdOf(2),
      isUnnamed: true,
      facts: { title: 'Küche' },
    });
    await photos.writeEdits(version, { title: 'edited', stage: null, revision: 1 });
    const photo = await photos.read(version);
    if (!photo) throw new Error('no photo');
    const named = await photos.nameByBytes(version, photo);
    expect(named.key).toBe(`jobs/j-1/${photoIdOf(2)}/${photo.sha256}.jpg`);
    const copy = await photos.read(named);
    expect(copy?.metadata).toEqual({ ...photo.metadata, part: `;;${photo.storedAt}` });
    expect(await photos.readEdits(named)).toMatchObject({ title: 'edited', revision: 1 });
    expect(await pipeline.readObject(named.key)).toMatchObject({
      ContentType: 'image/jpeg',
      CacheControl: 'private, max-age=31536000, immutable',
    });
    await photos.remove(version);
    expect(await photos.read(version)).toBeNull();
  });

  it('hides what is there under one delete marker, and shows it again', async () => {
    const { photos } = pipeline.ports;
    const { key } = await upload(Buffer.from('hidden'), { photoId: photoIdOf(3) });
    for (let times = 0; times < 2; times += 1) await photos.hide([key, THUMB]);
    expect(await exists(key)).toBe(false);
    await photos.show([key, THUMB]);
    expect(await exists(key)).toBe(true);
    expect(await pipeline.listVersions(key)).toHaveLength(1);
  });

  it('writes a derived image once, also when 8 workers do so at the same time', async () => {
    const writes = Array.from({ length: 8 }, () =>
      pipeline.ports.photos.writeDerived({ key: THUMB, bytes: Buffer.from('image') }),
    );
    await Promise.all(writes);
    expect(await pipeline.listVersions(THUMB)).toHaveLength(1);
    expect(await pipeline.ports.photos.hasDerived(THUMB)).toBe(true);
  });
});

describe('attack: a bucket in trouble', () => {
  let server: Server;
  let status = 503;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end('<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  it.each([503, 500, 403])(
    'throws upon %i, so that the queue tries again: that the photo is gone is not said',
    async (code) => {
      status = code;
      const { port } = server.address() as AddressInfo;
      const client = new S3Client({
        endpoint: `http://127.0.0.1:${port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        forcePathStyle: true,
        maxAttempts: 1,
      });
      const store = createS3PhotoStore({ client, bucket: 'uploads', maxBytes: 10 });
      const version = { ...NOWHERE, versionId: 'v1' };
      const calls = [
        store.read(version),
        store.readEdits(version),
        store.readFacts(version),
        store.list(version.key),
        store.hide([version.key]),
        store.remove(version),
        store.writeDerived({ key: THUMB, bytes: Buffer.from('x') }),
      ];
      for (const result of await Promise.allSettled(calls)) expect(result.status).toBe('rejected');
      client.destroy();
    },
  );
});
