/**
 * Pictures for the tests. `drawPhoto` is what a phone takes, by weight; the four quadrants, each of its own colour, show any
 * turn, mirroring or drift of colour; the noise is what both renderers and cameras find hard to compress.
 */
import { hash, randomInt } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';

export interface DrawnPhoto {
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
}

export interface PhotoOptions {
  readonly width?: number;
  readonly height?: number;
  /** The same seed draws the same bytes; without one each call draws others, which no outbox and no bucket knows yet. */
  readonly seed?: number;
  /** EXIF orientation 1–8, noted beside the pixels, which stay as they are. */
  readonly orientation?: number;
}

/** A camera's grain is coarser than a pixel: this many px. */
const GRAIN = 6;

/** A JPEG that weighs what a phone's photo of its size does. */
export async function drawPhoto(options: PhotoOptions = {}): Promise<DrawnPhoto> {
  const { width = 1600, height = 1200, seed = randomInt(1_000_000), orientation = 1 } = options;
  const { data, info } = await drawNoise(Math.ceil(width / GRAIN), Math.ceil(height / GRAIN), seed)
    .tint(`hsl(${(seed * 67) % 360}, 60%, 55%)`)
    .raw()
    .toBuffer({ resolveWithObject: true });
  // The cheapest of all kernels that do not show the grain's squares.
  const jpeg = sharp(data, { raw: info })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .jpeg({ quality: 88, optimiseCoding: false });
  const noted = orientation === 1 ? jpeg.withExif({ IFD0: { Orientation: '1' } }) : jpeg.withMetadata({ orientation });
  const bytes = await noted.toBuffer();
  return { bytes, sha256: hash('sha256', bytes) };
}

type Colour = readonly [red: number, green: number, blue: number];

export const QUADRANTS = {
  topLeft: [220, 30, 30],
  topRight: [30, 180, 30],
  bottomLeft: [30, 30, 220],
  bottomRight: [230, 230, 40],
} as const satisfies Record<string, Colour>;

/** EXIF orientations 1–8: how the stored rows lie, as turns to the right after a mirroring from left to right. */
const STORED_AS = [
  { turns: 0, mirror: false },
  { turns: 0, mirror: true },
  { turns: 2, mirror: false },
  { turns: 2, mirror: true },
  { turns: 3, mirror: true },
  { turns: 3, mirror: false },
  { turns: 1, mirror: true },
  { turns: 1, mirror: false },
] as const;

/** Draws the quadrants, upright, `width` × `height` px. */
export function drawQuadrants(width = 96, height = 64): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [top, bottom] =
        x < width / 2 ? [QUADRANTS.topLeft, QUADRANTS.bottomLeft] : [QUADRANTS.topRight, QUADRANTS.bottomRight];
      data.set(y < height / 2 ? top : bottom, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The rows as a camera with this EXIF orientation stores them: seen upright, they are `drawQuadrants`. */
export async function drawStored(orientation: number, width = 96, height = 64): Promise<Sharp> {
  const { turns, mirror } = STORED_AS[orientation - 1] ?? STORED_AS[0];
  const png = await drawQuadrants(width, height).png({ compressionLevel: 1 }).toBuffer();
  const mirrored = mirror ? await sharp(png).flop().png({ compressionLevel: 1 }).toBuffer() : png;
  return sharp(mirrored).rotate(turns * 90);
}

/** A JPEG of such rows, which says so. */
export async function drawTurned(orientation: number, width = 96, height = 64): Promise<Buffer> {
  return (await drawStored(orientation, width, height))
    .withMetadata({ orientation })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/**
 * A grey JPEG of any size in no time: one component, and Huffman tables (ITU-T T.81 annex C) in which the one code of one bit says "as
 * before" and "no more of this block". So each block of 64 px is two zero bits.
 */
export function drawGreyJpeg(width: number, height: number): Buffer {
  const segment = (marker: number, body: readonly number[]) => [0xff, marker, 0, body.length + 2, ...body];
  const table = (kind: number) => segment(0xc4, [kind, 1, ...Array<number>(15).fill(0), 0]);
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  const head = [
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array<number>(64).fill(1)]),
    ...segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    ...table(0x00),
    ...table(0x10),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
  ];
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(Math.ceil(blocks / 4)), Buffer.from([0xff, 0xd9])]);
}

/** A noisy picture that differs with `seed`, as a camera's do: it does not compress to nothing. */
export function drawNoise(width: number, height: number, seed: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  let state = seed * 2654435761 + 1;
  for (let index = 0; index < data.length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pixel = Math.floor(index / 3);
    data[index] = (((pixel % width) * 160) / width + (pixel / width / height) * 60 + (state >>> 26)) & 0xff;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The colour in the middle of each quadrant, as it is seen. */
export async function readQuadrants(image: Uint8Array): Promise<Record<keyof typeof QUADRANTS, Colour>> {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): Colour => {
    const offset = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
    return [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0];
  };
  return { topLeft: at(0.25, 0.25), topRight: at(0.75, 0.25), bottomLeft: at(0.25, 0.75), bottomRight: at(0.75, 0.75) };
}

/** The greatest difference of a quadrant's colour from what was drawn, 0–255. */
export async function measureDrift(image: Uint8Array): Promise<number> {
  const seen = await readQuadrants(image);
  const names = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'] as const;
  return Math.max(
    ...names.flatMap((name) => QUADRANTS[name].map((value, channel) => Math.abs(value - (seen[name][channel] ?? 0)))),
  );
}
