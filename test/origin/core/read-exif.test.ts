import sharp, { type Exif } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../../origin/core/read-exif.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';

async function makeExif(exif: Exif): Promise<Uint8Array | null> {
  const photo = await drawQuadrants(8, 8).withExif(exif).jpeg().toBuffer();
  return (await sharp(photo).metadata()).exif ?? null;
}

async function readTime(time: string, offset?: string): Promise<string | null> {
  const tags = { DateTimeOriginal: time, ...(offset === undefined ? {} : { OffsetTimeOriginal: offset }) };
  return readExif(await makeExif({ IFD2: tags })).takenAt;
}

describe('readExif', () => {
  it('reads the time with its offset, and the camera', async () => {
    const exif = await makeExif({
      IFD0: { Make: 'Google', Model: 'Pixel 9' },
      IFD2: { DateTimeOriginal: '2026:11:22 08:09:10', OffsetTimeOriginal: '-05:00' },
    });
    expect(readExif(exif)).toEqual({ takenAt: '2026-11-22T08:09:10-05:00', camera: 'Google Pixel 9' });
  });

  it('takes no time without an offset: it would be of nowhere', async () => {
    expect(await readTime('2026:11:22 08:09:10')).toBeNull();
  });

  it.each(['0000:00:00 00:00:00', '2026:02:31 10:00:00', '2026:11:22 24:00:00', '    :  :     :  :  ', 'yesterday'])(
    'takes %j for no time',
    async (time) => {
      expect(await readTime(time, '+01:00')).toBeNull();
    },
  );

  it.each(['+15:00', '+01:60', '01:00', '+1:00', '   :  '])('takes %j for no offset', async (offset) => {
    expect(await readTime('2026:11:22 08:09:10', offset)).toBeNull();
  });

  it('names the make once', async () => {
    const exif = await makeExif({ IFD0: { Make: 'Canon', Model: 'Canon EOS R5' } });
    expect(readExif(exif).camera).toBe('Canon EOS R5');
  });

  it('cuts a camera of 101 characters to 100, and takes out what does not print', async () => {
    expect(readExif(await makeExif({ IFD0: { Model: 'x'.repeat(101) } })).camera).toHaveLength(100);
    expect(readExif(await makeExif({ IFD0: { Model: 'a\u0007b' } })).camera).toBe('ab');
  });

  it('says nothing of no EXIF', () => {
    expect(readExif(null)).toEqual({ takenAt: null, camera: null });
  });
});

describe('attack: hostile EXIF', () => {
  it('says nothing of noise', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const noise = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 131 + seed * 7919) & 0xff));
      noise.write('Exif\0\0II*\0\x08\0\0\0', 'latin1');
      expect(readExif(noise).takenAt).toBeNull();
    }
  });

  it('reads 60,000 times the values in less than 200 times the time', () => {
    const harmless = measureCpu(() => readExif(createDirectory({ entries: 5000, values: 1 })));
    const hostile = measureCpu(() => readExif(createDirectory({ entries: 5000, values: 60_000 })));
    expect(hostile).toBeLessThan(200 * harmless);
  });

  it('reads none of more than 65,536 bytes', async () => {
    const exif = await makeExif({ IFD0: { Make: 'Canon' } });
    expect(readExif(Buffer.concat([exif ?? Buffer.alloc(0)], 65_536)).camera).toBe('Canon');
    expect(readExif(Buffer.concat([exif ?? Buffer.alloc(0)], 65_537)).camera).toBeNull();
  });
});

/** A directory whose entries all claim the same place, half of them as the camera's make. */
function createDirectory({ entries, values }: { readonly entries: number; readonly values: number }): Buffer {
  const exif = Buffer.alloc(65_536, 0x20);
  exif.write('II*\0\x08\0\0\0', 'latin1');
  exif.writeUInt16LE(entries, 8);
  for (let entry = 0; entry < entries; entry += 1) {
    const offset = 10 + entry * 12;
    exif.writeUInt16LE(entry % 2 ? 0x10f : entry, offset);
    exif.writeUInt16LE(2, offset + 2);
    exif.writeUInt32LE(values, offset + 4);
    exif.writeUInt32LE(100, offset + 8);
  }
  return exif;
}

/** Microseconds of CPU, not of the clock on the wall: how long others keep the machine busy says nothing of the attack. */
function measureCpu(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
