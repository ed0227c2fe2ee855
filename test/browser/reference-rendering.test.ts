/**
 * What the pipeline makes of a photo, beside what Chromium shows of the same file: another decoder, another hand that
 * turns it, other colours. `EDGESHOT_PHOTOS=DIR` compares that folder's photos as well. HEIC is not among them (Chromium has no
 * HEVC), nor a turned WebP (it does not turn that; no camera writes it).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { describe, expect } from 'vitest';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import { sniffPhotoType } from '../../origin/core/sniff-photo-type.ts';
import { browserTest } from '../support/browser-test.ts';
import { drawQuadrants, drawTurned } from '../support/draw-photo.ts';

const FOLDER = process.env.EDGESHOT_PHOTOS;
/** px of the pictures that are compared: every pixel is the mean of many, so that encoders' noise is none. */
const SIDE = 24;

const renderer = createSharpRenderer();
let page: Page;

const it = browserTest.extend('opened', { scope: 'file', auto: true }, async ({ browser }, { onCleanup }) => {
  page = await browser.newPage();
  onCleanup(async () => {
    await page.close();
    // The renderer has forbidden all but photos, for the whole process, which other tests draw in.
    sharp.unblock({ operation: ['VipsForeignLoad'] });
  });
});

const turned = [1, 2, 3, 4, 5, 6, 7, 8].map(
  (orientation) => [`a JPEG of orientation ${orientation}`, () => drawTurned(orientation, 480, 320), 4] as const,
);

// The last is how far the mean of a colour may be, of 255: each has a way of its own from CMYK to the screen.
const encoded: readonly (readonly [string, (image: Sharp) => Sharp, number])[] = [
  ['a progressive JPEG', (image) => image.jpeg({ progressive: true }), 4],
  ['a Display P3 JPEG', (image) => image.withIccProfile('p3').jpeg({ quality: 95 }), 4],
  ['a grey JPEG', (image) => image.toColourspace('b-w').jpeg({ quality: 95 }), 4],
  ['a CMYK JPEG', (image) => image.toColourspace('cmyk').jpeg({ quality: 95 }), 40],
  ['a PNG', (image) => image.png(), 4],
  ['a PNG of 16 bits', (image) => image.toColourspace('rgb16').png(), 4],
  ['a PNG with a palette', (image) => image.png({ palette: true }), 4],
  ['a turned PNG', (image) => image.withMetadata({ orientation: 6 }).png(), 4],
  ['a WebP', (image) => image.webp({ quality: 95 }), 4],
  ['an AVIF', (image) => image.avif({ quality: 90 }), 6],
  ['an AVIF of 10 bits', (image) => image.avif({ quality: 90, bitdepth: 10 }), 6],
];

const bright = ['bright-pq.avif', 'bright-hlg.avif'].map(
  (name) => [name, async () => readFileSync(new URL(`../origin/fixtures/${name}`, import.meta.url)), 10] as const,
);

const drawn = encoded.map(
  ([name, encode, bound]) => [name, () => encode(drawQuadrants(480, 320)).toBuffer(), bound] as const,
);

describe('the derived images, beside Chromium’s rendering of the original', () => {
  it.each([...turned, ...drawn, ...bright, ...readFolder()])('show the same of %s', async (_, read, bound) => {
    const bytes = await read();
    const { thumb, preview } = await renderer.render(bytes, sniffPhotoType(bytes) ?? 'image/jpeg');
    const reference = await see(bytes);
    for (const image of [thumb, preview]) {
      const seen = await see(image);
      expect(Math.abs(seen.aspect - reference.aspect)).toBeLessThan(0.02);
      expect(meanDifference(seen.pixels, reference.pixels)).toBeLessThan(bound);
    }
  });

  it('would show a picture that was not turned, or mirrored', async () => {
    const upright = await see(await drawTurned(1, 480, 320));
    const square = async (image: Sharp) => see(await image.resize(480, 320, { fit: 'fill' }).png().toBuffer());
    for (const wrong of [drawQuadrants().flop(), drawQuadrants().flip(), drawQuadrants().rotate(90)]) {
      expect(meanDifference((await square(wrong)).pixels, upright.pixels)).toBeGreaterThan(40);
    }
  });
});

interface Seen {
  /** Width by height. */
  readonly aspect: number;
  /** RGB, SIDE × SIDE. */
  readonly pixels: readonly number[];
}

/** As the page shows it: turned as the file says, in sRGB. */
async function see(bytes: Uint8Array): Promise<Seen> {
  return page.evaluate(
    async ({ base64, side }) => {
      const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([binary]));
      await image.decode();
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext('2d', { colorSpace: 'srgb' });
      if (!context) throw new Error('no canvas');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, side, side);
      const { data } = context.getImageData(0, 0, side, side);
      return {
        aspect: image.naturalWidth / image.naturalHeight,
        pixels: Array.from(data).filter((_, index) => index % 4 !== 3),
      };
    },
    { base64: Buffer.from(bytes).toString('base64'), side: SIDE },
  );
}

function meanDifference(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}

function readFolder() {
  if (!FOLDER) return [];
  return readdirSync(FOLDER)
    .map((name) => ({ name, bytes: readFileSync(join(FOLDER, name)) }))
    .filter(({ bytes }) => ![null, 'image/heic', 'image/heif'].includes(sniffPhotoType(bytes)))
    .map(({ name, bytes }) => [name, async () => bytes, 6] as const);
}
