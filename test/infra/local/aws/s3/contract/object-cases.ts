/** Objects by the official client: written, read, copied, tagged, deleted, versioned. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ContractCase, ContractContext } from './target.ts';

let serial = 0;

/** A case with a key of its own in the versioned bucket. */
function objectCase(
  name: string,
  run: (context: ContractContext, place: { Bucket: string; Key: string }) => Promise<void>,
  ceph?: string,
): ContractCase {
  return {
    name: `object: ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: (context) => {
      serial += 1;
      return run(context, { Bucket: context.bucket, Key: `objects/${serial}` });
    },
  };
}

async function refusedWith(promise: Promise<unknown>, status: number, name?: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof Error && '$metadata' in error, String(error));
    assert.deepEqual(
      { status: (error.$metadata as { httpStatusCode?: number }).httpStatusCode, name: name ?? error.name },
      { status, name: error.name },
    );
    return true;
  });
}

async function readText({ client }: ContractContext, input: GetObjectCommandInput): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand(input));
  return (await Body?.transformToString()) ?? '';
}

function put({ client }: ContractContext, input: PutObjectCommandInput) {
  return client.send(new PutObjectCommand({ Body: 'hello', ...input }));
}

const WRITING: readonly ContractCase[] = [
  objectCase('gives back what was put, with its MD5 as ETag', async (context, place) => {
    const { ETag, VersionId } = await put(context, place);
    assert.equal(ETag, '"5d41402abc4b2a76b9719d911017c592"');
    assert.ok(VersionId);
    assert.equal(await readText(context, place), 'hello');
  }),
  objectCase('keeps metadata, type and the other headers', async (context, place) => {
    await put(context, {
      ...place,
      ContentType: 'image/png',
      CacheControl: 'max-age=1',
      ContentDisposition: 'inline',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      Metadata: { Job: 'j-1' },
    });
    const head = await context.client.send(new HeadObjectCommand(place));
    assert.equal(head.ContentType, 'image/png');
    assert.equal(head.CacheControl, 'max-age=1');
    assert.equal(head.ContentDisposition, 'inline');
    assert.equal(head.ContentEncoding, 'gzip');
    assert.equal(head.ContentLanguage, 'de');
    assert.deepEqual(head.Metadata, { job: 'j-1' });
    assert.equal(head.ContentLength, 5);
  }),
  objectCase('stores 6 MiB byte-true', async (context, place) => {
    const body = Buffer.alloc(6 * 1024 ** 2, 'photo');
    await put(context, { ...place, Body: body });
    const { Body } = await context.client.send(new GetObjectCommand(place));
    assert.ok(body.equals(Buffer.from((await Body?.transformToByteArray()) ?? [])));
  }),
  objectCase('takes any characters in a key', async (context, place) => {
    const Key = `${place.Key}/ä ö+&?#%25=(*)'!~ 写真//.jpg`;
    await put(context, { ...place, Key });
    assert.equal(await readText(context, { ...place, Key }), 'hello');
  }),
  objectCase('refuses a Content-MD5 of other bytes', async (context, place) => {
    await refusedWith(put(context, { ...place, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }), 400, 'BadDigest');
    await refusedWith(context.client.send(new HeadObjectCommand(place)), 404);
  }),
  objectCase('refuses a Content-MD5 that is none', async (context, place) => {
    await refusedWith(put(context, { ...place, ContentMD5: 'short' }), 400, 'InvalidDigest');
  }),
  objectCase(
    'refuses a checksum of other bytes',
    async (context, place) => {
      await refusedWith(put(context, { ...place, ChecksumSHA256: `${'A'.repeat(43)}=` }), 400);
      await refusedWith(context.client.send(new HeadObjectCommand(place)), 404);
    },
    'Ceph 18 does not check x-amz-checksum-*',
  ),
  objectCase(
    'keeps a checksum and gives it back',
    async (context, place) => {
      const ChecksumSHA256 = createHash('sha256').update('hello').digest('base64');
      await put(context, { ...place, ChecksumSHA256 });
      const head = await context.client.send(new HeadObjectCommand({ ...place, ChecksumMode: 'ENABLED' }));
      assert.equal(head.ChecksumSHA256, ChecksumSHA256);
    },
    'Ceph 18 does not keep x-amz-checksum-*',
  ),
  objectCase(
    'writes only where nothing is with If-None-Match: *',
    async (context, place) => {
      await put(context, { ...place, IfNoneMatch: '*' });
      await refusedWith(put(context, { ...place, IfNoneMatch: '*', Body: 'other' }), 412, 'PreconditionFailed');
      assert.equal(await readText(context, place), 'hello');
    },
    'Ceph 18 ignores If-None-Match where versions are kept',
  ),
  objectCase('writes again with If-None-Match: * after a delete marker', async (context, place) => {
    await put(context, place);
    await context.client.send(new DeleteObjectCommand(place));
    await put(context, { ...place, IfNoneMatch: '*', Body: 'again' });
    assert.equal(await readText(context, place), 'again');
  }),
  objectCase(
    'refuses a key of 1,025 bytes and takes one of 1,024',
    async (context, place) => {
      await put(context, { ...place, Key: 'p'.repeat(1024) });
      await refusedWith(put(context, { ...place, Key: 'p'.repeat(1025) }), 400, 'KeyTooLongError');
    },
    'Ceph calls it InvalidObjectName',
  ),
  objectCase(
    'takes 2,048 bytes of user metadata and refuses 2,049',
    async (context, place) => {
      await put(context, { ...place, Metadata: { note: 'm'.repeat(2044) } });
      await refusedWith(put(context, { ...place, Metadata: { note: 'm'.repeat(2045) } }), 400, 'MetadataTooLarge');
    },
    'Ceph allows more user metadata',
  ),
  objectCase('takes 10 tags in a header and refuses 11', async (context, place) => {
    const tags = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=v`).join('&');
    await put(context, { ...place, Tagging: tags(10) });
    const { TagCount } = await context.client.send(new GetObjectCommand(place));
    assert.equal(TagCount, 10);
    await refusedWith(put(context, { ...place, Tagging: tags(11) }), 400);
  }),
  objectCase('refuses a bucket that is not there', async (context, place) => {
    await refusedWith(put(context, { ...place, Bucket: 'nowhere-to-be-found' }), 404, 'NoSuchBucket');
  }),
];

const READING: readonly ContractCase[] = [
  objectCase('answers ranges', async (context, place) => {
    await put(context, place);
    const ranges = { 'bytes=0-0': 'h', 'bytes=1-3': 'ell', 'bytes=3-': 'lo', 'bytes=-2': 'lo', 'bytes=0-99': 'hello' };
    for (const [Range, text] of Object.entries(ranges)) {
      const response = await context.client.send(new GetObjectCommand({ ...place, Range }));
      assert.equal(response.$metadata.httpStatusCode, 206);
      assert.equal(await response.Body?.transformToString(), text);
      assert.match(response.ContentRange ?? '', /^bytes \d-\d\/5$/);
    }
  }),
  objectCase('refuses a range beyond the end', async (context, place) => {
    await put(context, place);
    await refusedWith(readText(context, { ...place, Range: 'bytes=5-' }), 416, 'InvalidRange');
  }),
  objectCase('answers 304 to If-None-Match of the same ETag', async (context, place) => {
    const { ETag } = await put(context, place);
    await refusedWith(readText(context, { ...place, IfNoneMatch: ETag }), 304);
    assert.equal(await readText(context, { ...place, IfNoneMatch: '"other"' }), 'hello');
  }),
  objectCase('answers 412 to If-Match of another ETag', async (context, place) => {
    const { ETag } = await put(context, place);
    await refusedWith(readText(context, { ...place, IfMatch: '"other"' }), 412, 'PreconditionFailed');
    assert.equal(await readText(context, { ...place, IfMatch: ETag }), 'hello');
  }),
  objectCase('answers 304 to If-Modified-Since of a later time', async (context, place) => {
    await put(context, place);
    await refusedWith(readText(context, { ...place, IfModifiedSince: new Date(Date.now() + 1000) }), 304);
    assert.equal(await readText(context, { ...place, IfModifiedSince: new Date(0) }), 'hello');
  }),
  objectCase('answers 412 to If-Unmodified-Since of an earlier time', async (context, place) => {
    await put(context, place);
    await refusedWith(readText(context, { ...place, IfUnmodifiedSince: new Date(0) }), 412);
  }),
  objectCase('tells a missing key to those who may list', async (context, place) => {
    await refusedWith(readText(context, place), 404, 'NoSuchKey');
    await refusedWith(context.client.send(new HeadObjectCommand(place)), 404, 'NotFound');
  }),
  objectCase('answers the URL that the official presigner signs', async (context, place) => {
    await put(context, place);
    const url = await getSignedUrl(context.client, new GetObjectCommand(place), { expiresIn: 60 });
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.equal(await response.text(), 'hello');
  }),
];

const PRESIGNED_PUT: readonly ContractCase[] = [
  objectCase(
    'takes the metadata that the official presigner puts into the URL, but not the tags',
    async (context, place) => {
      const command = new PutObjectCommand({ ...place, Metadata: { job: 'j-1' }, Tagging: 'Title=A' });
      const url = await getSignedUrl(context.client, command, { expiresIn: 60 });
      const response = await fetch(url, { method: 'PUT', body: 'hello' });
      assert.equal(response.status, 200, await response.text());
      const head = await context.client.send(new HeadObjectCommand(place));
      assert.deepEqual(head.Metadata, { job: 'j-1' });
      const { TagSet } = await context.client.send(new GetObjectTaggingCommand(place));
      assert.deepEqual(TagSet, []);
    },
  ),
];

const VERSIONS: readonly ContractCase[] = [
  objectCase('keeps what is overwritten', async (context, place) => {
    const first = await put(context, { ...place, Body: 'one' });
    await put(context, { ...place, Body: 'two' });
    assert.equal(await readText(context, place), 'two');
    assert.equal(await readText(context, { ...place, VersionId: first.VersionId }), 'one');
  }),
  objectCase('hides behind a delete marker, and shows again without it', async (context, place) => {
    await put(context, place);
    const deleted = await context.client.send(new DeleteObjectCommand(place));
    assert.equal(deleted.DeleteMarker, true);
    await refusedWith(readText(context, place), 404, 'NoSuchKey');
    await context.client.send(new DeleteObjectCommand({ ...place, VersionId: deleted.VersionId }));
    assert.equal(await readText(context, place), 'hello');
  }),
  objectCase(
    'answers 405 to a delete marker named by its id',
    async (context, place) => {
      const { VersionId } = await context.client.send(new DeleteObjectCommand(place));
      await refusedWith(readText(context, { ...place, VersionId }), 405, 'MethodNotAllowed');
    },
    'Ceph answers 404',
  ),
  objectCase(
    'removes a version for good',
    async (context, place) => {
      const { VersionId } = await put(context, place);
      await context.client.send(new DeleteObjectCommand({ ...place, VersionId }));
      await refusedWith(readText(context, { ...place, VersionId }), 404, 'NoSuchVersion');
    },
    'Ceph calls it NoSuchKey',
  ),
  objectCase('overwrites where no versions are kept', async (context, { Key }) => {
    const place = { Bucket: context.plainBucket, Key };
    const { VersionId } = await put(context, { ...place, Body: 'one' });
    assert.equal(VersionId, undefined);
    await put(context, { ...place, Body: 'two' });
    assert.equal(await readText(context, place), 'two');
    const deleted = await context.client.send(new DeleteObjectCommand(place));
    assert.equal(deleted.DeleteMarker, undefined);
    await refusedWith(readText(context, place), 404, 'NoSuchKey');
  }),
  objectCase('deletes what is not there without a complaint', async (context, { Key }) => {
    const response = await context.client.send(new DeleteObjectCommand({ Bucket: context.plainBucket, Key }));
    assert.equal(response.$metadata.httpStatusCode, 204);
  }),
  objectCase('deletes many at once', async (context, place) => {
    const keys = ['a', 'b & <c>'].map((name) => `${place.Key}/${name}`);
    for (const Key of keys) await put(context, { ...place, Key });
    const { Deleted = [], Errors = [] } = await context.client.send(
      new DeleteObjectsCommand({ Bucket: place.Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }),
    );
    assert.deepEqual(Deleted.map(({ Key }) => Key).sort(), keys);
    assert.equal(Errors.length, 0);
    await refusedWith(readText(context, { ...place, Key: keys[0] }), 404);
  }),
];

const TAGS_AND_COPIES: readonly ContractCase[] = [
  objectCase(
    'puts, gets and deletes tags',
    async (context, place) => {
      await put(context, place);
      const TagSet = [{ Key: 'Title', Value: 'Front yard' }];
      await context.client.send(new PutObjectTaggingCommand({ ...place, Tagging: { TagSet } }));
      const got = await context.client.send(new GetObjectTaggingCommand(place));
      assert.deepEqual(got.TagSet, TagSet);
      await context.client.send(new DeleteObjectTaggingCommand(place));
      const gone = await context.client.send(new GetObjectTaggingCommand(place));
      assert.deepEqual(gone.TagSet, []);
    },
    'Ceph 18 keeps the tags of a version',
  ),
  objectCase('refuses tags on a key that is not there', async (context, place) => {
    await refusedWith(context.client.send(new GetObjectTaggingCommand(place)), 404, 'NoSuchKey');
  }),
  objectCase('copies bytes, metadata and tags', async (context, place) => {
    await put(context, { ...place, Metadata: { job: 'j-1' }, ContentType: 'image/png', Tagging: 'Title=A' });
    const copy = { Bucket: place.Bucket, Key: `${place.Key} copy` };
    const CopySource = `${place.Bucket}/${place.Key}`;
    const { CopyObjectResult } = await context.client.send(new CopyObjectCommand({ ...copy, CopySource }));
    assert.equal(CopyObjectResult?.ETag, '"5d41402abc4b2a76b9719d911017c592"');
    const head = await context.client.send(new HeadObjectCommand(copy));
    assert.deepEqual(head.Metadata, { job: 'j-1' });
    assert.equal(head.ContentType, 'image/png');
    const { TagSet } = await context.client.send(new GetObjectTaggingCommand(copy));
    assert.deepEqual(TagSet, [{ Key: 'Title', Value: 'A' }]);
  }),
  objectCase('copies with new metadata', async (context, place) => {
    await put(context, { ...place, Metadata: { job: 'j-1' } });
    await context.client.send(
      new CopyObjectCommand({
        ...place,
        CopySource: `${place.Bucket}/${place.Key}`,
        MetadataDirective: 'REPLACE',
        Metadata: { job: 'j-2' },
      }),
    );
    const head = await context.client.send(new HeadObjectCommand(place));
    assert.deepEqual(head.Metadata, { job: 'j-2' });
  }),
  objectCase('refuses a copy onto itself that changes nothing', async (context, place) => {
    await put(context, place);
    const CopySource = `${place.Bucket}/${place.Key}`;
    await refusedWith(context.client.send(new CopyObjectCommand({ ...place, CopySource })), 400, 'InvalidRequest');
  }),
  objectCase('refuses to copy what is not there', async (context, place) => {
    const CopySource = `${place.Bucket}/${place.Key}`;
    const copy = { Bucket: place.Bucket, Key: `${place.Key} copy` };
    await refusedWith(context.client.send(new CopyObjectCommand({ ...copy, CopySource })), 404, 'NoSuchKey');
  }),
];

export const OBJECT_CASES: readonly ContractCase[] = [
  ...WRITING,
  ...READING,
  ...PRESIGNED_PUT,
  ...VERSIONS,
  ...TAGS_AND_COPIES,
];
