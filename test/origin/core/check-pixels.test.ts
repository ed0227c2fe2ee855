import { describe, expect, it } from 'vitest';
import { BOUNDS, checkPixels } from '../../../origin/core/check-pixels.ts';
import { UnreadableError } from '../../../origin/core/ports.ts';

describe('checkPixels', () => {
  it.each([
    ['image/jpeg', BOUNDS.maxPixels],
    ['image/png', BOUNDS.maxPixels],
    ['image/webp', BOUNDS.maxPixels],
    ['image/avif', BOUNDS.maxHeifPixels],
    ['image/heic', BOUNDS.maxHeifPixels],
    ['image/heif', BOUNDS.maxHeifPixels],
  ] as const)('takes %s of %i pixels and no more', (type, pixels) => {
    expect(() => checkPixels({ width: pixels, height: 1, exif: null }, type)).not.toThrow();
    expect(() => checkPixels({ width: pixels + 1, height: 1, exif: null }, type)).toThrow(
      expect.objectContaining({ reason: 'too-many-pixels' }),
    );
  });

  it('takes a JPEG of more pixels where it can be shrunk while it is decoded', () => {
    const head = { width: BOUNDS.maxJpegPixels, height: 1, exif: null };
    expect(() => checkPixels({ ...head, isProgressive: false }, 'image/jpeg')).not.toThrow();
    const isRefused = expect.objectContaining({ reason: 'too-many-pixels' });
    expect(() => checkPixels({ ...head, isProgressive: true }, 'image/jpeg')).toThrow(isRefused);
    expect(() => checkPixels({ ...head, isProgressive: false }, 'image/png')).toThrow(isRefused);
    const more = { ...head, width: BOUNDS.maxJpegPixels + 1, isProgressive: false };
    expect(() => checkPixels(more, 'image/jpeg')).toThrow(isRefused);
  });

  it.each([0, Number.NaN])('calls a width of %d damaged', (width) => {
    expect(() => checkPixels({ width, height: 1, exif: null }, 'image/jpeg')).toThrow(UnreadableError);
  });

  it('takes 48 megapixels of HEIC', () => {
    expect(() => checkPixels({ width: 8064, height: 6048, exif: null }, 'image/heic')).not.toThrow();
  });
});
