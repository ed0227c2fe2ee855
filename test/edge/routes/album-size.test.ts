import { describe, expect, it } from 'vitest';
import { toFacts } from '../../../edge/core/album.ts';
import { fitAlbum, MOST_ANNOUNCED, PHOTOS_PER_PAGE, parseAlbumCursor } from '../../../edge/core/album-page.ts';
import { createGetSigner } from '../../../edge/core/presign.ts';
import { parseImageKey, signAlbum, toAlbumResource, toRoundedExpiry } from '../../../edge/core/sign-album.ts';
import type { UrlMaker } from '../../../edge/routes/photo-urls.ts';
import { toAlbum } from '../../../edge/routes/read-album.ts';
import { MAX_TITLE_LENGTH, type PhotoRecord } from '../../../origin/records.ts';
import { createEdgeSecret } from '../edge-secret.ts';
import { NOW } from '../issuer.ts';
import { numberedPhotoId, toAnnouncementRow, toPhotoRecord } from '../records.ts';

/** Of a function's role they have 700 to 1,100 characters; AWS promises no bound. */
const SESSION_TOKEN = 'IQoJ/b3+'.repeat(150);
const JOB_ID = 'j'.repeat(64);
/** What takes the most bytes in JSON. */
const WORDS = {
  title: '🛋'.repeat(MAX_TITLE_LENGTH),
  uploaded_by: '"'.repeat(100),
  uploaded_by_name: '🛋'.repeat(60),
  camera: '"'.repeat(100),
  placeholder: 'a'.repeat(40),
  taken_at: '2026-11-22T09:00:00.123456789-05:00',
  location: { latitude: 12.345678901234567, longitude: -123.45678901234567, accuracy: 12.345678901234567 },
} as const;

async function measurePage(delivery: 's3' | 'cloudfront', urls: UrlMaker, words: Partial<PhotoRecord> = WORDS) {
  const announced = Array.from({ length: MOST_ANNOUNCED }, (_, number) =>
    toAnnouncementRow(JOB_ID, numberedPhotoId(number), words),
  );
  const photos = Array.from({ length: PHOTOS_PER_PAGE[delivery] }, (_, number) =>
    toPhotoRecord(JOB_ID, numberedPhotoId(number), { ...words, uploaded_at: NOW.toISOString() }),
  );
  const deleted = photos.map(({ photo_id }) => photo_id);
  const page = { photos: [...announced, ...photos].map(toFacts), next: 'x'.repeat(200), deleted };
  const album = await toAlbum(JOB_ID, page, { urls, access: 'originals' });
  const fitted = fitAlbum(album, photos);
  const last = fitted.photos.at(-1)?.photo_id;
  const isWhole = fitted.photos.length === album.photos.length;
  return {
    bytes: Buffer.byteLength(JSON.stringify(fitted)),
    leftOff: album.photos.length - fitted.photos.length,
    /** Nothing is skipped: the next page begins behind the last photo of this one. */
    goesOn: isWhole || parseAlbumCursor(fitted.next ?? '', JOB_ID).photoId === last,
  };
}

describe('a full page without gzip, whatever its words, stays below Lambda@Edge’s 1,048,576 bytes', () => {
  it('with S3’s own URLs', async () => {
    const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLEXX', secretAccessKey: 's', sessionToken: SESSION_TOKEN };
    const address = { bucket: 'edgeshot-prod-uploadsbucket-abcdefghijklmnopqrs', region: 'us-east-1', endpoint: null };
    const toUrl = createGetSigner({ address, credentials, now: NOW, lifeSeconds: 4500 });
    const worst = await measurePage('s3', { expiresAt: NOW, toUrl });
    expect(worst.bytes).toBeLessThan(1_048_576 - 20_000);
    expect(worst.goesOn).toBe(true);
    const usual = await measurePage('s3', { expiresAt: NOW, toUrl }, { title: 'Garage, left wall' });
    expect([usual.leftOff, usual.bytes > 500_000]).toEqual([0, true]);
  });

  it('with our own', async () => {
    const { cloudfront } = await createEdgeSecret();
    const key = parseImageKey(cloudfront.key_pair_id, cloudfront.private_key);
    const resource = toAlbumResource('https://photos.a-rather-long-name.example.com', JOB_ID, 'originals');
    const { query, expiresAt } = signAlbum(resource, toRoundedExpiry(NOW), key);
    const toUrl = (path: string) => `/${path}?${query}`;
    const worst = await measurePage('cloudfront', { expiresAt, toUrl });
    expect(worst.bytes).toBeLessThan(1_048_576 - 20_000);
    expect([worst.leftOff > 0, worst.goesOn]).toEqual([true, true]);
    expect((await measurePage('cloudfront', { expiresAt, toUrl }, { title: 'Garage, left wall' })).leftOff).toBe(0);
  });
});
