import { describe, expect, it } from 'vitest';
import { BOUNDS, checkPixels, planDevelopment } from '../../../origin/core/plan-development.ts';
import { UnreadableError } from '../../../origin/core/ports.ts';
import { arrivingRecord, recordOf, versionOf } from './develop-case.ts';

describe('planDevelopment', () => {
  it('develops what no record knows, or only a ticket', () => {
    expect(planDevelopment(versionOf('v1', '01'), null)).toBe('develop');
    expect(planDevelopment(versionOf('v1', '01'), arrivingRecord())).toBe('develop');
  });

  it('completes what was developed from the very event', () => {
    expect(planDevelopment(versionOf('v1', '01'), recordOf())).toBe('complete');
    expect(planDevelopment(versionOf('v1', '01'), recordOf({ state: 'unreadable' }))).toBe('complete');
    expect(planDevelopment(versionOf('v1', '01'), recordOf({ state: 'stored' }))).toBe('develop');
  });

  it('develops the later of two versions and finds the earlier superseded', () => {
    const record = recordOf({ version_id: 'v2', sequencer: '02' });
    expect(planDevelopment(versionOf('v3', '03'), record)).toBe('develop');
    expect(planDevelopment(versionOf('v1', '01'), record)).toBe('superseded');
  });

  it('asks the bucket where a sequencer is missing and the version is another', () => {
    expect(planDevelopment(versionOf('v2', '02'), recordOf({ sequencer: null }))).toBe('ask');
    expect(planDevelopment(versionOf('v2', null), recordOf())).toBe('ask');
  });

  it('completes what was developed of this very version, with or without a sequencer', () => {
    expect(planDevelopment(versionOf('v1', '01'), recordOf({ sequencer: null }))).toBe('complete');
    expect(planDevelopment(versionOf('v1', null), recordOf())).toBe('complete');
  });

  it('goes by the sequencer in a bucket without versions', () => {
    const record = recordOf({ version_id: null, sequencer: '02' });
    expect(planDevelopment(versionOf(null, '01'), record)).toBe('superseded');
    expect(planDevelopment(versionOf(null, '02'), record)).toBe('complete');
    expect(planDevelopment(versionOf(null, '03'), record)).toBe('develop');
  });
});

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
