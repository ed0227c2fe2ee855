import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3PhotoStore } from '../../../origin/adapters/s3-photo-store.ts';
import { type PhotoVersion, parseNotification } from '../../../origin/core/photo-version.ts';
import { formatThumbKey, THUMB_WIDTH } from '../../../origin/photo-key.ts';
import { versionOf } from '../core/develop-case.ts';
import { openTestPipeline, type TestPipeline } from '../open-pipeline.ts';
import { PHOTO_ID } from '../pipeline-contents.ts';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
beforeEach(() => pipeline.clearDerived());
afterAll(() => pipeline.close());

const THUMB = formatThumbKey({ jobId: 'j-1', photoId: PHOTO_ID }, THUMB_WIDTH);

async function upload(bytes: Uint8Array): Promise<PhotoVersion> {
  const [version] = parseNotification(await pipeline.upload(bytes));
  if (!version) throw new Error('no version');
  return version;
}

function imageOf(madeFrom: PhotoVersion, text: string) {
  return { madeFrom, width: THUMB_WIDTH, bytes: Buffer.from(text) };
}

async function readThumb(): Promise<string> {
  return Buffer.from((await pipeline.readObject(THUMB)).bytes).toString();
}

describe('createS3PhotoStore', () => {
  it('reads bytes, hash, time and metadata of that very version', async () => {
    const version = await upload(Buffer.from('one'));
    await upload(Buffer.from('two'));
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
    const nowhere = { ...versionOf(null, null), key: 'jobs/j-9/nothing.jpg', jobId: 'j-9' };
    expect(await pipeline.ports.photos.read(nowhere)).toBeNull();
    expect(await pipeline.ports.photos.findDerived(nowhere, THUMB_WIDTH)).toBeNull();
  });

  it('takes a bucket that is not there for our fault, not for a photo that is gone', async () => {
    const store = createS3PhotoStore({ client: pipeline.client, bucket: 'another', maxBytes: 10 });
    await expect(store.read(versionOf(null, null))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('knows which version is current', async () => {
    const [early, late] = [await upload(Buffer.from('1')), await upload(Buffer.from('2'))];
    expect(await pipeline.ports.photos.isCurrent(early)).toBe(false);
    expect(await pipeline.ports.photos.isCurrent(late)).toBe(true);
  });

  it('writes a derived image once, over an earlier one, and never over a later one', async () => {
    const { photos } = pipeline.ports;
    await photos.writeDerived(imageOf(versionOf('v2', '02'), 'second'));
    await photos.writeDerived(imageOf(versionOf('v2', '02'), 'second'));
    expect(await pipeline.listVersions(THUMB)).toHaveLength(1);
    await photos.writeDerived(imageOf(versionOf('v1', '01'), 'first'));
    expect(await readThumb()).toBe('second');
    await photos.writeDerived(imageOf(versionOf('v3', '03'), 'third'));
    expect(await readThumb()).toBe('third');
    expect(await photos.findDerived(versionOf('v3', '03'), THUMB_WIDTH)).toMatchObject({
      versionId: 'v3',
      sequencer: '03',
    });
  });

  it('ends with the latest when 8 versions are written at once', async () => {
    const versions = [3, 1, 7, 4, 8, 2, 6, 5].map((index) => versionOf(`v${index}`, `0${index}`));
    const writes = versions.map((version) =>
      pipeline.ports.photos.writeDerived(imageOf(version, version.versionId ?? '')),
    );
    await Promise.all(writes);
    expect(await readThumb()).toBe('v8');
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
      const version = versionOf('v1', '01');
      const calls = [
        store.read(version),
        store.readEdits(version),
        store.isCurrent(version),
        store.writeDerived(imageOf(version, 'x')),
      ];
      for (const result of await Promise.allSettled(calls)) expect(result.status).toBe('rejected');
      client.destroy();
    },
  );
});
