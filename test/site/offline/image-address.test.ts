import { describe, expect, it } from 'vitest';
import { toImageKey } from '../../../site/offline/image-address.ts';

const THUMB = 'https://photos.example/thumbs/j-1/p-320.webp';

describe('toImageKey', () => {
  it('is the same for two signatures of one version', () => {
    const first = toImageKey(`${THUMB}?v=1a&Policy=a&Signature=b`);
    expect(first).toEqual(toImageKey(`${THUMB}?v=1a&Policy=c&Signature=d`));
    expect(first?.path).toBe('/thumbs/j-1/p-320.webp');
  });

  it('differs when the bytes were replaced', () => {
    expect(toImageKey(`${THUMB}?v=1a&Policy=a`)?.key).not.toBe(toImageKey(`${THUMB}?v=1b&Policy=a`)?.key);
  });

  it('also names an image whose address tells no version', () => {
    expect(toImageKey(`${THUMB}?Policy=a`)?.key).toBe(toImageKey(`${THUMB}?Policy=b`)?.key);
  });

  it('is null for what is no image of a job', () => {
    for (const path of ['/jobs', '/photos?job_id=j-1', '/assets/main-1.js', '/jobs/j-1', '/thumbs/j-1/a/b.webp']) {
      expect(toImageKey(`https://photos.example${path}`)).toBeNull();
    }
  });
});
