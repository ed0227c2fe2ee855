import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskRoom, RESERVE_BYTES } from '../../../../infra/local/aws/disk-room.ts';
import { createDynamodb } from '../../../../infra/local/aws/dynamodb/dynamodb.ts';
import { type Credential, createCredentialStore } from '../../../../infra/local/aws/iam/credentials.ts';
import { createS3 } from '../../../../infra/local/aws/s3/server.ts';

const REGION = 'us-east-1';
const accountId = '111122223333';
const root: Credential = {
  accessKeyId: 'AKIAROOT',
  secretAccessKey: 'root-secret',
  principal: { kind: 'root', name: `arn:aws:iam::${accountId}:root`, policies: [] },
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-room-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A disk of which the test says how much is free. */
function openDisk() {
  const disk = { freeBytes: RESERVE_BYTES, nowMs: 0 };
  const readFreeBytes = () => disk.freeBytes;
  return { disk, room: createDiskRoom(folder, { now: () => (disk.nowMs += 1000), readFreeBytes }) };
}

describe('createDiskRoom', () => {
  it('refuses one byte below the reserve, as the file system does, and takes the reserve itself', () => {
    const { disk, room } = openDisk();
    room.check();
    disk.freeBytes -= 1;
    expect(() => room.check()).toThrow(expect.objectContaining({ code: 'ENOSPC', path: folder }));
    disk.freeBytes += 1;
    room.check();
  });

  it('asks the disk a hundred times a second at most', () => {
    let asked = 0;
    const readFreeBytes = () => {
      asked += 1;
      return RESERVE_BYTES;
    };
    let nowMs = 0;
    const room = createDiskRoom(folder, { now: () => nowMs, readFreeBytes });
    for (nowMs of [0, 9, 10, 19]) room.check();
    expect(asked).toBe(2);
  });

  it('knows how much a folder’s disk has', () => {
    expect(() => createDiskRoom(folder, { reserveBytes: 1 }).check()).not.toThrow();
    expect(() => createDiskRoom(folder, { reserveBytes: Number.MAX_SAFE_INTEGER }).check()).toThrow(/ENOSPC/);
  });
});

describe('a disk that fills up', () => {
  it('keeps what S3 has acknowledged, leaves nothing of what it refused, and lets it go on when there is room', async () => {
    const { disk, room } = openDisk();
    const log: string[] = [];
    const credentials = createCredentialStore();
    credentials.add(root);
    const s3 = await createS3({
      dataDir: folder,
      credentials,
      region: REGION,
      accountId,
      room,
      log: (line) => log.push(line),
    });
    const client = new S3Client({
      endpoint: s3.url,
      region: REGION,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: root,
    });
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: Key }));
    await client.send(new CreateBucketCommand({ Bucket: 'photos' }));
    await put('before');
    disk.freeBytes = 0;
    await expect(put('refused')).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    expect(log).toEqual([expect.stringContaining('ENOSPC')]);
    expect(await readdir(join(folder, 'drafts'))).toEqual([]);
    const kept = await client.send(new GetObjectCommand({ Bucket: 'photos', Key: 'before' }));
    expect(await kept.Body?.transformToString()).toBe('before');
    disk.freeBytes = RESERVE_BYTES;
    await put('after');
    client.destroy();
    await s3.close();
  });

  it('is told of by DynamoDB before its store meets it: reads go on, and writes when there is room', async () => {
    const { disk, room } = openDisk();
    const log: string[] = [];
    const credentials = createCredentialStore();
    credentials.add(root);
    const create = {
      TableName: 'records',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    };
    const table = { name: 'records', partitionKey: 'pk', indexPartitionKeys: {}, create, ttlAttribute: null };
    const place = { region: REGION, accountId, now: Date.now, credentials };
    const service = await createDynamodb({ ...place, tables: [table], room, log: (line) => log.push(line) });
    const client = new DynamoDBClient({ endpoint: service.url, region: REGION, maxAttempts: 1, credentials: root });
    const put = (pk: string) => client.send(new PutItemCommand({ TableName: 'records', Item: { pk: { S: pk } } }));
    const get = (pk: string) => client.send(new GetItemCommand({ TableName: 'records', Key: { pk: { S: pk } } }));
    await put('before');
    disk.freeBytes = 0;
    await expect(put('refused')).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(log).toEqual([expect.stringMatching(/PutItem failed: .*ENOSPC/)]);
    expect((await get('before')).Item).toEqual({ pk: { S: 'before' } });
    disk.freeBytes = RESERVE_BYTES;
    await put('after');
    expect((await get('refused')).Item).toBeUndefined();
    client.destroy();
    await service.close();
  });
});
