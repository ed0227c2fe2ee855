import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExifTime } from '../../../site/outbox/read-exif.ts';

async function drawWith(exif: Record<string, string>): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .withExif({ IFD2: exif })
    .jpeg()
    .toBuffer();
}

describe('readExifTime', () => {
  it('reads time and offset that libvips wrote', async () => {
    const bytes = await drawWith({ DateTimeOriginal: '2026:11:22 09:30:15', OffsetTimeOriginal: '-05:30' });
    expect(readExifTime(bytes)).toEqual({ local: '2026-11-22T09:30:15', offsetMinutes: -330 });
  });

  it('reads a time without offset', async () => {
    const bytes = await drawWith({ DateTimeOriginal: '2026:11:22 09:30:15' });
    expect(readExifTime(bytes)).toEqual({ local: '2026-11-22T09:30:15', offsetMinutes: null });
  });

  it('reads the same block from the middle of a HEIC', async () => {
    const jpeg = await drawWith({ DateTimeOriginal: '2026:11:22 09:30:15' });
    const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic....E.Ex.Exif'), jpeg.subarray(jpeg.indexOf('Exif'))]);
    expect(readExifTime(heic)?.local).toBe('2026-11-22T09:30:15');
  });

  it.each(['0000:00:00 00:00:00', '2026:13:01 00:00:00', 'yesterday'])('gives nothing for %s', async (time) => {
    expect(readExifTime(await drawWith({ DateTimeOriginal: time }))).toBeNull();
  });

  it('gives nothing for a picture without EXIF', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect(readExifTime(bytes)).toBeNull();
  });
});

describe('attack: broken EXIF', () => {
  it('never throws, wherever the block is cut or bent', async () => {
    const whole = await drawWith({ DateTimeOriginal: '2026:11:22 09:30:15', OffsetTimeOriginal: '+01:00' });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(300), fc.nat(255), (end, at, value) => {
        const bent = Uint8Array.from(whole.subarray(0, end));
        if (at < bent.length) bent[at] = value;
        readExifTime(bent);
      }),
    );
  });
});
