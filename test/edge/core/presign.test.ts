import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { planPhoto } from '../../../edge/core/plan-photo.ts';
import { createGetSigner, signPut } from '../../../edge/core/presign.ts';
import type { S3Signing } from '../../../edge/core/sign-form.ts';
import { NOW } from '../issuer.ts';

const SIGNING: S3Signing = {
  address: { bucket: 'shot-uploads', region: 'us-east-1', endpoint: null },
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'to/ken+=' },
  now: NOW,
  lifeSeconds: 3600,
};
const PHOTO_ID = '11111111-2222-8333-8444-555555555555';
const KEY = `jobs/j-1/${PHOTO_ID}.jpg`;

describe('createGetSigner', () => {
  it.each([null, 'http://127.0.0.1:9000'])(
    'signs what getSignedUrl of the full client signs (endpoint %s)',
    async (endpoint) => {
      const signing = { ...SIGNING, address: { ...SIGNING.address, endpoint } };
      const url = new URL(await createGetSigner(signing)(KEY));
      const client = new S3Client({
        region: 'us-east-1',
        credentials: SIGNING.credentials,
        ...(endpoint ? { endpoint } : {}),
      });
      const command = new GetObjectCommand({ Bucket: 'shot-uploads', Key: KEY });
      const expected = new URL(await getSignedUrl(client, command, { expiresIn: 3600, signingDate: NOW }));
      // The client names its operation in one more parameter, which S3 does not need and which is signed as well.
      for (const name of [
        'X-Amz-Algorithm',
        'X-Amz-Credential',
        'X-Amz-Date',
        'X-Amz-Expires',
        'X-Amz-SignedHeaders',
        'X-Amz-Security-Token',
        'X-Amz-Content-Sha256',
      ]) {
        expect(url.searchParams.get(name), name).toBe(expected.searchParams.get(name));
      }
      expect(url.origin + url.pathname).toBe(expected.origin + expected.pathname);
      expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});

describe('attack: a PDF that is opened where it lies', () => {
  it('is handed over as a file, by a URL that says so', async () => {
    const sign = createGetSigner(SIGNING);
    const pdf = new URL(await sign(KEY.replace('.jpg', '.pdf')));
    expect(pdf.searchParams.get('response-content-disposition')).toBe('attachment');
    expect(new URL(await sign(KEY)).searchParams.get('response-content-disposition')).toBeNull();
  });
});

describe('signPut', () => {
  it('of a photo without a promise signs its type and the host alone, and puts its metadata into the query', async () => {
    const capture = { type: 'image/heic', title: 'Ein „Sofa“ & so', stage: 'load', size: 4711 } as const;
    const photo = planPhoto(capture, PHOTO_ID, { jobId: 'j-1', subject: 'w', name: 'Zoë' });
    const { url, headers } = await signPut(photo, SIGNING);
    const query = new URL(url).searchParams;
    expect(headers).toEqual({ 'content-type': 'image/heic' });
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-type;host');
    for (const [name, value] of Object.entries(photo.headers)) {
      expect(query.get(name), name).toBe(name.startsWith('x-amz-meta-') ? value : null);
    }
    expect([...query.keys()].filter((name) => /tagging|checksum|^x-id/i.test(name))).toEqual([]);
  });

  it('of a photo without a promise signs what the full client signs', async () => {
    const photo = planPhoto({ type: 'image/jpeg', title: 'A sofa' }, PHOTO_ID, { jobId: 'j-1', subject: 'w' });
    const url = new URL((await signPut(photo, SIGNING)).url);
    const client = new S3Client({
      region: 'us-east-1',
      credentials: SIGNING.credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const Metadata = Object.fromEntries(
      Object.entries(photo.headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), value]] : [],
      ),
    );
    const command = new PutObjectCommand({ Bucket: 'shot-uploads', Key: KEY, ContentType: 'image/jpeg', Metadata });
    const signableHeaders = new Set(['content-type', 'host']);
    const expected = new URL(
      await getSignedUrl(client, command, { expiresIn: 3600, signingDate: NOW, signableHeaders }),
    );
    const namesOf = ({ searchParams }: URL) => [...searchParams.keys()].filter((name) => name !== 'x-id').sort();
    expect(namesOf(url)).toEqual(namesOf(expected));
    for (const name of namesOf(url).filter((name) => name !== 'X-Amz-Signature')) {
      expect(url.searchParams.get(name), name).toBe(expected.searchParams.get(name));
    }
  });

  it('of promised bytes signs length, type, checksum, tags and metadata as headers, and hides none in the query', async () => {
    const capture = {
      type: 'image/webp',
      size: 4711,
      title: 'A sofa',
      stage: 'load',
      sha256: 'ab'.repeat(32),
    } as const;
    const photo = planPhoto(capture, PHOTO_ID, { jobId: 'j-1', subject: 'w' });
    const { url, headers } = await signPut(photo, SIGNING);
    const signed = new URL(url).searchParams.get('X-Amz-SignedHeaders')?.split(';');
    expect(signed).toEqual([...Object.keys(headers).map((name) => name.toLowerCase()), 'host'].sort());
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'content-length': '4711',
      'x-amz-checksum-sha256': Buffer.alloc(32, 0xab).toString('base64'),
      'x-amz-tagging': 'Title=A+sofa&Stage=load',
      'content-disposition': 'inline',
      'content-encoding': 'identity',
      'content-language': 'und',
      expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
    });
    const hoisted = [...new URL(url).searchParams.keys()].filter((name) => /x-amz-(meta|checksum|tagging)/i.test(name));
    expect(hoisted).toEqual([]);
  });
});
