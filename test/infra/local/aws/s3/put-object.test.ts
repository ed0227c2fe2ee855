import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, openWorld, type World } from './open-world.ts';

const Bucket = 'uploads';
let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => world.close());

describe('putObject', () => {
  it('lets one of many writers win with If-None-Match: *', async () => {
    const writers = Array.from({ length: 6 }, (_, writer) =>
      codeOf(
        world.client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: `writer ${writer}`, IfNoneMatch: '*' })),
      ),
    );
    const codes = await Promise.all(writers);
    expect(codes.toSorted()).toEqual([...Array(5).fill('PreconditionFailed'), 'none']);
  });

  it('leaves nothing of an upload whose sender goes away', async () => {
    const url = new URL(await getSignedUrl(world.client, new PutObjectCommand({ Bucket, Key: 'gone' })));
    const drafts = join(world.dataDir, 'drafts');
    const socket = connect(Number(url.port), url.hostname);
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 1000000\r\n\r\nhalf`,
    );
    await vi.waitFor(async () => expect(await readdir(drafts)).toHaveLength(1), { timeout: 10_000 });
    socket.destroy();
    await vi.waitFor(async () => expect(await readdir(drafts)).toEqual([]), { timeout: 10_000 });
    expect(await codeOf(world.client.send(new HeadObjectCommand({ Bucket, Key: 'gone' })))).toBe('NotFound');
  });
});
