/** A test of what becomes of one photo: its record and its three objects are there anew for each. */
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseEditTags } from '../../../origin/records.ts';
import { edgeTest } from '../edge-test.ts';
import { numberedPhotoId, toJobRecord, toPhotoRecord } from '../records.ts';

export const PHOTO_KEYS = [
  `jobs/j-1/${numberedPhotoId(1)}/${'ab'.repeat(32)}.jpg`,
  `thumbs/j-1/${numberedPhotoId(1)}/${'ab'.repeat(16)}-320.webp`,
  `thumbs/j-1/${numberedPhotoId(1)}/${'ab'.repeat(16)}-1280.webp`,
];
export const PHOTO_PATH = `/photos/${numberedPhotoId(1)}`;

export const photoTest = edgeTest
  .extend('photo', { auto: true }, async ({ world }) => {
    await world.put(
      toJobRecord('j-1', { members: ['worker-1'], customer: 'customer-1' }),
      toPhotoRecord('j-1', numberedPhotoId(1)),
    );
    for (const Key of PHOTO_KEYS) await world.s3.send(new PutObjectCommand({ Bucket: 'shot-uploads', Key, Body: 'x' }));
  })
  .extend('edit', ({ edge, worker }) => (body: unknown, revision: string, token = worker) => {
    const headers = { 'if-match': revision };
    return edge.ask(`${PHOTO_PATH}?job_id=j-1`, { method: 'PATCH', body, token, headers });
  })
  .extend('listIds', ({ edge, worker }) => async () => {
    const { body } = await edge.ask('/photos?job_id=j-1', { token: worker });
    return body.photos.map(({ photo_id }: never) => photo_id);
  })
  .extend('listDeletedPhotos', ({ edge, dispatcher }) => (token = dispatcher) => {
    return edge.ask('/photos/deleted?job_id=j-1', { token });
  })
  .extend('exists', ({ world }) => (Key: string) => {
    const head = world.s3.send(new HeadObjectCommand({ Bucket: 'shot-uploads', Key }));
    return head.then(
      () => true,
      () => false,
    );
  })
  .extend('readTags', ({ world }) => async (VersionId?: string) => {
    const { TagSet = [] } = await world.s3.send(
      new GetObjectTaggingCommand({ Bucket: 'shot-uploads', Key: PHOTO_KEYS[0], VersionId }),
    );
    return parseEditTags(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])));
  });
