import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../../origin/core/check-pixels.ts';
import { inspectPhoto } from '../../../origin/core/inspect-photo.ts';
import { drawNoise, drawQuadrants, drawTurned, measureDrift } from '../../support/draw-photo.ts';
import { reasonOf, renderer, renderPhoto, sizesOf } from './render-photo.ts';

function readFixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

describe('createSharpRenderer', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns a JPEG of EXIF orientation %i upright', async (orientation) => {
    const { head, thumb, preview } = await renderPhoto(await drawTurned(orientation));
    expect([head.width, head.height]).toEqual([96, 64]);
    expect(await measureDrift(thumb)).toBeLessThan(12);
    expect(await measureDrift(preview)).toBeLessThan(12);
  });

  // The last is how far a colour may drift: CMYK cannot hold these, it shows the right ones, paler.
  const formats: [string, string, (image: Sharp) => Sharp, number][] = [
    ['image/jpeg', 'progressive JPEG', (image) => image.jpeg({ progressive: true, quality: 95 }), 12],
    ['image/jpeg', 'CMYK JPEG', (image) => image.toColourspace('cmyk').jpeg({ quality: 95 }), 100],
    ['image/jpeg', 'Display P3 JPEG', (image) => image.withIccProfile('p3').jpeg({ quality: 95 }), 12],
    ['image/png', 'PNG', (image) => image.png(), 12],
    ['image/png', '16-bit PNG', (image) => image.toColourspace('rgb16').png(), 12],
    ['image/png', 'PNG with a palette', (image) => image.png({ palette: true }), 12],
    ['image/webp', 'WebP', (image) => image.webp({ quality: 95 }), 12],
    ['image/avif', 'AVIF', (image) => image.avif({ quality: 90 }), 16],
  ];
  it.each(formats)('reads %s: %s', async (type, _, encode, maxDrift) => {
    const photo = await renderPhoto(await encode(drawQuadrants()).toBuffer());
    expect(photo.type).toBe(type);
    expect([photo.head.width, photo.head.height]).toEqual([96, 64]);
    expect(await measureDrift(photo.preview)).toBeLessThan(maxDrift);
  });

  it.each(['quadrants.heic', 'quadrants-turned.heic'])('reads HEIC and turns it once: %s', async (name) => {
    const photo = await renderPhoto(readFixture(name));
    expect(photo.type).toBe('image/heic');
    expect([photo.head.width, photo.head.height]).toEqual([96, 64]);
    expect(photo.camera).toEqual({ takenAt: '2024-05-01T10:20:30+02:00', camera: 'Apple iPhone 15' });
    expect(await measureDrift(photo.preview)).toBeLessThan(12);
  });

  it('makes 320 and 1,280 px wide WebP, and enlarges nothing', async () => {
    const large = await renderPhoto(await drawNoise(1600, 1200, 1).jpeg().toBuffer());
    const small = await renderPhoto(await drawNoise(200, 300, 1).jpeg().toBuffer());
    expect(await sizesOf(large)).toEqual(['webp 320×240', 'webp 1280×960']);
    expect(await sizesOf(small)).toEqual(['webp 200×300', 'webp 200×300']);
  });

  it('keeps thumbnails within 20,000 bytes whatever the picture', async () => {
    const white = Buffer.alloc(1600 * 1200 * 3);
    for (let index = 0; index < white.length; index += 1) white[index] = Math.imul(index, 2654435761) >>> 24;
    const noise = sharp(white, { raw: { width: 1600, height: 1200, channels: 3 } });
    const { thumb } = await renderPhoto(await noise.jpeg().toBuffer());
    expect(thumb.length).toBeLessThanOrEqual(20_000);
  });

  it('gives the same bytes for the same bytes', async () => {
    const photo = await drawNoise(1500, 1000, 7).jpeg().toBuffer();
    const digests = await Promise.all([1, 2, 3].map(async () => digest(await renderPhoto(photo))));
    expect(new Set(digests).size).toBe(1);
  });

  it('makes a ThumbHash of the average colour', async () => {
    const { placeholder } = await renderPhoto(await drawQuadrants().jpeg().toBuffer());
    expect(Buffer.from(placeholder, 'base64').length).toBeGreaterThan(5);
    expect(Buffer.from(placeholder, 'base64').length).toBeLessThan(30);
  });

  // ISO/IEC 23008-12, ImageMirror: 0 exchanges top and bottom, 1 left and right.
  it.each([
    [0, (stored: Sharp) => stored.flip()],
    [1, (stored: Sharp) => stored.flop()],
  ])('mirrors HEIC once, as its property says: %i', async (axis, mirror) => {
    const heic = readFixture('quadrants-turned.heic');
    const box = heic.indexOf('irot');
    heic.write('imir', box, 'latin1');
    heic[box + 4] = axis;
    const { head, preview } = await renderPhoto(heic);
    expect([head.width, head.height]).toEqual([64, 96]);
    // Rows as the fixture stores them: a quarter to the left.
    const stored = await drawQuadrants().rotate(270).png().toBuffer();
    const expected = await mirror(sharp(stored)).raw().toBuffer();
    const seen = await sharp(preview).removeAlpha().raw().toBuffer();
    const difference = seen.reduce((sum, value, index) => sum + Math.abs(value - (expected[index] ?? 0)), 0);
    expect(difference / seen.length).toBeLessThan(8);
  });

  const tagged: [string, () => Promise<Buffer>][] = [
    ['JPEG', () => tellAll().jpeg().toBuffer()],
    ['PNG', () => tellAll().png().toBuffer()],
    ['WebP', () => tellAll().webp().toBuffer()],
    ['AVIF', () => tellAll().avif().toBuffer()],
    ['HEIC', async () => readFixture('quadrants.heic')],
  ];
  it.each(tagged)('carries no EXIF, XMP or GPS of %s into derived images, only an sRGB profile', async (_, read) => {
    const photo = await read();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { thumb, preview } = await renderPhoto(photo);
    for (const image of [thumb, preview]) {
      expect(listChunks(image).filter((name) => !['VP8X', 'ICCP', 'VP8 ', 'ALPH'].includes(name))).toEqual([]);
      expect((await sharp(image).metadata()).icc?.length).toBeLessThan(1000);
      for (const word of ['Secret', 'Exif', 'GPS', 'Apple', 'xpacket']) {
        expect(Buffer.from(image).includes(word)).toBe(false);
      }
    }
  });
});

