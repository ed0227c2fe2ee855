/** What a look costs in the table, in the units that DynamoDB bills and bounds: docs/scale.md reckons with it. */
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { writeBatches } from '../../../infra/operate/job-rows.ts';
import { ALBUM_INDEX, withAlbumPlace } from '../../../origin/album-index.ts';
import { formatPhotoKey } from '../../../origin/photo-key.ts';
import { FILE_PARTS, type FileImage, type FilePart, formatJobKey, type PhotoFile } from '../../../origin/records.ts';
import { openTestPipeline, photoIdOf } from '../../origin/open-pipeline.ts';
import { toJobRecord, toPhotoRecord } from '../records.ts';

const PAGE = 251;

it('a page of an album of 5,000 photos costs what one of 300 costs, and a look at an unchanged one a single unit', async () => {
  await using opened = new AsyncDisposableStack();
  const pipeline = await openTestPipeline();
  opened.defer(() => pipeline.close());
  const { documents } = pipeline;
  const toPhoto = (jobId: string, index: number) => {
    const taken_at = new Date(Date.UTC(2026, 10, 22) + index * 60_000).toISOString();
    const files = FILE_PARTS.map((part) => toFile(part, { jobId, photoId: photoIdOf(index), at: taken_at }));
    return withAlbumPlace(toPhotoRecord(jobId, photoIdOf(index), { taken_at, uploaded_at: taken_at, files }));
  };
  const counts = { 'j-small': 300, 'j-big': 5000 } as const;
  const read = async (jobId: keyof typeof counts) => {
    const photos = Array.from({ length: counts[jobId] }, (_, index) => toPhoto(jobId, index));
    await writeBatches(
      { documents, table: 'records' },
      [toJobRecord(jobId), ...photos].map((Item) => ({ PutRequest: { Item } })),
    );
    const measured = { TableName: 'records', ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' as const };
    const row = await documents.send(new GetCommand({ ...measured, Key: formatJobKey(jobId) }));
    const page = await documents.send(
      new QueryCommand({
        ...measured,
        IndexName: ALBUM_INDEX,
        KeyConditionExpression: 'pk = :pk AND begins_with(album_sort, :live)',
        ExpressionAttributeValues: { ':pk': formatJobKey(jobId).pk, ':live': 'live#' },
        ScanIndexForward: false,
        Limit: PAGE,
      }),
    );
    return [row.ConsumedCapacity?.CapacityUnits, page.ConsumedCapacity?.CapacityUnits, page.Items?.length];
  };
  const small = await read('j-small');
  const big = await read('j-big');
  expect(big).toEqual(small);
  expect(big[0]).toBe(1);
  // Reckoned with: 37.
  expect(big[1]).toBeLessThan(42);
  expect(big[1]).toBeGreaterThan(30);
  expect(big[2]).toBe(PAGE);
});

interface FileFacts {
  readonly jobId: string;
  readonly photoId: string;
  readonly at: string;
}

/** One of three, as a phone's photo has them once the original has come. */
function toFile(part: FilePart, { jobId, photoId, at }: FileFacts): PhotoFile {
  const hashes = { preview: 'a'.repeat(64), photo: 'b'.repeat(64), original: 'c'.repeat(64) };
  const sha256 = hashes[part];
  const image: FileImage = {
    ...{ unreadable_reason: null, type: 'image/jpeg', width: 4032, height: 3024, taken_at: at },
    ...{ placeholder: 'IggSBYBwd3d1eHiHh3eHh/ThR/Zb', camera: 'Apple iPhone 15 Pro' },
  };
  return {
    ...{ part, sha256, key: formatPhotoKey({ jobId, photoId, type: 'image/jpeg', sha256 }), type: 'image/jpeg' },
    ...{
      version_id: 'PoWekPMtz-R4xh9ypDqHIFYHdRziB4UV',
      bytes: 412_345,
      stored_at: at,
      is_declared: true,
      named: hashes,
    },
    ...{ uploaded_by: '0f1d2c3b-aaaa-4bbb-8ccc-1234567890ab', uploaded_by_name: 'Maria Lopez' },
    ...{ title: 'Kitchen before', stage: 'before', taken_at: at, location: null },
    ...(part === 'photo' ? { image } : {}),
  };
}
