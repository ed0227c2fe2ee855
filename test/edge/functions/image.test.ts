import { beforeAll, describe, expect, it } from 'vitest';
import type { FunctionRequest } from '../../../edge/functions/cloudfront-function.ts';
import { EXTENSION_BY_TYPE, formatPhotoKey, formatThumbKey, isPhotoType } from '../../../origin/photo-key.ts';
import { loadViewerFunction, type ViewerFunction } from './viewer-function.ts';

let image: ViewerFunction;
const PHOTO_ID = '11111111-2222-8333-8444-555555555555';
const SHA256 = '0a'.repeat(32);
const PATH = `/jobs/j-1/${PHOTO_ID}/${SHA256}.jpg`;

beforeAll(async () => {
  image = await loadViewerFunction('image');
});

const isLet = async (uri: string, querystring: FunctionRequest['querystring'] = {}) =>
  (await image.run({ uri, querystring })).uri === uri;

describe('image', () => {
  it('lets through every key that a photo can have', async () => {
    for (const type of Object.keys(EXTENSION_BY_TYPE).filter(isPhotoType)) {
      expect(await isLet(`/${formatPhotoKey({ jobId: 'j-1', photoId: PHOTO_ID, type, sha256: SHA256 })}`), type).toBe(
        true,
      );
    }
    for (const width of [320, 1280]) {
      expect(await isLet(`/${formatThumbKey({ jobId: 'J_9', photoId: PHOTO_ID, sha256: SHA256 }, width)}`)).toBe(true);
    }
  });

  it('lets CloudFront’s own parameters through', async () => {
    expect(
      await isLet(PATH, { Policy: { value: 'x' }, Signature: { value: 'x' }, 'Key-Pair-Id': { value: 'x' } }),
    ).toBe(true);
  });

  it('lets no other parameter through, and none twice', async () => {
    expect(await isLet(PATH, { v: { value: '0' } })).toBe(false);
    expect(await isLet(PATH, { v: { value: 'a/j-2/' } })).toBe(false);
    expect(await isLet(PATH, { Policy: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] } })).toBe(false);
  });

  it.each([
    '/jobs',
    '/jobs/j-1/',
    `/jobs/j-1/${PHOTO_ID}`,
    `/jobs/j-1/${PHOTO_ID}.jpg`,
    `/jobs/j-1/${PHOTO_ID}/${SHA256}.svg`,
    `/jobs/j-1/${PHOTO_ID}/${SHA256}.JPG`,
    `/jobs/j-1/${PHOTO_ID}/${SHA256.slice(1)}.jpg`,
    `/jobs/j-1/${PHOTO_ID.toUpperCase().replace(/1/g, 'A')}/${SHA256}.jpg`,
    `/thumbs/j-1/${PHOTO_ID}/${SHA256.slice(32)}.webp`,
    `/thumbs/j-1/${PHOTO_ID}/${SHA256.slice(32)}-320.jpg`,
    `/thumbs/j-1/${PHOTO_ID}-320.webp`,
    `/jobs/j-1/${PHOTO_ID}/${SHA256.slice(32)}-320.webp`,
  ])('finds nothing at %s', async (uri) => {
    expect((await image.run({ uri })).statusCode).toBe(404);
  });
});

describe('attack: a stolen signature of j-1, bent to another job', () => {
  it.each([
    `/jobs/j-2/j-1/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-2/${PHOTO_ID}/${SHA256}.jpg/j-1/x`,
    `/jobs/j-2/..%2fj-1/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-1/../j-2/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-1/%2e%2e/j-2/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-1//${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-1%00/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/j-1\n/${PHOTO_ID}/${SHA256}.jpg`,
    `${PATH}\n`,
    `/jobs/ј-1/${PHOTO_ID}/${SHA256}.jpg`,
    `/jobs/${'j'.repeat(65)}/${PHOTO_ID}/${SHA256}.jpg`,
  ])('finds nothing at %j', async (uri) => {
    expect((await image.run({ uri })).statusCode).toBe(404);
  });

  it('takes no parameter that could hold the other job’s name', async () => {
    const uri = `/jobs/j-2/${PHOTO_ID}/${SHA256}.jpg`;
    for (const name of ['x', 'Expires', 'policy', '', 'response-content-type', 'versionId']) {
      expect(await isLet(uri, { [name]: { value: '/j-1/' } }), name).toBe(false);
    }
    expect(await isLet(uri, { Policy: { value: 'a', multiValue: [{ value: 'a' }, { value: '/j-1/' }] } })).toBe(false);
    expect(await isLet(uri, '/j-1/')).toBe(false);
  });
});
