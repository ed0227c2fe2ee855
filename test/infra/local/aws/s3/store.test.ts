import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatFolderName, type ObjectVersion } from '../../../../../infra/local/aws/s3/object-version.ts';
import { openStore, type S3Store } from '../../../../../infra/local/aws/s3/store.ts';

const NOW_MS = Date.parse('2026-01-01T00:00:00Z');
let dataDir: string;
let store: S3Store;

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function write(key: string, text: string, versionId = 'null'): Promise<ObjectVersion> {
  const draft = await store.receive(bytes(text), { digests: [] });
  const version: ObjectVersion = {
    key,
    versionId,
    sequence: store.nextSequence(),
    lastModifiedMs: NOW_MS,
    isDeleteMarker: false,
    size: draft.size,
    etag: draft.digests.md5?.toString('hex') ?? '',
    encryption: 'AES256',
    headers: {},
    tags: [],
    checksums: {},
  };
  await store.commit('photos', { draft, version, notifications: null });
  return version;
}

async function read(version: ObjectVersion): Promise<string> {
  const file = await store.openContent('photos', version);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 's3-store-'));
  store = await openStore(dataDir, () => NOW_MS);
  await store.createBucket({ name: 'photos', createdAtMs: NOW_MS, configurations: {} });
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('openStore', () => {
  it('finds again what was stored, in the same order', async () => {
    const first = await write('a', 'one', 'v1');
    const second = await write('a', 'two', 'v2');
    store = await openStore(dataDir, () => NOW_MS);
    const versions = store.findBucket('photos')?.index.versionsOf('a') ?? [];
    expect(versions).toEqual([second, first]);
    expect(await read(first)).toBe('one');
    expect(store.nextSequence()).toBeGreaterThan(second.sequence);
  });

  it('keeps one version of an id', async () => {
    await write('a', 'one');
    const second = await write('a', 'two');
    expect(store.findBucket('photos')?.index.versionsOf('a')).toEqual([second]);
    expect(await readdir(join(dataDir, 'buckets', 'photos', 'versions'))).toEqual([formatFolderName(second)]);
  });

  it('takes the newer of two versions of one id that a kill left', async () => {
    const older = await write('a', 'one');
    const folder = join(dataDir, 'buckets', 'photos', 'versions');
    const newer = { ...older, sequence: older.sequence + 1 };
    await mkdir(join(folder, formatFolderName(newer)));
    await writeFile(join(folder, formatFolderName(newer), 'content'), 'two');
    await writeFile(join(folder, formatFolderName(newer), 'version.json'), JSON.stringify(newer));
    store = await openStore(dataDir, () => NOW_MS);
    expect(store.findBucket('photos')?.index.versionsOf('a')).toEqual([newer]);
    expect(await readdir(folder)).toEqual([formatFolderName(newer)]);
  });

  it('clears away drafts and half-removed versions', async () => {
    await mkdir(join(dataDir, 'drafts', 'left-over'), { recursive: true });
    await writeFile(join(dataDir, 'drafts', 'left-over', 'content'), 'half');
    const versions = join(dataDir, 'buckets', 'photos', 'versions');
    await mkdir(join(versions, '0000000000000000AA'));
    await writeFile(join(versions, '0000000000000000AA', 'content'), 'half');
    store = await openStore(dataDir, () => NOW_MS);
    expect(await readdir(join(dataDir, 'drafts'))).toEqual([]);
    expect(await readdir(versions)).toEqual([]);
  });

  it('leaves nothing of a body that breaks off', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('half');
      throw new Error('gone');
    }
    await expect(store.receive(broken(), { digests: [] })).rejects.toThrow('gone');
    expect(await readdir(join(dataDir, 'drafts'))).toEqual([]);
  });

  it('keeps a configuration as the document that S3 gives, and reads it again', async () => {
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::photos/a',
    } as const;
    const policy = { Version: '2012-10-17', Statement: [statement] };
    await store.configure('photos', 'policy', policy);
    const file = join(dataDir, 'buckets', 'photos', 'bucket.json');
    const kept = JSON.parse(await readFile(file, 'utf8'));
    expect(kept).toMatchObject({ configurations: { policy: JSON.stringify(policy) } });
    store = await openStore(dataDir, () => NOW_MS);
    expect(store.findBucket('photos')?.record.configurations).toEqual({ policy });
  });

  it('reads the documents that an earlier version kept as its clients wrote them', async () => {
    const configurations = {
      versioning:
        '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>',
      publicAccessBlock:
        '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
      encryption:
        '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
      unheardOf: '<Future/>',
    };
    const file = join(dataDir, 'buckets', 'photos', 'bucket.json');
    await writeFile(file, JSON.stringify({ name: 'photos', createdAtMs: NOW_MS, configurations }));
    store = await openStore(dataDir, () => NOW_MS);
    expect(store.findBucket('photos')?.record.configurations).toEqual({
      versioning: 'Enabled',
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      encryption: { algorithm: 'AES256', kmsKeyId: null, isBucketKeyEnabled: false },
    });
  });

  it('does not open over a configuration that it cannot read, and names it', async () => {
    const record = { name: 'photos', createdAtMs: NOW_MS, configurations: { cors: '<CORSConfiguration/>' } };
    await writeFile(join(dataDir, 'buckets', 'photos', 'bucket.json'), JSON.stringify(record));
    await expect(openStore(dataDir, () => NOW_MS)).rejects.toThrow('bucket photos: its cors configuration');
  });
});
