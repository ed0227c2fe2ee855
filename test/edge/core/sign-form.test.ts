import { createHmac } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../../edge/api.ts';
import type { AwsCredentials, BucketAddress } from '../../../edge/core/aws-address.ts';
import type { Asked } from '../../../edge/core/parse-captures.ts';
import { planPhoto } from '../../../edge/core/plan-photo.ts';
import { type FormSigning, signForm, toPostOptions } from '../../../edge/core/sign-form.ts';
import { deriveSigningKey } from '../../../edge/core/sign-request.ts';
import { EXTENSION_BY_TYPE, type PhotoType } from '../../../origin/photo-key.ts';
import { cleanTitle, STAGES, TYPED_CAPTURE } from '../../../origin/records.ts';
import { AWS_FORM_EXAMPLE } from '../../support/aws-form-example.ts';
import { NOW } from '../issuer.ts';

const PHOTO_ID = '11111111-2222-8333-8444-555555555555';
const ADDRESS: BucketAddress = { bucket: 'shot-uploads', region: 'us-east-1', endpoint: null };
const CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const SIGNING: FormSigning = {
  address: ADDRESS,
  credentials: CREDENTIALS,
  now: NOW,
  readClockMs: () => Date.now(),
  lifeSeconds: 900,
};

const capture = fc.record(
  {
    type: fc.constantFrom(...(Object.keys(EXTENSION_BY_TYPE) as PhotoType[])),
    id: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
    size: fc.integer({ min: 1, max: LIMITS.maxPhotoBytes }),
    title: fc
      .string({ unit: 'binary', maxLength: LIMITS.maxTitleLength })
      .map(cleanTitle)
      .filter((title) => title !== ''),
    stage: fc.constantFrom(...STAGES),
    taken_at: fc.constantFrom('2026-05-01T09:30:00-05:00', '2026-05-01T09:30:00.123Z'),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    location: fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.integer({ min: -180, max: 180 }),
    }),
  },
  { requiredKeys: ['type'] },
) as fc.Arbitrary<Asked>;
const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    sessionToken: fc.base64String({ minLength: 20, maxLength: 400 }),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
) as fc.Arbitrary<AwsCredentials>;
const signing = fc.record({
  credentials,
  address: fc.record({
    bucket: fc
      .stringMatching(/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/)
      .filter((name) => !/--|^xn-|^sthree|-s3alias$/.test(name)),
    region: fc.constantFrom('us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2'),
    endpoint: fc.constantFrom(null, 'http://127.0.0.1:9000'),
  }),
  now: fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
  lifeSeconds: fc.integer({ min: 60, max: 900 }),
});
const subject = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe('signForm', () => {
  it('signs what the full S3Client signs, byte for byte, for 2,000 random photos', async () => {
    const property = fc.asyncProperty(capture, signing, subject, async (asked, terms, uploader) => {
      vi.setSystemTime(terms.now);
      const photo = planPhoto(asked, PHOTO_ID, { jobId: 'j-1', subject: uploader });
      const { region, endpoint } = terms.address;
      const client = new S3Client({ region, credentials: terms.credentials, ...(endpoint ? { endpoint } : {}) });
      const expected = await createPresignedPost(client, toPostOptions(photo, terms));
      client.destroy();
      expect(await signForm(photo, { ...terms, readClockMs: () => Date.now() })).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  it('has a condition for every field of the form but its signature', async () => {
    const property = fc.asyncProperty(capture, subject, async (asked, uploader) => {
      const photo = planPhoto(asked, PHOTO_ID, { jobId: 'j-1', subject: uploader });
      const { fields } = await signForm(photo, SIGNING);
      const policy = readPolicy(fields.Policy);
      for (const [name, value] of Object.entries(fields)) {
        if (name === 'Policy' || name === 'X-Amz-Signature') continue;
        expect(policy.conditions).toContainEqual({ [name]: value });
      }
      expect(policy.conditions).toContainEqual(['content-length-range', photo.minBytes, photo.maxBytes]);
      expect(policy.conditions).toHaveLength(Object.keys(fields).length - 1);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('leaves title and stage open where it leads to a page, pins the page, and is still the full S3Client’s', async () => {
    const landing = 'https://photos.example.com/form-sent.html';
    const photo = planPhoto({ type: 'image/jpeg', id: TYPED_CAPTURE }, PHOTO_ID, { jobId: 'j-1', subject: 'worker-1' });
    vi.setSystemTime(NOW);
    const client = new S3Client({ region: ADDRESS.region, credentials: CREDENTIALS });
    const form = await signForm(photo, { ...SIGNING, landing });
    expect(form).toEqual(await createPresignedPost(client, toPostOptions(photo, { ...SIGNING, landing })));
    client.destroy();
    const { fields } = form;
    const { conditions } = readPolicy(fields.Policy);
    const pinned = Object.entries(fields).filter(([name]) => name !== 'Policy' && name !== 'X-Amz-Signature');
    expect(new Map(pinned).get('success_action_redirect')).toBe(landing);
    expect(Object.keys(fields).filter((name) => /success_action_status|meta-(title|stage)$/.test(name))).toEqual([]);
    for (const [name, value] of pinned) expect(conditions).toContainEqual({ [name]: value });
    const others = conditions.filter((condition: unknown) => Array.isArray(condition));
    expect(others).toEqual([
      ['content-length-range', 1, 52_428_800],
      ['starts-with', '$x-amz-meta-title', ''],
      ['starts-with', '$x-amz-meta-stage', ''],
    ]);
    expect(conditions).toHaveLength(pinned.length + others.length);
  });

  it('sends nothing but printable ASCII, tags aside, and at most 2 KB of metadata', async () => {
    const property = fc.asyncProperty(capture, subject, async (asked, uploader) => {
      const { headers } = planPhoto(asked, PHOTO_ID, { jobId: 'j-1', subject: uploader });
      for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
      const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
      expect(metadata.map(([name, value]) => name.slice(11) + value).join('').length).toBeLessThanOrEqual(2048);
    });
    await fc.assert(property, { numRuns: 1_000 });
  });

  it('takes exactly the declared size, and up to 50 MiB where none is declared', () => {
    const { minBytes, maxBytes } = planPhoto({ type: 'image/jpeg', size: 4711 }, PHOTO_ID, {
      jobId: 'j-1',
      subject: 'w',
    });
    expect([minBytes, maxBytes]).toEqual([4711, 4711]);
    const open = planPhoto({ type: 'image/jpeg' }, PHOTO_ID, { jobId: 'j-1', subject: 'w' });
    expect([open.minBytes, open.maxBytes]).toEqual([1, 50 * 1024 * 1024]);
  });
});

describe('attack: injection through titles', () => {
  it('lets no title out of the XML of the tags', async () => {
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      const title = cleanTitle(`${text}</Value></Tag><Tag><Key>x</Key>&quot;'"`);
      const photo = planPhoto({ type: 'image/jpeg', title }, PHOTO_ID, { jobId: 'j-1', subject: 'w' });
      const { tagging = '' } = (await signForm(photo, SIGNING)).fields;
      expect(tagging.match(/<Tag>/g)).toHaveLength(1);
      expect(tagging).toMatch(
        /^<Tagging><TagSet><Tag><Key>Title<\/Key><Value>[^<>&"']*<\/Value><\/Tag><\/TagSet><\/Tagging>$/,
      );
    });
    await fc.assert(property, { numRuns: 1_000 });
  });

  it('lets no subject out of its header', () => {
    const { headers } = planPhoto({ type: 'image/jpeg' }, PHOTO_ID, {
      jobId: 'j-1',
      subject: 'a\r\nx-amz-acl: public-read',
    });
    expect(headers['x-amz-meta-uploader']).toBe('a%0D%0Ax-amz-acl%3A%20public-read');
  });
});

describe('published vectors', () => {
  it('derives the key with which AWS’s example policy is signed', () => {
    const { accessKeyId, secretAccessKey, region, service, date, policy, signature } = AWS_FORM_EXAMPLE;
    const key = deriveSigningKey({ credentials: { accessKeyId, secretAccessKey }, region, service }, date);
    expect(createHmac('sha256', key).update(policy).digest('hex')).toBe(signature);
  });

  it('signs a form’s policy with the key that the guide’s steps derive', async () => {
    const photo = planPhoto({ type: 'image/jpeg', size: 5 }, PHOTO_ID, { jobId: 'j-1', subject: 'w' });
    const { fields } = await signForm(photo, SIGNING);
    const key = deriveSigningKey({ credentials: CREDENTIALS, region: 'us-east-1', service: 's3' }, '20261122');
    expect(fields['X-Amz-Signature']).toBe(
      createHmac('sha256', key)
        .update(fields.Policy ?? '')
        .digest('hex'),
    );
  });
});

function readPolicy(policy: string | undefined): { expiration: string; conditions: unknown[] } {
  return JSON.parse(Buffer.from(policy ?? '', 'base64').toString());
}
