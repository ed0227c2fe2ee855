/** Versions and deletions by the official client. */
import assert from 'node:assert/strict';
import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { getObjectText, objectCase, putHelloObject, refusedWithStatus } from './object-case.ts';
import type { ContractCase } from './target.ts';

export const VERSION_CASES: readonly ContractCase[] = [
  objectCase('keeps what is overwritten', async (context, place) => {
    const first = await putHelloObject(context, { ...place, Body: 'one' });
    await putHelloObject(context, { ...place, Body: 'two' });
    assert.equal(await getObjectText(context, place), 'two');
    assert.equal(await getObjectText(context, { ...place, VersionId: first.VersionId }), 'one');
  }),
  objectCase('hides behind a delete marker, and shows again without it', async (context, place) => {
    await putHelloObject(context, place);
    const deleted = await context.client.send(new DeleteObjectCommand(place));
    assert.equal(deleted.DeleteMarker, true);
    await refusedWithStatus(getObjectText(context, place), 404, 'NoSuchKey');
    await context.client.send(new DeleteObjectCommand({ ...place, VersionId: deleted.VersionId }));
    assert.equal(await getObjectText(context, place), 'hello');
  }),
  objectCase(
    'answers 405 to a delete marker named by its id',
    async (context, place) => {
      const { VersionId } = await context.client.send(new DeleteObjectCommand(place));
      await refusedWithStatus(getObjectText(context, { ...place, VersionId }), 405, 'MethodNotAllowed');
    },
    'Ceph answers 404',
  ),
  objectCase(
    'removes a version for good',
    async (context, place) => {
      const { VersionId } = await putHelloObject(context, place);
      await context.client.send(new DeleteObjectCommand({ ...place, VersionId }));
      await refusedWithStatus(getObjectText(context, { ...place, VersionId }), 404, 'NoSuchVersion');
    },
    'Ceph calls it NoSuchKey',
  ),
  objectCase('overwrites where no versions are kept', async (context, { Key }) => {
    const place = { Bucket: context.plainBucket, Key };
    const { VersionId } = await putHelloObject(context, { ...place, Body: 'one' });
    assert.equal(VersionId, undefined);
    await putHelloObject(context, { ...place, Body: 'two' });
    assert.equal(await getObjectText(context, place), 'two');
    const deleted = await context.client.send(new DeleteObjectCommand(place));
    assert.equal(deleted.DeleteMarker, undefined);
    await refusedWithStatus(getObjectText(context, place), 404, 'NoSuchKey');
  }),
  objectCase('deletes what is not there without a complaint', async (context, { Key }) => {
    const response = await context.client.send(new DeleteObjectCommand({ Bucket: context.plainBucket, Key }));
    assert.equal(response.$metadata.httpStatusCode, 204);
  }),
  objectCase('deletes many at once', async (context, place) => {
    const keys = ['a', 'b & <c>'].map((name) => `${place.Key}/${name}`);
    for (const Key of keys) await putHelloObject(context, { ...place, Key });
    const { Deleted = [], Errors = [] } = await context.client.send(
      new DeleteObjectsCommand({ Bucket: place.Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }),
    );
    assert.deepEqual(Deleted.map(({ Key }) => Key).sort(), keys);
    assert.equal(Errors.length, 0);
    await refusedWithStatus(getObjectText(context, { ...place, Key: keys[0] }), 404);
  }),
];
