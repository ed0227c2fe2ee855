import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import sharp, { type Exif } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../../origin/core/read-exif.ts';
import { drawExif, EXIF_MARK, type ExifFacts, putIntoJpeg, putIntoPng, putIntoWebp } from '../../support/draw-exif.ts';
import { drawQuadrants } from '../../support/draw-photo.ts';
import { findTool } from '../../support/find-tool.ts';

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

  it.each([
    '0000:00:00 00:00:00',
    '0001:01:01 00:00:00',
    '1970:01:01 00:00:00',
    '2026:02:31 10:00:00',
    '2026:11:22 24:00:00',
    '    :  :     :  :  ',
    'yesterday',
  ])('takes %j for no time', async (time) => {
    expect(await readTime(time, '+01:00')).toBeNull();
  });

  it.each(['+24:00', '+99:99', '+14:01', '+15:00', '+01:60', '01:00', '+1:00', '   :  '])(
    'takes %j for no offset',
    async (offset) => {
      expect(await readTime('2026:11:22 08:09:10', offset)).toBeNull();
    },
  );

  it.each<[string, ExifFacts, string | null]>([
    ['the offset of the file alone', { fileOffset: '+09:00' }, '2026-05-01T10:00:00+09:00'],
    ['both offsets: its own', { offset: '-05:00', fileOffset: '+09:00' }, '2026-05-01T10:00:00-05:00'],
    ['an offset that is none, and the file’s', { offset: '+99:99', fileOffset: '+09:00' }, '2026-05-01T10:00:00+09:00'],
    ['parts of a second', { offset: '-05:00', subSeconds: '25' }, '2026-05-01T10:00:00.250-05:00'],
    ['microseconds', { offset: '-05:00', subSeconds: '762999' }, '2026-05-01T10:00:00.762-05:00'],
    ['no digits for them', { offset: '-05:00', subSeconds: 'x' }, '2026-05-01T10:00:00-05:00'],
    ['the time of GPS', { gpsDate: '2026:05:01', gpsTime: [15, 0, 0] }, '2026-05-01T10:00:00-05:00'],
    ['GPS of a fix 90 s before', { gpsDate: '2026:05:01', gpsTime: [4, 13, 30] }, '2026-05-01T10:00:00+05:45'],
    ['GPS of a fix 5 min before', { gpsDate: '2026:05:01', gpsTime: [14, 55, 0] }, null],
    ['GPS of another day', { gpsDate: '2026:05:04', gpsTime: [15, 0, 0] }, null],
    ['no time but that of GPS', { time: '', gpsDate: '2026:05:01', gpsTime: [15, 0, 0] }, '2026-05-01T15:00:00Z'],
    ['GPS of 1980', { time: '', gpsDate: '1980:01:06', gpsTime: [0, 0, 0] }, null],
  ])('of a photo with %s makes %s', (_, facts, expected) => {
    for (const isLittle of [true, false]) {
      const exif = drawExif({ time: '2026:05:01 10:00:00', ...facts, isLittle });
      expect(readExif(exif).takenAt).toBe(expected);
    }
  });

  const block = drawExif({ make: 'Edge', model: 'Probe', time: '2026:05:01 10:00:09', offset: '-05:00' });
  const told = { takenAt: '2026-05-01T10:00:09-05:00', camera: 'Edge Probe' };
  it.each<[string, Uint8Array]>([
    ['the usual mark', Buffer.concat([EXIF_MARK, block])],
    ['nothing', block],
    ['the head of a JPEG’s segment', Buffer.concat([Buffer.from([0xff, 0xe1, 1, 0x10]), EXIF_MARK, block])],
    ['the head of HEIF’s item', Buffer.concat([Buffer.from([0, 0, 0, 6]), EXIF_MARK, block])],
  ])('reads a block that begins with %s', (_, exif) => {
    expect(readExif(exif)).toEqual(told);
  });

  it('reads what stands behind 100 KB of a camera’s notes', () => {
    const facts: ExifFacts = { time: '2026:05:01 10:00:09', offset: '-05:00', subSeconds: '5', notes: 100_000 };
    expect(readExif(drawExif({ ...facts, make: 'Edge', model: 'Probe' }))).toEqual({
      takenAt: '2026-05-01T10:00:09.500-05:00',
      camera: 'Edge Probe',
    });
  });

  it.each([
    ['JPEG', putIntoJpeg],
    ['PNG', putIntoPng],
    ['WebP', putIntoWebp],
  ])('reads what stands in a %s without the mark, and libvips turns it', async (_, put) => {
    const turned = drawExif({
      orientation: 6,
      make: 'Edge',
      model: 'Probe',
      time: '2026:05:01 10:00:09',
      offset: '-05:00',
    });
    const { exif, autoOrient } = await sharp(await put(turned)).metadata();
    expect(readExif(exif ?? null)).toEqual(told);
    expect(autoOrient).toEqual({ width: 64, height: 96 });
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

const EXIFTOOL = findTool('exiftool');

describe.skipIf(EXIFTOOL === null)('readExif, beside exiftool', () => {
  it('reads the same time and camera of drawn blocks', { timeout: 60_000 }, () => {
    const two = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0'));
    const facts = fc.record({
      make: fc.constantFrom('Apple', 'Google', 'NIKON'),
      model: fc.constantFrom('iPhone 17', 'Pixel 9', 'NIKON Z 8'),
      time: fc.tuple(two(1, 12), two(1, 28), two(0, 23), two(0, 59)).map(([month, day, hour, minute]) => {
        return `2026:${month}:${day} ${hour}:${minute}:07`;
      }),
      offset: fc.tuple(fc.constantFrom('+', '-'), two(0, 13), fc.constantFrom('00', '30', '45')).map((parts) => {
        return `${parts[0]}${parts[1]}:${parts[2]}`;
      }),
      subSeconds: fc.constantFrom('123', '007', '999'),
      notes: fc.constantFrom(0, 500),
      isLittle: fc.boolean(),
    });
    for (const drawn of fc.sample(facts, { numRuns: 12, seed: 16 })) {
      const options = { input: drawExif(drawn), encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL' } as const;
      const json = execFileSync(EXIFTOOL ?? '', ['-j', '-SubSecDateTimeOriginal', '-Make', '-Model', '-'], options);
      const [seen] = JSON.parse(json) as [{ SubSecDateTimeOriginal: string; Make: string; Model: string }];
      const { takenAt, camera } = readExif(drawExif(drawn));
      expect(takenAt).toBe(seen.SubSecDateTimeOriginal.replace(/^(\d+):(\d+):(\d+) /, '$1-$2-$3T'));
      expect(camera).toBe(seen.Model.startsWith(seen.Make) ? seen.Model : `${seen.Make} ${seen.Model}`);
    }
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

  it('says nothing of directories that point to each other, or out of the block', () => {
    const whole = drawExif({ make: 'Canon', time: '2026:05:01 10:00:00', offset: '+01:00' });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, value) => {
        const bent = Buffer.from(whole);
        bent[at] = value;
        readExif(bent.subarray(0, end));
      }),
    );
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
