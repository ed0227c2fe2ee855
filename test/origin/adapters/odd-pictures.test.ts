/** Pictures of odd shapes, of many pixels, cut short, of more than one picture or of high dynamic range. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readTransfer } from '../../../origin/core/read-transfer.ts';
import { drawMotionPhoto, drawMultiPicture } from '../../support/draw-multi-picture.ts';
import { drawGreyJpeg, drawNoise, measureDrift } from '../../support/draw-photo.ts';
import { renderPhoto, sizesOf } from './render-photo.ts';

describe('the renderer', () => {
  it.each([
    ['a scrolling screenshot', 1080, 12_000, ['webp 152×1687', 'webp 1080×12000']],
    ['a panorama', 12_000, 2600, ['webp 739×160', 'webp 2954×640']],
    ['a panorama on end', 400, 4000, ['webp 160×1600', 'webp 400×4000']],
    ['a ribbon', 16_000, 100, ['webp 6400×40', 'webp 16000×100']],
  ])('bounds %s of %i × %i px by area', async (_, width, height, sizes) => {
    const png = await sharp({ create: { width, height, channels: 3, background: '#846' } })
      .png()
      .toBuffer();
    expect(await sizesOf(await renderPhoto(png))).toEqual(sizes);
  });

  it('keeps the text of a screenshot of 1080 × 12000 px as it is', async () => {
    const { data, info } = await drawText(1080, 12_000);
    const { preview } = await renderPhoto(await sharp(data, { raw: info }).png().toBuffer());
    const seen = await sharp(preview).removeAlpha().greyscale().raw().toBuffer();
    // Strokes of 2 px, 2 px apart: at 184 px wide, as it was, all are one grey, 64 off.
    expect(meanDifference(seen, data)).toBeLessThan(12);
  });

  it.each([
    [12_000, 9000],
    [16_320, 12_240],
  ])('shrinks a JPEG of %i × %i px while it is decoded', async (width, height) => {
    const photo = await renderPhoto(drawGreyJpeg(width, height));
    expect([photo.head.width, photo.head.height]).toEqual([width, height]);
    expect(await sizesOf(photo)).toEqual(['webp 320×240', 'webp 1280×960']);
  });

  it.each([
    ['a second picture behind it', () => drawMultiPicture()],
    ['a gain map behind it', () => drawMultiPicture({ hdr: true })],
    ['a video behind it', drawMotionPhoto],
  ])('shows the main picture of a JPEG with %s', async (_, draw) => {
    const { head, preview, isCutOff } = await renderPhoto(await draw());
    expect([head.width, head.height, isCutOff]).toEqual([96, 64, false]);
    expect(await measureDrift(preview)).toBeLessThan(12);
  });

  it.each([{ progressive: false }, { progressive: true }])(
    'shows what is there of a JPEG that was cut off: %j',
    async (how) => {
      const photo = await drawNoise(800, 600, 3).jpeg(how).toBuffer();
      const cut = await renderPhoto(photo.subarray(0, photo.length * 0.97));
      expect([cut.head.width, cut.head.height, cut.isCutOff]).toEqual([800, 600, true]);
      const seen = await sharp(cut.preview).removeAlpha().raw().toBuffer();
      const whole = await sharp((await renderPhoto(photo)).preview)
        .removeAlpha()
        .raw()
        .toBuffer();
      const half = seen.length / 2;
      expect(meanDifference(seen.subarray(0, half), whole.subarray(0, half))).toBeLessThan(6);
    },
  );

  it('shows the whole of a JPEG without its last two bytes, and does not call it cut off', async () => {
    for (const progressive of [false, true]) {
      const photo = await drawNoise(800, 600, 3).jpeg({ progressive }).toBuffer();
      const whole = await renderPhoto(photo);
      const { preview, isCutOff } = await renderPhoto(photo.subarray(0, -2));
      expect([isCutOff, whole.isCutOff]).toEqual([false, false]);
      expect(Buffer.compare(preview, whole.preview)).toBe(0);
    }
  });

  // heif-enc wrote two pictures, grey and the quadrants; `pitm` names the second.
  it.each(['heic', 'msf1', 'hevc'])('shows the main picture of several in a HEIC, whose brand is %s', async (brand) => {
    const heic = readFileSync(new URL('../fixtures/second-is-main.heic', import.meta.url));
    heic.write(brand, 8, 'latin1');
    const { type, head, preview } = await renderPhoto(heic);
    expect([type, head.width, head.height]).toEqual(['image/heic', 96, 64]);
    expect(await measureDrift(preview)).toBeLessThan(12);
  });

  it.each([
    ['bright-pq.avif', 'pq'],
    ['bright-hlg.avif', 'hlg'],
  ])('draws %s, of high dynamic range, neither flat nor grey', async (name, curve) => {
    const bytes = readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
    expect(readTransfer(bytes)).toEqual({ curve, primaries: 'bt2020' });
    const { preview } = await renderPhoto(bytes);
    const pixels = await sharp(preview).removeAlpha().raw().toBuffer();
    const at = (x: number, y: number) => [...pixels.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3)];
    // The quadrants are 203 cd/m² of white, and BT.2020 of (100, 30, 10), (20, 60, 150) and (900, 700, 300) cd/m².
    // Chromium draws them within 10 of these: test/browser/reference-rendering.test.ts. As sRGB the white would be 148 or 191.
    const [white, red, blue, light] = [at(24, 16), at(72, 16), at(24, 48), at(72, 48)];
    expect(Math.max(...white) - Math.min(...white)).toBeLessThan(4);
    for (const [seen, wanted] of [
      [white, [191, 191, 191]],
      [red, [188, 75, 39]],
      [blue, [0, 121, 183]],
      [light, [254, 222, 142]],
    ] as const) {
      for (const channel of [0, 1, 2]) expect(Math.abs((seen[channel] ?? 0) - (wanted[channel] ?? 0))).toBeLessThan(6);
    }
  });
});

/** Lines of 2 px, black on white: what text is to a renderer. Grey, 8 bits. */
async function drawText(width: number, height: number) {
  const data = Buffer.alloc(width * height, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) if ((x >> 1) % 2 === 0 && (y >> 4) % 2 === 0) data[y * width + x] = 0;
  }
  return { data, info: { width, height, channels: 1 as const } };
}

function meanDifference(left: Uint8Array, right: Uint8Array): number {
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}
