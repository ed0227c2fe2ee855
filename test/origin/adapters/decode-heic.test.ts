import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeHeic } from '../../../origin/adapters/decode-heic.ts';
import {
  formatTiffHead,
  formatTiffTail,
  TIFF_HEAD_LENGTH,
  tiffTailLength,
} from '../../../origin/adapters/format-tiff.ts';
import { drawQuadrants, measureDrift } from '../../support/draw-photo.ts';

const heic = readFileSync(new URL('../fixtures/quadrants.heic', import.meta.url));
const PIXELS = 96 * 64;
const BOUNDS = { maxPixels: PIXELS, timeoutMs: 30_000 };

describe('decodeHeic', () => {
  it('gives a TIFF that carries the profile it was given', async () => {
    const { icc } = await sharp(heic).metadata();
    const tiff = await decodeHeic(heic, icc ?? null, BOUNDS);
    expect(await sharp(tiff).metadata()).toMatchObject({ format: 'tiff', width: 96, height: 64, channels: 4, icc });
    expect((await sharp(await decodeHeic(heic, null, BOUNDS)).metadata()).icc).toBeUndefined();
  });

  it('ends at the time limit', async () => {
    const slow = decodeHeic(heic, null, { ...BOUNDS, timeoutMs: 1 });
    await expect(slow).rejects.toMatchObject({ reason: 'too-slow' });
  });

  it('decodes 8 at once, each in its own memory', async () => {
    const tiffs = await Promise.all(Array.from({ length: 8 }, () => decodeHeic(heic, null, BOUNDS)));
    for (const tiff of tiffs) expect(Buffer.compare(tiff, tiffs[0] ?? tiff)).toBe(0);
  });
});

describe('attack: hostile HEIC', () => {
  it('refuses one pixel more than the bound before it decodes', async () => {
    const beyond = decodeHeic(heic, null, { ...BOUNDS, maxPixels: PIXELS - 1 });
    await expect(beyond).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('survives every single broken byte of the file’s head', async () => {
    for (let offset = 8; offset < 500; offset += 41) {
      const broken = Buffer.from(heic);
      broken[offset] = (broken[offset] ?? 0) ^ 0xff;
      const outcome = await decodeHeic(broken, null, BOUNDS).catch((error: unknown) => error);
      if (!(outcome instanceof Uint8Array)) expect(outcome).toMatchObject({ name: 'UnreadableError' });
    }
  });
});

describe('formatTiff', () => {
  it('wraps raw RGBA so that sharp reads the same pixels', async () => {
    const { data, info } = await drawQuadrants(6, 4).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const tiff = Buffer.concat([formatTiffHead(info), data, formatTiffTail(info, null)]);
    expect(tiff.length).toBe(TIFF_HEAD_LENGTH + data.length + tiffTailLength(null));
    expect(Buffer.compare(await sharp(tiff).raw().toBuffer(), data)).toBe(0);
    expect(await measureDrift(tiff)).toBe(0);
  });
});
