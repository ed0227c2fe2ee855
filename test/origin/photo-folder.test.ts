/**
 * A folder of photos through the pipeline: right side up, compared with a rendering that knows of EXIF only what the
 * standard's table says; originals byte-true. `EDGESHOT_PHOTOS=DIR` takes real ones instead of drawn ones.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { develop } from '../../origin/core/develop.ts';
import { parseNotification } from '../../origin/core/photo-version.ts';
import { sniffPhotoType } from '../../origin/core/sniff-photo-type.ts';
import { formatThumbKey, THUMB_WIDTH } from '../../origin/photo-key.ts';
import { drawTurned } from '../support/draw-photo.ts';
import { openTestPipeline, photoIdOf, type TestPipeline } from './open-pipeline.ts';

const FOLDER = process.env.EDGESHOT_PHOTOS;

/** How to get from the stored rows to what is seen, by EXIF orientation (Exif 2.32, tag 274): mirror, then turn right. */
const TO_SEEN = [
  { mirror: false, degrees: 0 },
  { mirror: true, degrees: 0 },
  { mirror: false, degrees: 180 },
  { mirror: true, degrees: 180 },
  { mirror: true, degrees: 270 },
  { mirror: false, degrees: 90 },
  { mirror: true, degrees: 90 },
  { mirror: false, degrees: 270 },
] as const;

const photos = FOLDER ? readFolder(FOLDER) : await drawFolder();

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await openTestPipeline();
});
afterAll(() => pipeline.close());

describe(`the photos of ${FOLDER ?? 'a drawn folder'}`, () => {
  it.each(photos)('$name: upright thumbnail, byte-true original', async ({ bytes, index }) => {
    const photoId = photoIdOf(index);
    for (const version of parseNotification(await pipeline.upload(bytes, { photoId }))) {
      expect(await develop(version, pipeline.ports)).toBe('ready');
      expect(Buffer.compare((await pipeline.readObject(version.key)).bytes, bytes)).toBe(0);
    }
    const thumb = await pipeline.readObject(
      formatThumbKey({ jobId: 'j-1', photoId, sha256: hash('sha256', bytes) }, THUMB_WIDTH),
    );
    expect(thumb.bytes.length).toBeLessThanOrEqual(20_000);
    const { width, height } = await sharp(thumb.bytes).metadata();
    // HEIC has no second decoder here; that it is turned once is tested on drawn ones.
    if (sniffPhotoType(bytes) === 'image/heic') return;
    const reference = await renderReference(bytes);
    expect([width, height]).toEqual([reference.width, reference.height]);
    const { data } = await sharp(thumb.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(meanDifference(data, reference.data)).toBeLessThan(8);
  });
});

/** Turned by the table, in a step of its own before it is shrunk; sRGB. */
async function renderReference(bytes: Uint8Array) {
  const { orientation = 1 } = await sharp(bytes).metadata();
  const { mirror, degrees } = TO_SEEN[orientation - 1] ?? TO_SEEN[0];
  const rows = await sharp(bytes).toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();
  const mirrored = mirror ? await sharp(rows).flop().png({ compressionLevel: 1 }).toBuffer() : rows;
  const seen = await sharp(mirrored).rotate(degrees).png({ compressionLevel: 1 }).toBuffer();
  const { data, info } = await sharp(seen)
    .resize({ width: THUMB_WIDTH, withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function meanDifference(left: Uint8Array, right: Uint8Array): number {
  let sum = 0;
  for (const [index, value] of left.entries()) sum += Math.abs(value - (right[index] ?? 0));
  return sum / left.length;
}

function readFolder(folder: string) {
  return readdirSync(folder)
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
    .filter(({ bytes }) => sniffPhotoType(bytes) !== null)
    .map((photo, index) => ({ ...photo, index }));
}

async function drawFolder() {
  const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
  return Promise.all(
    orientations.map(async (orientation, index) => {
      return { name: `orientation ${orientation}`, bytes: await drawTurned(orientation, 640, 480), index };
    }),
  );
}
