/**
 * Three hundred pictures as cameras, phones and programs store them: every type that is drawn here, every EXIF orientation, shapes of
 * even and odd sides, and what cameras write of the time, rightly and wrongly. Seen upright, each is `drawQuadrants` of its size.
 */
import sharp, { type Sharp } from 'sharp';
import { drawExif, type ExifFacts, putIntoJpeg, putIntoPng, putIntoWebp } from './draw-exif.ts';
import { drawStored } from './draw-photo.ts';

export interface SetPicture {
  readonly name: string;
  readonly extension: 'jpg' | 'png' | 'webp' | 'avif';
  readonly bytes: Buffer;
  /** As it is seen, px. */
  readonly width: number;
  readonly height: number;
  /** EXIF's number, 1–8. */
  readonly orientation: number;
  /** How far a colour may be off, of 255: what the encoding itself loses. */
  readonly bound: number;
}

const SIZES = [
  [96, 64],
  [63, 97],
  [130, 50],
] as const;
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** What cameras write, each in turn. */
const TIMES: readonly ExifFacts[] = [
  { make: 'Apple', model: 'iPhone 15', time: '2026:05:01 10:00:09', offset: '-05:00', subSeconds: '123' },
  { make: 'Google', model: 'Pixel 9', time: '2026:11:22 23:59:59', offset: '+09:00', isLittle: true },
  { time: '2026:03:08 05:30:00' },
  { time: '2026:05:01 10:00:00', fileOffset: '+09:00', isLittle: true },
  { time: '2026:05:01 10:00:00', offset: '+99:99' },
  { time: '1970:01:01 00:00:00', offset: '+00:00' },
  { model: 'Edge Probe', time: '2026:02:31 10:00:00', offset: '+01:00' },
  { time: '2026:05:01 10:00:00', gpsDate: '2026:05:01', gpsTime: [15, 0, 0] },
  { make: 'Canon', model: 'Canon EOS R6', time: '2024:02:29 12:00:00', offset: '+14:00', notes: 2000 },
  {},
];

interface Kind {
  readonly name: string;
  readonly extension: SetPicture['extension'];
  readonly bound: number;
  encode(rows: Sharp, exif: Buffer): Promise<Buffer>;
}

const jpeg = (name: string, bound: number, encode: (rows: Sharp) => Sharp): Kind => ({
  ...{ name, extension: 'jpg', bound },
  encode: async (rows, exif) => putIntoJpeg(exif, await encode(rows).toBuffer()),
});
const png = (name: string, encode: (rows: Sharp) => Sharp): Kind => ({
  ...{ name, extension: 'png', bound: 14 },
  encode: async (rows, exif) => putIntoPng(exif, await encode(rows).toBuffer()),
});

const TURNED: readonly Kind[] = [
  jpeg('JPEG 4:4:4', 14, (rows) => rows.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })),
  jpeg('JPEG 4:2:0', 24, (rows) => rows.jpeg({ quality: 85 })),
  jpeg('progressive JPEG', 24, (rows) => rows.jpeg({ quality: 85, progressive: true })),
  jpeg('JPEG by mozjpeg', 24, (rows) => rows.jpeg({ quality: 85, mozjpeg: true })),
  jpeg('JPEG with restarts', 14, (rows) =>
    rows.jpeg({ quality: 95, optimizeCoding: false, chromaSubsampling: '4:4:4' }),
  ),
  jpeg('JPEG in Display P3', 24, (rows) => rows.withIccProfile('p3').jpeg({ quality: 95 })),
  png('PNG', (rows) => rows.png()),
  png('PNG of 16 bits', (rows) => rows.toColourspace('rgb16').png()),
  png('PNG with alpha', (rows) => rows.ensureAlpha().png()),
  png('interlaced PNG', (rows) => rows.png({ progressive: true })),
  png('PNG with a palette', (rows) => rows.png({ palette: true })),
  {
    ...{ name: 'lossless WebP', extension: 'webp', bound: 14 },
    encode: async (rows, exif) => {
      const { data, info } = await rows.png().toBuffer({ resolveWithObject: true });
      return putIntoWebp(exif, { width: info.width, height: info.height, rows: data });
    },
  },
];

/** HEIF turns by a box of its own: what EXIF says of it counts for nothing there, so it says nothing. */
const UPRIGHT: readonly Kind[] = [8, 10, 12].flatMap((bitdepth) =>
  [80, 90].map(
    (quality): Kind => ({
      ...{ name: `AVIF of ${bitdepth} bits, ${quality}`, extension: 'avif', bound: 24 },
      encode: (rows) => rows.avif({ quality, effort: 0, bitdepth: bitdepth as 8 | 10 | 12 }).toBuffer(),
    }),
  ),
);

export async function drawPictureSet(): Promise<readonly SetPicture[]> {
  const turned = TURNED.flatMap((kind) => SIZES.flatMap((size) => ORIENTATIONS.map((one) => ({ kind, size, one }))));
  const upright = UPRIGHT.flatMap((kind) => SIZES.map((size) => ({ kind, size, one: 1 })));
  const wanted = [...turned, ...upright];
  const rows = new Map<string, Buffer>();
  const pictures: SetPicture[] = [];
  for (const [index, { kind, size, one: orientation }] of wanted.entries()) {
    const [width, height] = size;
    const key = `${width} ${height} ${orientation}`;
    const stored = rows.get(key) ?? (await (await drawStored(orientation, width, height)).png().toBuffer());
    rows.set(key, stored);
    const { name, extension, bound } = kind;
    const exif = drawExif({ ...TIMES[index % TIMES.length], orientation });
    const bytes = await kind.encode(sharp(stored), exif);
    pictures.push({
      ...{ name: `${index} ${name} ${width}×${height}, orientation ${orientation}`, extension, bytes },
      ...{ width, height, orientation, bound },
    });
  }
  return pictures;
}