/** A picture with all that a camera could tell of its owner. */
function tellAll(): Sharp {
  const gps = {
    GPSLatitude: '52/1 31/1 0/1',
    GPSLatitudeRef: 'N',
    GPSLongitude: '13/1 24/1 0/1',
    GPSLongitudeRef: 'E',
  };
  return drawQuadrants()
    .withExif({ IFD0: { Make: 'Secret', Artist: 'Secret' }, IFD3: gps })
    .withXmp('<?xpacket begin=""?><x>Secret</x>');
}

/** Names of the chunks of a WebP file (RFC 9649 section 2.3). */
function listChunks(webp: Uint8Array): string[] {
  const bytes = Buffer.from(webp);
  const names: string[] = [];
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    names.push(bytes.toString('latin1', offset, offset + 4));
    const length = bytes.readUInt32LE(offset + 4);
    offset += 8 + length + (length % 2);
  }
  return names;
}

describe('attack: files that are not what they say', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'not-an-image'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'not-an-image'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'not-an-image'],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'not-an-image'],
    ['a JPEG of three bytes', Buffer.from([0xff, 0xd8, 0xff]), 'damaged'],
    ['a HEIC of a name only', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'damaged'],
  ])('calls %s unreadable', async (_, bytes, reason) => {
    expect(await reasonOf(renderPhoto(bytes))).toBe(reason);
  });

  it('calls a photo unreadable of which there is nothing, or that cannot be shown in part', async () => {
    const photo = await drawNoise(800, 600, 3).jpeg().toBuffer();
    const head = photo.subarray(0, photo.indexOf(Buffer.from([0xff, 0xda])) + 14);
    expect(await reasonOf(renderPhoto(head))).toBe('damaged');
    const heic = readFixture('quadrants.heic');
    expect(await reasonOf(renderPhoto(heic.subarray(0, heic.length - 100)))).toBe('damaged');
  });

  it('does not open a TIFF, although the HEIC path needs that loader', async () => {
    const tiff = await drawQuadrants().tiff().toBuffer();
    expect(await reasonOf(renderPhoto(tiff))).toBe('not-an-image');
  });
});

describe('attack: decompression bombs', () => {
  const side = Math.sqrt(BOUNDS.maxPixels);
  it.each([
    [side, side, 'no UnreadableError: undefined'],
    [side, side + 1, 'too-many-pixels'],
    [50_000, 40_000, 'too-many-pixels'],
  ])('judges a PNG that claims %i × %i px by its head alone: %s', async (width, height, reason) => {
    expect(await reasonOf(inspectPhoto(await forgePng(width, height), renderer))).toBe(reason);
  });

  it('finds out in less than a decoding that a PNG has not the pixels it claims', async () => {
    expect(await reasonOf(renderPhoto(await forgePng(side, side)))).toBe('damaged');
  });

  it('refuses what is longer than the bound, which is never held in memory', async () => {
    expect(await reasonOf(inspectPhoto(null, renderer))).toBe('too-large');
  });
});

/** A tiny PNG whose head claims another size. */
async function forgePng(width: number, height: number): Promise<Buffer> {
  const png = await drawQuadrants().png().toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function digest({
  thumb,
  preview,
  placeholder,
}: {
  thumb: Uint8Array;
  preview: Uint8Array;
  placeholder: string;
}): string {
  return createHash('sha256').update(thumb).update(preview).update(placeholder).digest('hex');
}
