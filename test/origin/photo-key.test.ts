import { describe, expect, it } from 'vitest';
import {
  EXTENSION_BY_TYPE,
  formatPhotoKey,
  formatThumbKey,
  isPhotoType,
  parsePhotoKey,
} from '../../origin/photo-key.ts';

const photoId = '0b9f2f6e-6c1e-4f0a-9a4e-1d2c3b4a5f60';

describe('photo keys', () => {
  it.each(Object.keys(EXTENSION_BY_TYPE).filter(isPhotoType))('read back what was written for %s', (type) => {
    for (const sha256 of ['0a'.repeat(32), null]) {
      const name = { jobId: 'j-1', photoId, type, sha256 };
      expect(parsePhotoKey(formatPhotoKey(name))).toEqual(name);
    }
  });

  it.each([
    `jobs/j-1/${photoId}.exe`,
    `jobs/j-1/${photoId}.jpeg`,
    `jobs/j-1/${photoId.toUpperCase()}.jpg`,
    `jobs/j-1/${photoId}`,
    `jobs//${photoId}.jpg`,
    `jobs/-j/${photoId}.jpg`,
    `jobs/${'j'.repeat(65)}/${photoId}.jpg`,
    `jobs/a/b/${photoId}.jpg`,
    `thumbs/j-1/${photoId}.jpg`,
    `/jobs/j-1/${photoId}.jpg`,
    `jobs/j-1/${photoId}.constructor`,
    `jobs/j-1/${photoId}/${'0a'.repeat(31)}.jpg`,
    `jobs/j-1/${photoId}/${'0A'.repeat(32)}.jpg`,
    `jobs/j-1/${photoId}/${'0a'.repeat(32)}/x.jpg`,
  ])('are no others: %s', (key) => {
    expect(parsePhotoKey(key)).toBeNull();
  });

  it('keep derived images where no event is raised', () => {
    expect(formatThumbKey({ jobId: 'j-1', photoId, sha256: '0a'.repeat(32) }, 320)).toBe(
      `thumbs/j-1/${photoId}/${'0a'.repeat(16)}-320.webp`,
    );
  });
});
