import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExifTime, readOrientation } from '../../../site/outbox/read-exif.ts';
import { drawExif, type ExifFacts, putIntoPng, putIntoWebp } from '../../support/draw-exif.ts';

const LOCAL = '2026-05-01T10:00:00';

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

  it.each<[string, ExifFacts, ReturnType<typeof readExifTime>]>([
    ['the offset of the file alone', { fileOffset: '+09:00' }, { local: LOCAL, offsetMinutes: 540 }],
    ['both offsets: its own', { offset: '-05:00', fileOffset: '+09:00' }, { local: LOCAL, offsetMinutes: -300 }],
    ['+99:99', { offset: '+99:99' }, { local: LOCAL, offsetMinutes: null }],
    ['+24:00', { offset: '+24:00' }, { local: LOCAL, offsetMinutes: null }],
    ['+14:00', { offset: '+14:00' }, { local: LOCAL, offsetMinutes: 840 }],
    ['parts of a second', { subSeconds: '25' }, { local: `${LOCAL}.250`, offsetMinutes: null }],
    ['the time of GPS', { gpsDate: '2026:05:01', gpsTime: [15, 0, 0] }, { local: LOCAL, offsetMinutes: -300 }],
    ['GPS of a fix 90 s before', { gpsDate: '2026:05:01', gpsTime: [4, 13, 30] }, { local: LOCAL, offsetMinutes: 345 }],
    [
      'GPS of a fix 5 min before',
      { gpsDate: '2026:05:01', gpsTime: [14, 55, 0] },
      { local: LOCAL, offsetMinutes: null },
    ],
    [
      'no time but that of GPS',
      { time: '', gpsDate: '2026:05:01', gpsTime: [15, 0, 0] },
      { local: '2026-05-01T15:00:00', offsetMinutes: 0 },
    ],
    ['100 KB of a camera’s notes', { offset: '-05:00', notes: 100_000 }, { local: LOCAL, offsetMinutes: -300 }],
  ])('reads a block with %s', (_, facts, expected) => {
    for (const isLittle of [true, false]) {
      const block = drawExif({ time: '2026:05:01 10:00:00', ...facts, isLittle });
      for (const head of ['....', 'Exif\0\0', '\xff\xe1\x01\x10Exif\0\0']) {
        expect(readExifTime(Buffer.concat([Buffer.from(head, 'latin1'), block]))).toEqual(expected);
      }
    }
  });

  it.each([
    ['PNG', putIntoPng],
    ['WebP', putIntoWebp],
  ])('reads a %s, whose block has no mark', async (_, put) => {
    const block = drawExif({ time: '2026:05:01 10:00:00', offset: '-05:00' });
    expect(readExifTime(await put(block))).toEqual({ local: LOCAL, offsetMinutes: -300 });
  });

  it('goes on where something only looks like a block', () => {
    const block = drawExif({ time: '2026:05:01 10:00:00' });
    expect(readExifTime(Buffer.concat([Buffer.from('MM\0*II*\0....', 'latin1'), block]))?.local).toBe(LOCAL);
  });

  it.each([
    '0000:00:00 00:00:00',
    '0001:01:01 00:00:00',
    '1970:01:01 00:00:00',
    '2026:02:31 10:00:00',
    '2026:13:01 00:00:00',
    'yesterday',
  ])('gives nothing for %s', async (time) => {
    expect(readExifTime(await drawWith({ DateTimeOriginal: time }))).toBeNull();
  });

  it('gives nothing for a picture without EXIF', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect(readExifTime(bytes)).toBeNull();
  });
});

describe('readOrientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('reads %i, of both orders of bytes', async (orientation) => {
    for (const isLittle of [true, false]) {
      expect(readOrientation(await putIntoWebp(drawExif({ orientation, isLittle })))).toBe(orientation);
    }
  });

  it('takes what is none for 1', async () => {
    expect(readOrientation(await putIntoWebp(drawExif({ orientation: 9 })))).toBe(1);
    expect(readOrientation(new Uint8Array(10))).toBe(1);
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
        readOrientation(bent);
      }),
    );
  });
});
