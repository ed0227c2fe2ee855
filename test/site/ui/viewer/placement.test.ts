import { describe, expect, it } from 'vitest';
import { clampPan, MAX_SCALE, UNZOOMED, zoomAt } from '../../../../site/ui/viewer/placement.ts';

const STAGE = { width: 400, height: 600 };

describe('zoomAt', () => {
  it('keeps the point under the finger where it is', () => {
    const point = { x: 100, y: -50 };
    const zoomed = zoomAt(UNZOOMED, 2, point);
    expect(zoomed).toEqual({ scale: 2, x: -100, y: 50 });
    // What lay at the point lies there still: offset + scale × (place in the picture).
    expect(zoomed.x + zoomed.scale * 100).toBe(100);
  });

  it(`stops at 1 and at ${MAX_SCALE}`, () => {
    expect(zoomAt(UNZOOMED, 0.5, { x: 0, y: 0 }).scale).toBe(1);
    expect(zoomAt(UNZOOMED, 100, { x: 0, y: 0 }).scale).toBe(MAX_SCALE);
  });
});

describe('clampPan', () => {
  it('lets a picture of twice the size move by half the stage, and no further', () => {
    expect(clampPan({ scale: 2, x: 200, y: -300 }, STAGE)).toEqual({ scale: 2, x: 200, y: -300 });
    expect(clampPan({ scale: 2, x: 201, y: -301 }, STAGE)).toEqual({ scale: 2, x: 200, y: -300 });
  });

  it('puts an unzoomed picture in the middle', () => {
    expect(clampPan({ scale: 1, x: 30, y: 30 }, STAGE)).toEqual(UNZOOMED);
  });
});
