import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, openS3Rig, type S3Rig } from './open-s3-rig.ts';

const Bucket = 'uploads';
let rig: S3Rig;

beforeAll(async () => {
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => rig.close());

describe('putObject', () => {
  it('lets one of many writers win with If-None-Match: *', async () => {
    const writers = Array.from({ length: 6 }, (_, writer) =>
      codeOf(
        rig.client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: `writer ${writer}`, IfNoneMatch: '*' })),
      ),
    );
    const codes = await Promise.all(writers);
    expect(codes.toSorted()).toEqual([...Array(5).fill('PreconditionFailed'), 'none']);
  });

  it('leaves nothing of an upload whose sender goes away', async () => {
    const url = new URL(await getSignedUrl(rig.client, new PutObjectCommand({ Bucket, Key: 'gone' })));
    const drafts = join(rig.dataDir, 'drafts');
    const socket = connect(Number(url.port), url.hostname);
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 1000000\r\n\r\nhalf`,
    );
    await vi.waitFor(async () => expect(await readdir(drafts)).toHaveLength(1), { timeout: 10_000 });
    socket.destroy();
    await vi.waitFor(async () => expect(await readdir(drafts)).toEqual([]), { timeout: 10_000 });
    expect(await codeOf(rig.client.send(new HeadObjectCommand({ Bucket, Key: 'gone' })))).toBe('NotFound');
  });
});
