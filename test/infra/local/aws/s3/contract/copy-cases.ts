/** Tags and copies by the official client. */
import assert from 'node:assert/strict';
import {
  CopyObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { objectCase, putHelloObject, refusedWithStatus } from './object-case.ts';
import type { ContractCase } from './target.ts';

export const COPY_CASES: readonly ContractCase[] = [
  objectCase(
    'puts, gets and deletes tags',
    async (context, place) => {
      await putHelloObject(context, place);
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
    await refusedWithStatus(context.client.send(new GetObjectTaggingCommand(place)), 404, 'NoSuchKey');
  }),
  objectCase('copies bytes, metadata and tags', async (context, place) => {
    await putHelloObject(context, { ...place, Metadata: { job: 'j-1' }, ContentType: 'image/png', Tagging: 'Title=A' });
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
    await putHelloObject(context, { ...place, Metadata: { job: 'j-1' } });
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
    await putHelloObject(context, place);
    const CopySource = `${place.Bucket}/${place.Key}`;
    await refusedWithStatus(
      context.client.send(new CopyObjectCommand({ ...place, CopySource })),
      400,
      'InvalidRequest',
    );
  }),
  objectCase('refuses to copy what is not there', async (context, place) => {
    const CopySource = `${place.Bucket}/${place.Key}`;
    const copy = { Bucket: place.Bucket, Key: `${place.Key} copy` };
    await refusedWithStatus(context.client.send(new CopyObjectCommand({ ...copy, CopySource })), 404, 'NoSuchKey');
  }),
];
