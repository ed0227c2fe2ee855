/** Listings: prefixes, delimiters, pages, encodings, versions. */
import assert from 'node:assert/strict';
import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { ContractCase, ContractContext } from './target.ts';

const NAMES = ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd e+f', 'ü', 'z'];
let serial = 0;

async function fill({ client, bucket }: ContractContext): Promise<string> {
  serial += 1;
  const prefix = `listing-${serial}/`;
  for (const name of NAMES) await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + name, Body: name }));
  return prefix;
}

const shared = new WeakMap<ContractContext, Promise<string>>();

/** One prefix for all cases that only read. */
function fillOnce(context: ContractContext): Promise<string> {
  const prefix = shared.get(context) ?? fill(context);
  shared.set(context, prefix);
  return prefix;
}

type Run = (context: ContractContext, prefix: string) => Promise<void>;

/** A case that reads NAMES below a prefix. */
function listingCase(name: string, run: Run, ceph?: string): ContractCase {
  return {
    name: `listing: ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: async (context) => run(context, await fillOnce(context)),
  };
}

/** A case that changes what is below its prefix. */
function changingCase(name: string, run: Run): ContractCase {
  return { name: `listing: ${name}`, run: async (context) => run(context, await fill(context)) };
}

async function list({ client, bucket }: ContractContext, input: Partial<ListObjectsV2CommandInput>) {
  const response = await client.send(new ListObjectsV2Command({ Bucket: bucket, ...input }));
  const { Contents = [], CommonPrefixes = [] } = response;
  return {
    ...response,
    keys: Contents.map(({ Key = '' }) => Key),
    prefixes: CommonPrefixes.map(({ Prefix = '' }) => Prefix),
  };
}

export const LISTING_CASES: readonly ContractCase[] = [
  listingCase('gives all keys of a prefix in the order of their bytes', async (context, prefix) => {
    const { keys, KeyCount, IsTruncated } = await list(context, { Prefix: prefix });
    assert.deepEqual(
      keys,
      ['a/1', 'a/2', 'b', 'c/1', 'c/2', 'd e+f', 'z', 'ü'].map((name) => prefix + name),
    );
    assert.equal(KeyCount, 8);
    assert.equal(IsTruncated, false);
  }),
  listingCase('groups by a delimiter', async (context, prefix) => {
    const { keys, prefixes, KeyCount } = await list(context, { Prefix: prefix, Delimiter: '/' });
    assert.deepEqual(prefixes, [`${prefix}a/`, `${prefix}c/`]);
    assert.deepEqual(
      keys,
      ['b', 'd e+f', 'z', 'ü'].map((name) => prefix + name),
    );
    assert.equal(KeyCount, 6);
  }),
  listingCase('pages through keys and groups, each once', async (context, prefix) => {
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list(context, {
        Prefix: prefix,
        Delimiter: '/',
        MaxKeys: 1,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      });
      assert.ok(page.keys.length + page.prefixes.length <= 1);
      seen.push(...page.keys, ...page.prefixes);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    assert.deepEqual(
      seen,
      ['a/', 'b', 'c/', 'd e+f', 'z', 'ü'].map((name) => prefix + name),
    );
  }),
  listingCase('starts after a key', async (context, prefix) => {
    const { keys } = await list(context, { Prefix: prefix, StartAfter: `${prefix}c/1` });
    assert.deepEqual(
      keys,
      ['c/2', 'd e+f', 'z', 'ü'].map((name) => prefix + name),
    );
  }),
  listingCase('does not tell again a group that it starts inside', async (context, prefix) => {
    const { keys, prefixes } = await list(context, { Prefix: prefix, Delimiter: '/', StartAfter: `${prefix}c/1` });
    assert.deepEqual(prefixes, []);
    assert.equal(keys.length, 3);
  }),
  listingCase('gives nothing for max-keys 0', async (context, prefix) => {
    const { keys, IsTruncated } = await list(context, { Prefix: prefix, MaxKeys: 0 });
    assert.deepEqual({ keys, IsTruncated }, { keys: [], IsTruncated: false });
  }),
  listingCase(
    'encodes keys where asked',
    async (context, prefix) => {
      const { keys } = await list(context, { Prefix: `${prefix}d`, EncodingType: 'url' });
      assert.deepEqual(keys, [`${prefix}d+e%2Bf`]);
    },
    'Ceph encodes slashes too, and a blank as %20',
  ),
  listingCase('tells size, ETag and time of each', async (context, prefix) => {
    const { Contents = [] } = await list(context, { Prefix: `${prefix}a/` });
    assert.equal(Contents[0]?.Size, 3);
    assert.match(Contents[0]?.ETag ?? '', /^"[0-9a-f]{32}"$/);
    assert.ok(Math.abs(Date.now() - Number(Contents[0]?.LastModified)) < 60_000);
  }),
  changingCase('leaves out what is deleted, and lists its versions', async (context, prefix) => {
    const { client, bucket } = context;
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}b` }));
    const { keys } = await list(context, { Prefix: prefix });
    assert.ok(!keys.includes(`${prefix}b`));
    const all = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: `${prefix}b` }));
    assert.equal(all.Versions?.length, 1);
    assert.equal(all.Versions?.[0]?.IsLatest, false);
    assert.equal(all.DeleteMarkers?.length, 1);
    assert.equal(all.DeleteMarkers?.[0]?.IsLatest, true);
  }),
  changingCase('pages through versions, newest first', async (context, prefix) => {
    const { client, bucket } = context;
    const Key = `${prefix}b`;
    const second = await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'again' }));
    const seen: (string | undefined)[] = [];
    let next: { KeyMarker: string; VersionIdMarker: string } | undefined;
    do {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: Key, MaxKeys: 1, ...next }),
      );
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      next =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
          : undefined;
    } while (next !== undefined);
    assert.equal(seen.length, 2);
    assert.equal(seen[0], second.VersionId);
  }),
  listingCase('answers the first version of the call too', async ({ client, bucket }, prefix) => {
    const first = await client.send(new ListObjectsCommand({ Bucket: bucket, Prefix: prefix, MaxKeys: 2 }));
    assert.equal(first.IsTruncated, true);
    const Marker = first.Contents?.at(-1)?.Key ?? '';
    const rest = await client.send(new ListObjectsCommand({ Bucket: bucket, Prefix: prefix, Marker }));
    assert.equal(rest.Contents?.length, 6);
  }),
];
