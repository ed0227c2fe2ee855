import sharp, { type JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseFirstLook } from '../../../edge/core/first-look.ts';

/** A picture full of detail, so that quality decides its size. */
function draw(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const noise = Buffer.from(Array.from({ length: width * height * 3 }, (_, index) => (index * 7919) % 61));
  return sharp(noise, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 30, ...options })
    .toBuffer();
}
const isTaken = (bytes: Buffer) => parseFirstLook(bytes.toString('base64')) !== null;
/** Puts a segment behind the start of the picture. */
const withSegment = (jpeg: Buffer, marker: number, content: Buffer) =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255]),
    content,
    jpeg.subarray(2),
  ]);
/** Changes the frame's own words for height and width. */
function withSize(jpeg: Buffer, height: number, width: number): Buffer {
  const frame = jpeg.findIndex((byte, index) => byte === 0xff && [0xc0, 0xc2].includes(jpeg[index + 1] ?? 0));
  const changed = Buffer.from(jpeg);
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

describe('parseFirstLook', () => {
  it.each<[string, JpegOptions]>([
    ['baseline', {}],
    ['progressive', { progressive: true }],
    ['of full colour', { chromaSubsampling: '4:4:4' }],
    ['with tables of its own', { optimiseCoding: true }],
  ])('takes a small JPEG, %s', async (_, options) => {
    expect(isTaken(await draw(240, 180, options))).toBe(true);
  });

  it('takes one with the profile of its colours, as Chromium draws it', async () => {
    expect(
      isTaken(
        await sharp(await draw(240, 180))
          .keepIccProfile()
          .withIccProfile('srgb')
          .jpeg({ quality: 30 })
          .toBuffer(),
      ),
    ).toBe(true);
  });

  it('takes one that is grey', async () => {
    expect(
      isTaken(
        await sharp(await draw(240, 180))
          .grayscale()
          .jpeg({ quality: 30 })
          .toBuffer(),
      ),
    ).toBe(true);
  });

  it('takes 320 px and not 321, each way', async () => {
    expect(isTaken(await draw(320, 40))).toBe(true);
    expect(isTaken(await draw(321, 40))).toBe(false);
    expect(isTaken(await draw(40, 321))).toBe(false);
  });

  it('takes 6,144 bytes and not one more', async () => {
    const jpeg = await draw(240, 180);
    const tables = (bytes: number) => withSegment(jpeg, 0xdb, Buffer.alloc(bytes));
    expect(isTaken(tables(6144 - jpeg.length - 4))).toBe(true);
    expect(isTaken(tables(6144 - jpeg.length - 3))).toBe(false);
  });
});

describe('attack: something else that is to be shown as a photo', () => {
  it.each<[string, (jpeg: Buffer) => Buffer]>([
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a drawing with script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a page behind the picture', (jpeg) => Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')])],
    ['a page before the picture', (jpeg) => Buffer.concat([Buffer.from('<!--'), jpeg])],
    ['EXIF, which may tell a place', (jpeg) => withSegment(jpeg, 0xe1, Buffer.from('Exif\0\0MM'))],
    [
      'what only lies where a profile does',
      (jpeg) => withSegment(jpeg, 0xe2, Buffer.from('MPF\0 and another picture')),
    ],
    ['a comment', (jpeg) => withSegment(jpeg, 0xfe, Buffer.from('<script>'))],
    ['a thumbnail in its head', (jpeg) => withSegment(jpeg, 0xe0, Buffer.alloc(400))],
    ['one that is cut off', (jpeg) => jpeg.subarray(0, -40)],
    ['one without its end', (jpeg) => jpeg.subarray(0, -2)],
    ['a bomb: 65,535 px in a few bytes', (jpeg) => withSize(jpeg, 65_535, 65_535)],
    ['a picture without height', (jpeg) => withSize(jpeg, 0, 240)],
    ['two pictures in one', (jpeg) => Buffer.concat([jpeg.subarray(0, -2), jpeg.subarray(2)])],
    ['a start and nothing else', () => Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
    [
      'a segment that is longer than the file',
      (jpeg) => Buffer.concat([jpeg.subarray(0, 2), Buffer.from('ffdbffff', 'hex')]),
    ],
    ['nothing', () => Buffer.alloc(0)],
  ])('refuses %s', async (_, forge) => {
    expect(isTaken(forge(await draw(240, 180)))).toBe(false);
  });

  it.each<[string, (text: string) => unknown]>([
    ['a number', () => 7],
    ['a list', (text) => [text]],
    ['base64 of URLs', (text) => text.replaceAll('+', '-').replaceAll('/', '_')],
    ['base64 with line ends', (text) => `${text.slice(0, 76)}\n${text.slice(76)}`],
    ['a data URL', (text) => `data:image/jpeg;base64,${text}`],
  ])('refuses %s', async (_, forge) => {
    const text = (await draw(240, 180)).toString('base64');
    expect(parseFirstLook(text)).toBe(text);
    expect(parseFirstLook(forge(text))).toBeNull();
  });

  it('refuses PNG and WebP, which are pictures too', async () => {
    const picture = sharp(await draw(60, 60));
    expect(isTaken(await picture.clone().png().toBuffer())).toBe(false);
    expect(isTaken(await picture.clone().webp().toBuffer())).toBe(false);
  });
});
