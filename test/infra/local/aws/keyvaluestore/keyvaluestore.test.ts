import {
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStoreRig, STORE_ARN } from './open-store-rig.ts';

const KvsARN = STORE_ARN;

async function open(initial: Readonly<Record<string, string>> = { live: 'a' }) {
  const opened = await openStoreRig(initial);
  onTestFinished(() => opened.close());
  return opened;
}

describe('the local key-value store, by the official client', () => {
  it('is described, read, changed key by key, and listed', async () => {
    const { client } = await open();
    const kvs = client();
    const {
      ETag: first = '',
      ItemCount,
      TotalSizeInBytes,
    } = await kvs.send(new DescribeKeyValueStoreCommand({ KvsARN }));
    expect([ItemCount, TotalSizeInBytes]).toEqual([1, 5]);
    const { ETag: second = '' } = await kvs.send(
      new PutKeyCommand({ KvsARN, Key: 'preview/é 1', Value: '{"n":1}', IfMatch: first }),
    );
    expect(second).not.toBe(first);
    expect(await kvs.send(new GetKeyCommand({ KvsARN, Key: 'preview/é 1' }))).toMatchObject({ Value: '{"n":1}' });
    const { Items } = await kvs.send(new ListKeysCommand({ KvsARN }));
    expect(Items).toEqual([
      { Key: 'live', Value: 'a' },
      { Key: 'preview/é 1', Value: '{"n":1}' },
    ]);
    await kvs.send(new DeleteKeyCommand({ KvsARN, Key: 'live', IfMatch: second }));
    const gone = kvs.send(new GetKeyCommand({ KvsARN, Key: 'live' }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('changes several keys at once or none, and only the version that is named', async () => {
    const { client, store, reopen } = await open();
    const kvs = client();
    const IfMatch = store.facts.etag;
    const tooLong = new UpdateKeysCommand({
      KvsARN,
      IfMatch,
      Puts: [
        { Key: 'live', Value: 'b' },
        { Key: 'long', Value: 'x'.repeat(1025) },
      ],
    });
    await expect(kvs.send(tooLong)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(store.get('live')).toBe('a');
    const both = { KvsARN, IfMatch, Puts: [{ Key: 'before', Value: 'a' }], Deletes: [{ Key: 'live' }] };
    await kvs.send(new UpdateKeysCommand(both));
    expect(store.entries()).toEqual([['before', 'a']]);
    await expect(kvs.send(new UpdateKeysCommand(both))).rejects.toMatchObject({ name: 'ConflictException' });
    expect(reopen().entries()).toEqual([['before', 'a']]);
  });

  it.each([
    ['a key of 513 bytes', { ['k'.repeat(513)]: 'v' }, false],
    ['a key of 512 bytes', { ['k'.repeat(512)]: 'v' }, true],
    ['a value of 1,024 bytes', { k: 'v'.repeat(1024) }, true],
    ['50 keys', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'])), true],
    ['51 keys', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])), false],
  ])('holds the quotas: %s', async (_what, puts, isTaken) => {
    const { store } = await open();
    const done = await store.change({ puts }, null).then(
      () => true,
      () => false,
    );
    expect(done).toBe(isTaken);
  });

  it('holds no more than 5 MB', async () => {
    const full = Array.from({ length: 5120 }, (_, index) => [`${index}`.padStart(4, '0'), 'v'.repeat(1020)] as const);
    const { store } = await open(Object.fromEntries(full));
    expect(store.facts.totalBytes).toBe(5 * 1024 * 1024);
    await expect(store.change({ puts: { k: '' } }, null)).rejects.toMatchObject({ name: 'StoreLimitError' });
    await store.change({ puts: { k: '' }, deletes: ['0000'] }, null);
  });
});

describe('attack: who may change what every page is made of', () => {
  it('refuses a wrong secret, an unknown key, and what a role may not', async () => {
    const { client, store } = await open();
    const describeIt = new DescribeKeyValueStoreCommand({ KvsARN });
    const denied = { name: 'AccessDeniedException' };
    await expect(client({ secret: 'other' }).send(describeIt)).rejects.toMatchObject(denied);
    await expect(client({ key: 'AKIANOBODY' }).send(describeIt)).rejects.toMatchObject(denied);
    const reader = client({ key: 'AKIAREADER' });
    await reader.send(describeIt);
    const put = new PutKeyCommand({ KvsARN, Key: 'live', Value: 'evil', IfMatch: store.facts.etag });
    await expect(reader.send(put)).rejects.toMatchObject(denied);
    expect(store.get('live')).toBe('a');
  });

  it('refuses what nobody signed, and Signature Version 4', async () => {
    const { url } = await open();
    const path = `/key-value-stores/${encodeURIComponent(STORE_ARN)}`;
    expect((await fetch(url + path)).status).toBe(403);
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIAROOT/20261130/us-east-1/cloudfront-keyvaluestore/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
    const response = await fetch(url + path, { headers: { authorization, 'x-amz-date': '20261130T090000Z' } });
    expect(response.status).toBe(403);
  });
});
