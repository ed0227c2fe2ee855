import { describe, expect, it } from 'vitest';
import { toImageCacheKey } from '../../../site/offline/image-address.ts';

const THUMB = 'https://photos.example/thumbs/j-1/p/0a1b-320.webp';

describe('toImageCacheKey', () => {
  it('is the path, whatever the signature', () => {
    expect(toImageCacheKey(`${THUMB}?Policy=a&Signature=b`)).toBe('/thumbs/j-1/p/0a1b-320.webp');
    expect(toImageCacheKey(`${THUMB}?Policy=c&Signature=d`)).toBe('/thumbs/j-1/p/0a1b-320.webp');
  });

  it('is null for what is no image of a job', () => {
    const paths = ['/jobs', '/photos?job_id=j-1', '/assets/main-1.js', '/jobs/j-1', '/thumbs/j-1/a/b/c.webp'];
    for (const path of [...paths, '/thumbs/j-1/a.webp']) {
      expect(toImageCacheKey(`https://photos.example${path}`)).toBeNull();
    }
  });
});
