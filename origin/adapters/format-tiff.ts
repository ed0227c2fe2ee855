/**
 * The least TIFF around raw RGBA pixels (TIFF 6.0; the profile: ICC.1 annex B): head, pixels in one strip, directory,
 * profile. The directory stands behind the pixels, so that these need not be copied.
 */

export interface TiffSize {
  readonly width: number;
  readonly height: number;
}

type Entry = readonly [tag: number, type: number, count: number, value: number];

export const TIFF_HEAD_LENGTH = 8;

const CHANNELS = 4;
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const MAX_ENTRIES = 11;
const DIRECTORY_LENGTH = 2 + MAX_ENTRIES * 12 + 4;
const BITS_LENGTH = CHANNELS * 2;

/** Bytes behind the pixels. */
export function tiffTailLength(icc: Uint8Array | null): number {
  return DIRECTORY_LENGTH + BITS_LENGTH + (icc?.length ?? 0);
}

export function formatTiffHead({ width, height }: TiffSize): Uint8Array {
  const head = Buffer.alloc(TIFF_HEAD_LENGTH);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(TIFF_HEAD_LENGTH + width * height * CHANNELS, 4);
  return head;
}

export function formatTiffTail(size: TiffSize, icc: Uint8Array | null): Uint8Array {
  const tail = Buffer.alloc(tiffTailLength(icc));
  const entries = listEntries(size, icc);
  tail.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const offset = 2 + index * 12;
    tail.writeUInt16LE(tag, offset);
    tail.writeUInt16LE(type, offset + 2);
    tail.writeUInt32LE(count, offset + 4);
    tail.writeUInt32LE(value, offset + 8);
  }
  for (let channel = 0; channel < CHANNELS; channel += 1) tail.writeUInt16LE(8, DIRECTORY_LENGTH + channel * 2);
  if (icc) tail.set(icc, DIRECTORY_LENGTH + BITS_LENGTH);
  return tail;
}

function listEntries({ width, height }: TiffSize, icc: Uint8Array | null): Entry[] {
  const stripLength = width * height * CHANNELS;
  const bitsOffset = TIFF_HEAD_LENGTH + stripLength + DIRECTORY_LENGTH;
  const entries: Entry[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, CHANNELS, bitsOffset],
    [259, SHORT, 1, 1], // not compressed
    [262, SHORT, 1, 2], // RGB
    [273, LONG, 1, TIFF_HEAD_LENGTH],
    [277, SHORT, 1, CHANNELS],
    [278, LONG, 1, height],
    [279, LONG, 1, stripLength],
    [338, SHORT, 1, 2], // the fourth is alpha, not multiplied in
  ];
  return icc ? [...entries, [34675, UNDEFINED, icc.length, bitsOffset + BITS_LENGTH]] : entries;
}
