/** Objects by the official client: written and read. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { getObjectText, objectCase, putHelloObject, refusedWithStatus } from './object-case.ts';
import type { ContractCase } from './target.ts';

const WRITING: readonly ContractCase[] = [
  objectCase('gives back what was put, with its MD5 as ETag', async (context, place) => {
    const { ETag, VersionId } = await putHelloObject(context, place);
    assert.equal(ETag, '"5d41402abc4b2a76b9719d911017c592"');
    assert.ok(VersionId);
    assert.equal(await getObjectText(context, place), 'hello');
  }),
  objectCase('keeps metadata, type and the other headers', async (context, place) => {
    await putHelloObject(context, {
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
    await putHelloObject(context, { ...place, Body: body });
    const { Body } = await context.client.send(new GetObjectCommand(place));
    assert.ok(body.equals(Buffer.from((await Body?.transformToByteArray()) ?? [])));
  }),
  objectCase('takes any characters in a key', async (context, place) => {
    const Key = `${place.Key}/ä ö+&?#%25=(*)'!~ 写真//.jpg`;
    await putHelloObject(context, { ...place, Key });
    assert.equal(await getObjectText(context, { ...place, Key }), 'hello');
  }),
  objectCase('refuses a Content-MD5 of other bytes', async (context, place) => {
    await refusedWithStatus(
      putHelloObject(context, { ...place, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
      400,
      'BadDigest',
    );
    await refusedWithStatus(context.client.send(new HeadObjectCommand(place)), 404);
  }),
  objectCase('refuses a Content-MD5 that is none', async (context, place) => {
    await refusedWithStatus(putHelloObject(context, { ...place, ContentMD5: 'short' }), 400, 'InvalidDigest');
  }),
  objectCase(
    'refuses a checksum of other bytes',
    async (context, place) => {
      await refusedWithStatus(putHelloObject(context, { ...place, ChecksumSHA256: `${'A'.repeat(43)}=` }), 400);
      await refusedWithStatus(context.client.send(new HeadObjectCommand(place)), 404);
    },
    'Ceph 18 does not check x-amz-checksum-*',
  ),
  objectCase(
    'keeps a checksum and gives it back',
    async (context, place) => {
      const ChecksumSHA256 = createHash('sha256').update('hello').digest('base64');
      await putHelloObject(context, { ...place, ChecksumSHA256 });
      const head = await context.client.send(new HeadObjectCommand({ ...place, ChecksumMode: 'ENABLED' }));
      assert.equal(head.ChecksumSHA256, ChecksumSHA256);
    },
    'Ceph 18 does not keep x-amz-checksum-*',
  ),
  objectCase(
    'writes only where nothing is with If-None-Match: *',
    async (context, place) => {
      await putHelloObject(context, { ...place, IfNoneMatch: '*' });
      await refusedWithStatus(
        putHelloObject(context, { ...place, IfNoneMatch: '*', Body: 'other' }),
        412,
        'PreconditionFailed',
      );
      assert.equal(await getObjectText(context, place), 'hello');
    },
    'Ceph 18 ignores If-None-Match where versions are kept',
  ),
  objectCase('writes again with If-None-Match: * after a delete marker', async (context, place) => {
    await putHelloObject(context, place);
    await context.client.send(new DeleteObjectCommand(place));
    await putHelloObject(context, { ...place, IfNoneMatch: '*', Body: 'again' });
    assert.equal(await getObjectText(context, place), 'again');
  }),
  objectCase(
    'refuses a key of 1,025 bytes and takes one of 1,024',
    async (context, place) => {
      await putHelloObject(context, { ...place, Key: 'p'.repeat(1024) });
      await refusedWithStatus(putHelloObject(context, { ...place, Key: 'p'.repeat(1025) }), 400, 'KeyTooLongError');
    },
    'Ceph calls it InvalidObjectName',
  ),
  objectCase(
    'takes 2,048 bytes of user metadata and refuses 2,049',
    async (context, place) => {
      await putHelloObject(context, { ...place, Metadata: { note: 'm'.repeat(2044) } });
      await refusedWithStatus(
        putHelloObject(context, { ...place, Metadata: { note: 'm'.repeat(2045) } }),
        400,
        'MetadataTooLarge',
      );
    },
    'Ceph allows more user metadata',
  ),
  objectCase('takes 10 tags in a header and refuses 11', async (context, place) => {
    const tags = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=v`).join('&');
    await putHelloObject(context, { ...place, Tagging: tags(10) });
    const { TagCount } = await context.client.send(new GetObjectCommand(place));
    assert.equal(TagCount, 10);
    await refusedWithStatus(putHelloObject(context, { ...place, Tagging: tags(11) }), 400);
  }),
  objectCase('refuses a bucket that is not there', async (context, place) => {
    await refusedWithStatus(putHelloObject(context, { ...place, Bucket: 'nowhere-to-be-found' }), 404, 'NoSuchBucket');
  }),
];

const READING: readonly ContractCase[] = [
  objectCase('answers ranges', async (context, place) => {
    await putHelloObject(context, place);
    const ranges = { 'bytes=0-0': 'h', 'bytes=1-3': 'ell', 'bytes=3-': 'lo', 'bytes=-2': 'lo', 'bytes=0-99': 'hello' };
    for (const [Range, text] of Object.entries(ranges)) {
      const response = await context.client.send(new GetObjectCommand({ ...place, Range }));
      assert.equal(response.$metadata.httpStatusCode, 206);
      assert.equal(await response.Body?.transformToString(), text);
      assert.match(response.ContentRange ?? '', /^bytes \d-\d\/5$/);
    }
  }),
  objectCase('refuses a range beyond the end', async (context, place) => {
    await putHelloObject(context, place);
    await refusedWithStatus(getObjectText(context, { ...place, Range: 'bytes=5-' }), 416, 'InvalidRange');
  }),
  objectCase('answers 304 to If-None-Match of the same ETag', async (context, place) => {
    const { ETag } = await putHelloObject(context, place);
    await refusedWithStatus(getObjectText(context, { ...place, IfNoneMatch: ETag }), 304);
    assert.equal(await getObjectText(context, { ...place, IfNoneMatch: '"other"' }), 'hello');
  }),
  objectCase('answers 412 to If-Match of another ETag', async (context, place) => {
    const { ETag } = await putHelloObject(context, place);
    await refusedWithStatus(getObjectText(context, { ...place, IfMatch: '"other"' }), 412, 'PreconditionFailed');
    assert.equal(await getObjectText(context, { ...place, IfMatch: ETag }), 'hello');
  }),
  objectCase('answers 304 to If-Modified-Since of a later time', async (context, place) => {
    await putHelloObject(context, place);
    await refusedWithStatus(getObjectText(context, { ...place, IfModifiedSince: new Date(Date.now() + 1000) }), 304);
    assert.equal(await getObjectText(context, { ...place, IfModifiedSince: new Date(0) }), 'hello');
  }),
  objectCase('answers 412 to If-Unmodified-Since of an earlier time', async (context, place) => {
    await putHelloObject(context, place);
    await refusedWithStatus(getObjectText(context, { ...place, IfUnmodifiedSince: new Date(0) }), 412);
  }),
  objectCase('tells a missing key to those who may list', async (context, place) => {
    await refusedWithStatus(getObjectText(context, place), 404, 'NoSuchKey');
    await refusedWithStatus(context.client.send(new HeadObjectCommand(place)), 404, 'NotFound');
  }),
  objectCase('answers the URL that the official presigner signs', async (context, place) => {
    await putHelloObject(context, place);
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

export const OBJECT_CASES: readonly ContractCase[] = [...WRITING, ...READING, ...PRESIGNED_PUT];
