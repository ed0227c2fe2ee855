/** Multipart uploads by the official client. */
import assert from 'node:assert/strict';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ContractCase, ContractContext } from './target.ts';

const FIVE_MIB = 5 * 1024 ** 2;
let serial = 0;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

function multipartCase(
  name: string,
  run: (context: ContractContext, place: Place) => Promise<void>,
  ceph?: string,
): ContractCase {
  return {
    name: `multipart: ${name}`,
    ...(ceph === undefined ? {} : { differs: { ceph } }),
    run: async (context) => {
      serial += 1;
      const object = { Bucket: context.bucket, Key: `multipart/${serial}` };
      const { UploadId = '' } = await context.client.send(
        new CreateMultipartUploadCommand({ ...object, ContentType: 'image/jpeg', Metadata: { job: 'j-1' } }),
      );
      await run(context, { ...object, UploadId });
    },
  };
}

async function upload({ client }: ContractContext, place: Place, PartNumber: number, Body: Buffer) {
  const { ETag } = await client.send(new UploadPartCommand({ ...place, PartNumber, Body }));
  return { PartNumber, ETag };
}

function complete(
  { client }: ContractContext,
  place: Place,
  Parts: { PartNumber: number; ETag: string | undefined }[],
) {
  return client.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts } }));
}

async function refusedWith(promise: Promise<unknown>, name: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.equal(error instanceof Error ? error.name : error, name);
    return true;
  });
}

export const MULTIPART_CASES: readonly ContractCase[] = [
  multipartCase(
    'joins the parts and keeps the metadata',
    async (context, place) => {
      const second = await upload(context, place, 2, Buffer.from('tail'));
      const first = await upload(context, place, 1, Buffer.alloc(FIVE_MIB, 'a'));
      const { Parts = [] } = await context.client.send(new ListPartsCommand(place));
      assert.deepEqual(
        Parts.map(({ Size }) => Size),
        [FIVE_MIB, 4],
      );
      const { ETag } = await complete(context, place, [first, second]);
      assert.match(ETag ?? '', /^"[0-9a-f]{32}-2"$/);
      const { Bucket, Key } = place;
      const object = await context.client.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${FIVE_MIB - 2}-` }));
      assert.equal(await object.Body?.transformToString(), 'aatail');
      assert.equal(object.ContentType, 'image/jpeg');
      assert.deepEqual(object.Metadata, { job: 'j-1' });
    },
    'Ceph writes the ETag without quotes',
  ),
  multipartCase('refuses a part below 5 MiB that is not the last', async (context, place) => {
    const parts = [
      await upload(context, place, 1, Buffer.from('small')),
      await upload(context, place, 2, Buffer.from('tail')),
    ];
    await refusedWith(complete(context, place, parts), 'EntityTooSmall');
  }),
  multipartCase(
    'refuses parts out of order',
    async (context, place) => {
      const first = await upload(context, place, 1, Buffer.alloc(FIVE_MIB));
      const second = await upload(context, place, 2, Buffer.from('tail'));
      await refusedWith(complete(context, place, [second, first]), 'InvalidPartOrder');
    },
    'Ceph puts them in order',
  ),
  multipartCase('refuses a part that was not uploaded', async (context, place) => {
    const first = await upload(context, place, 1, Buffer.from('only'));
    await refusedWith(complete(context, place, [{ PartNumber: 2, ETag: first.ETag }]), 'InvalidPart');
  }),
  multipartCase(
    'is gone once it is aborted',
    async (context, place) => {
      await upload(context, place, 1, Buffer.from('only'));
      const { Uploads = [] } = await context.client.send(new ListMultipartUploadsCommand({ Bucket: place.Bucket }));
      assert.ok(Uploads.some(({ UploadId }) => UploadId === place.UploadId));
      await context.client.send(new AbortMultipartUploadCommand(place));
      await refusedWith(context.client.send(new ListPartsCommand(place)), 'NoSuchUpload');
      await refusedWith(
        context.client.send(new HeadObjectCommand({ Bucket: place.Bucket, Key: place.Key })),
        'NotFound',
      );
    },
    'Ceph calls it NoSuchKey',
  ),
];
