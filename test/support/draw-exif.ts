/** EXIF blocks as cameras write them (CIPA DC-008, TIFF 6.0), and files that hold one, with and without the usual mark. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { drawQuadrants } from './draw-photo.ts';

export interface ExifFacts {
  readonly make?: string;
  readonly model?: string;
  readonly orientation?: number;
  readonly time?: string;
  readonly offset?: string;
  /** OffsetTime, which is of the file's own date. */
  readonly fileOffset?: string;
  readonly subSeconds?: string;
  readonly gpsDate?: string;
  /** Hours, minutes, seconds of UTC. */
  readonly gpsTime?: readonly [number, number, number];
  /** Bytes of a camera's own notes, which stand before the rest. */
  readonly notes?: number;
  readonly isLittle?: boolean;
}

type Value = string | { readonly short: number } | { readonly ratios: readonly number[] } | { readonly notes: number };
type Field = readonly [tag: number, value: Value | undefined];

export const EXIF_MARK = Buffer.from('Exif\0\0', 'latin1');

/** The bare block: it begins with the head of its TIFF. */
export function drawExif(facts: ExifFacts): Buffer {
  const { isLittle = false } = facts;
  const gps: Field[] = [
    [7, facts.gpsTime && { ratios: facts.gpsTime }],
    [29, facts.gpsDate],
  ];
  const exif: Field[] = [
    [0x927c, facts.notes ? { notes: facts.notes } : undefined],
    [0x9003, facts.time],
    [0x9010, facts.fileOffset],
    [0x9011, facts.offset],
    [0x9291, facts.subSeconds],
  ];
  const main: Field[] = [
    [0x10f, facts.make],
    [0x110, facts.model],
    [0x112, facts.orientation === undefined ? undefined : { short: facts.orientation }],
  ];
  const head = Buffer.from(isLittle ? 'II*\0\x08\0\0\0' : 'MM\0*\0\0\0\x08', 'latin1');
  const pointers = [exif, gps].map(isFilled);
  const mainLength = 2 + (main.filter(isTold).length + pointers.filter(Boolean).length) * 12 + 4;
  const mainValues = writeDirectory(main, { at: 8 + mainLength, isLittle }).values.length;
  const exifAt = 8 + mainLength + mainValues;
  const exifPart = writeAt(exif, exifAt, isLittle);
  const gpsAt = exifAt + (pointers[0] ? exifPart.length : 0);
  const { fields, values } = writeDirectory(main, { at: 8 + mainLength, isLittle });
  const links = [
    ...(pointers[0] ? [writeField(isLittle, [0x8769, 4, 1, exifAt])] : []),
    ...(pointers[1] ? [writeField(isLittle, [0x8825, 4, 1, gpsAt])] : []),
  ];
  const parts = [...(pointers[0] ? [exifPart] : []), ...(pointers[1] ? [writeAt(gps, gpsAt, isLittle)] : [])];
  return Buffer.concat([head, frame([...fields, ...links], isLittle), values, ...parts]);
}

const isTold = ([, value]: Field) => value !== undefined;
const isFilled = (fields: readonly Field[]) => fields.some(isTold);

function writeAt(fields: readonly Field[], at: number, isLittle: boolean): Buffer {
  const length = 2 + fields.filter(isTold).length * 12 + 4;
  const written = writeDirectory(fields, { at: at + length, isLittle });
  return Buffer.concat([frame(written.fields, isLittle), written.values]);
}

function writeDirectory(
  fields: readonly Field[],
  { at, isLittle }: { readonly at: number; readonly isLittle: boolean },
) {
  const written: Buffer[] = [];
  let values = Buffer.alloc(0);
  for (const [tag, value] of fields) {
    if (value === undefined) continue;
    const { type, count, bytes } = writeValue(value, isLittle);
    const place = bytes.length > 4 ? at + values.length : readPlace(bytes, isLittle);
    if (bytes.length > 4) values = Buffer.concat([values, bytes, Buffer.alloc(bytes.length % 2)]);
    written.push(writeField(isLittle, [tag, type, count, place]));
  }
  return { fields: written, values };
}

function writeValue(value: Value, isLittle: boolean): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'string') {
    return { type: 2, count: value.length + 1, bytes: Buffer.from(`${value}\0`, 'latin1') };
  }
  if ('notes' in value) return { type: 7, count: value.notes, bytes: Buffer.alloc(value.notes, 0x20) };
  if ('short' in value) {
    return { type: 3, count: 1, bytes: Buffer.concat([short(value.short, isLittle), Buffer.alloc(2)]) };
  }
  const bytes = Buffer.concat(value.ratios.flatMap((part) => [long(part, isLittle), long(1, isLittle)]));
  return { type: 5, count: value.ratios.length, bytes };
}

function readPlace(bytes: Buffer, isLittle: boolean): number {
  const padded = Buffer.concat([bytes], 4);
  return isLittle ? padded.readUInt32LE(0) : padded.readUInt32BE(0);
}

function writeField(isLittle: boolean, [tag, type, count, value]: readonly [number, number, number, number]): Buffer {
  return Buffer.concat([short(tag, isLittle), short(type, isLittle), long(count, isLittle), long(value, isLittle)]);
}

function frame(fields: readonly Buffer[], isLittle: boolean): Buffer {
  return Buffer.concat([short(fields.length, isLittle), ...fields, Buffer.alloc(4)]);
}

function short(value: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(2);
  if (isLittle) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
}

function long(value: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (isLittle) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A JPEG that holds `block` in a segment of its own. */
export async function putIntoJpeg(block: Uint8Array, jpeg?: Buffer): Promise<Buffer> {
  const plain = jpeg ?? (await drawQuadrants().jpeg().toBuffer());
  const length = Buffer.alloc(2);
  length.writeUInt16BE(2 + EXIF_MARK.length + block.length);
  return Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, EXIF_MARK, block, plain.subarray(2)]);
}

/** A PNG with a chunk `eXIf` (PNG 1.5): the bare block. */
export async function putIntoPng(block: Uint8Array, png?: Buffer): Promise<Buffer> {
  const plain = png ?? (await drawQuadrants().png().toBuffer());
  const body = Buffer.concat([Buffer.from('eXIf', 'latin1'), block]);
  const afterHead = 8 + 12 + 13;
  const chunk = Buffer.concat([long(block.length, false), body, long(crc32(body), false)]);
  return Buffer.concat([plain.subarray(0, afterHead), chunk, plain.subarray(afterHead)]);
}

/** A WebP with a chunk `EXIF` (RFC 9649): the bare block. `rows`: a picture, as it is to be stored. */
export async function putIntoWebp(
  block: Uint8Array,
  { width = 96, height = 64, rows }: { readonly width?: number; readonly height?: number; readonly rows?: Buffer } = {},
): Promise<Buffer> {
  // Lossless without effort: the same pixels in a tenth of the time.
  const plain = await (rows
    ? sharp(rows).webp({ lossless: true, effort: 0 })
    : drawQuadrants(width, height).webp({ quality: 95 })
  ).toBuffer();
  const chunk = (name: string, data: Uint8Array) =>
    Buffer.concat([Buffer.from(name, 'latin1'), long(data.length, true), data, Buffer.alloc(data.length % 2)]);
  const size = Buffer.concat([long(width - 1, true).subarray(0, 3), long(height - 1, true).subarray(0, 3)]);
  const head = chunk('VP8X', Buffer.concat([Buffer.from([0x08, 0, 0, 0]), size]));
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), head, plain.subarray(12), chunk('EXIF', block)]);
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), long(body.length, true), body]);
}
