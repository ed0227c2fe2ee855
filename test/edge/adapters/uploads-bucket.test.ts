import { describe, expect, it } from 'vitest';
import type { AwsClient } from '../../../edge/adapters/aws-client.ts';
import { createUploadsBucket } from '../../../edge/adapters/uploads-bucket.ts';
import { numberedPhotoId } from '../records.ts';

const PHOTO = { jobId: 'j-1', photoId: numberedPhotoId(1) };

/** S3 with one file of the photo, which it cannot delete; real services do not fail when they are told to. */
function createBucket(code: string) {
  const listed = `<Version><Key>jobs/j-1/a.jpg</Key><IsLatest>true</IsLatest></Version>`;
  const refused = `<DeleteResult><Error><Key>jobs/j-1/a.jpg</Key><Code>${code}</Code></Error></DeleteResult>`;
  const aws: AwsClient = {
    send: async ({ method }) => (method === 'POST' ? refused : listed),
    sendJson: async () => ({}),
  };
  return createUploadsBucket(aws, { bucket: 'b', region: 'us-east-1', endpoint: null });
}

describe('hide', () => {
  it.each(['SlowDown', 'InternalError', 'ServiceUnavailable'])(
    'is unavailable for a while when S3 tells of %s within a response that succeeds',
    async (code) => {
      const refused = { code: 'unavailable', retryAfterSeconds: 2, cause: { code } };
      await expect(createBucket(code).hide(PHOTO)).rejects.toMatchObject(refused);
    },
  );

  it('fails with what does not pass', async () => {
    await expect(createBucket('AccessDenied').hide(PHOTO)).rejects.toMatchObject({
      name: 'AwsError',
      code: 'AccessDenied',
    });
  });
});

describe('setTags', () => {
  it.each([
    [[], '<Tag><Key>Title</Key><Value>new</Value></Tag>'],
    [
      ['GuardDutyMalwareScanStatus'],
      '<Tag><Key>Title</Key><Value>new</Value></Tag><Tag><Key>GuardDutyMalwareScanStatus</Key><Value>NO_THREATS_FOUND</Value></Tag>',
    ],
  ])('keeps of the tags that stand those that somebody else writes: %j', async (keptTags, set) => {
    const bodies: unknown[] = [];
    const standing = ['<Tag><Key>Title</Key><Value>old</Value></Tag>'].concat(
      '<Tag><Key>GuardDutyMalwareScanStatus</Key><Value>NO_THREATS_FOUND</Value></Tag>',
    );
    const aws: AwsClient = {
      send: async ({ method, body }) => {
        if (method === 'PUT') bodies.push(body);
        return method === 'GET' ? `<Tagging><TagSet>${standing.join('')}</TagSet></Tagging>` : '';
      },
      sendJson: async () => ({}),
    };
    const address = { bucket: 'b', region: 'us-east-1', endpoint: null };
    await createUploadsBucket(aws, address, keptTags).setTags('jobs/j-1/a.jpg', { Title: 'new' });
    expect(bodies).toEqual([`<Tagging><TagSet>${set}</TagSet></Tagging>`]);
  });
});
