import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeHeaderSigned } from './contract/forge.ts';
import { sendRaw } from './contract/raw-http.ts';
import { openS3Rig, type S3Rig } from './open-s3-rig.ts';

let rig: S3Rig;

/** Signs for a host of the client's choosing, and sends it to the loopback. */
async function get(host: string, path: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = rig.root;
  const target = {
    name: 'local',
    endpoint: `http://${host}`,
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
    clientOptions: {},
  } as const;
  const { headers } = forgeHeaderSigned(target, { method: 'GET', path, atMs: rig.nowMs });
  const response = await sendRaw({ method: 'GET', url: rig.s3.url + encodeURI(path), headers });
  return response.code || response.body;
}

beforeAll(async () => {
  rig = await openS3Rig();
  await rig.client.send(new CreateBucketCommand({ Bucket: 'photos' }));
  await rig.client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a b/c.jpg', Body: 'hello' }));
});
afterAll(() => rig.close());

describe('parseRequest', () => {
  it.each([
    'photos.s3.us-east-1.amazonaws.com',
    'photos.s3.amazonaws.com',
    'photos.localhost',
    'photos.s3.localhost',
    'photos.localhost:9000',
  ])('reads the bucket from the host %s', async (host) => {
    expect(await get(host, '/a b/c.jpg')).toBe('hello');
  });

  it.each(['127.0.0.1:9000', 'localhost:9000', 's3.us-east-1.amazonaws.com', 's3.amazonaws.com', '[::1]:9000'])(
    'reads the bucket from the path under the host %s',
    async (host) => {
      expect(await get(host, '/photos/a b/c.jpg')).toBe('hello');
    },
  );

  it('refuses a path whose escapes are broken', async () => {
    const response = await sendRaw({ method: 'GET', url: `${rig.s3.url}/photos/%ff` });
    expect([response.status, response.code]).toEqual([400, 'InvalidURI']);
  });

  it('ignores a parameter that names nothing, as one that keeps caches apart', async () => {
    const response = await sendRaw({ method: 'GET', url: `${rig.s3.url}/photos/none.jpg?v=1` });
    expect(response.status).toBe(403);
  });

  it('refuses a subresource that it does not imitate', async () => {
    const response = await sendRaw({ method: 'GET', url: `${rig.s3.url}/photos?replication` });
    expect([response.status, response.code]).toEqual([501, 'NotImplemented']);
  });
});
