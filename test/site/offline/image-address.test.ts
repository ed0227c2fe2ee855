import { describe, expect, it } from 'vitest';
import { toImageCacheKey } from '../../../site/offline/image-address.ts';

const THUMB = 'https://photos.example/thumbs/j-1/p/0a1b-320.webp';

describe('toImageCacheKey', () => {
  it('is the same for two signatures of one version', () => {
    const first = toImageCacheKey(`${THUMB}?v=1a&Policy=a&Signature=b`);
    expect(first).toEqual(toImageCacheKey(`${THUMB}?v=1a&Policy=c&Signature=d`));
    expect(first?.path).toBe('/thumbs/j-1/p/0a1b-320.webp');
  });

  it('differs when the bytes were replaced', () => {
    expect(toImageCacheKey(`${THUMB}?v=1a&Policy=a`)?.key).not.toBe(toImageCacheKey(`${THUMB}?v=1b&Policy=a`)?.key);
  });

  it('also names an image whose address tells no version', () => {
    expect(toImageCacheKey(`${THUMB}?Policy=a`)?.key).toBe(toImageCacheKey(`${THUMB}?Policy=b`)?.key);
  });

  it('is null for what is no image of a job', () => {
    for (const path of ['/jobs', '/photos?job_id=j-1', '/assets/main-1.js', '/jobs/j-1', '/thumbs/j-1/a/b/c.webp']) {
      expect(toImageCacheKey(`https://photos.example${path}`)).toBeNull();
    }
  });
});
