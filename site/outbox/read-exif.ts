/**
 * Reads when a picture was taken out of its EXIF block (CIPA DC-008: DateTimeOriginal 0x9003, OffsetTimeOriginal
 * 0x9011), before a canvas throws it away. Works on JPEG and HEIC alike by looking for the block's own mark.
 */

export interface ExifTime {
  /** `YYYY-MM-DDTHH:MM:SS`, the camera's local time. */
  readonly local: string;
  /** East of UTC, minutes; null where the camera did not say. */
  readonly offsetMinutes: number | null;
}

const EXIF_MARK = [0x45, 0x78, 0x69, 0x66, 0, 0];
const EXIF_IFD = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;
const DATE_TIME = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/;
const OFFSET = /^([+-])(\d\d):(\d\d)$/;

/**
 * Returns null for a picture that does not tell, or whose block is broken.
 * @throws {Error} when the program is wrong: never for what a picture holds
 */
export function readExifTime(bytes: Uint8Array): ExifTime | null {
  try {
    const start = findMark(bytes);
    return start < 0 ? null : readTimes(new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start));
  } catch (error) {
    // An offset that points out of the file: DataView throws, and the picture simply does not tell.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function findMark(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x45); at >= 0; at = bytes.indexOf(0x45, at + 1)) {
    const order = bytes[at + 6];
    const isMark = EXIF_MARK.every((byte, index) => bytes[at + index] === byte);
    if (isMark && (order === 0x49 || order === 0x4d) && order === bytes[at + 7]) return at + 6;
  }
  return -1;
}

function readTimes(tiff: DataView): ExifTime | null {
  const little = tiff.getUint8(0) === 0x49;
  const exif = readTags(tiff, tiff.getUint32(4, little), little).get(EXIF_IFD);
  if (exif === undefined) return null;
  const tags = readTags(tiff, tiff.getUint32(exif + 8, little), little);
  const [, year, month, day, time] = DATE_TIME.exec(readAscii(tiff, tags.get(DATE_TIME_ORIGINAL), little)) ?? [];
  const local = `${year}-${month}-${day}T${time}`;
  if (!time || Number.isNaN(Date.parse(`${local}Z`))) return null;
  return { local, offsetMinutes: toMinutes(readAscii(tiff, tags.get(OFFSET_TIME_ORIGINAL), little)) };
}

/** Positions of the 12-byte fields of one directory, by tag. */
function readTags(tiff: DataView, at: number, little: boolean): ReadonlyMap<number, number> {
  const count = tiff.getUint16(at, little);
  const positions = Array.from({ length: count }, (_, index) => at + 2 + index * 12);
  return new Map(positions.map((position) => [tiff.getUint16(position, little), position]));
}

function readAscii(tiff: DataView, field: number | undefined, little: boolean): string {
  if (field === undefined) return '';
  const length = Math.min(tiff.getUint32(field + 4, little), 32);
  const at = length > 4 ? tiff.getUint32(field + 8, little) : field + 8;
  const codes = Array.from({ length }, (_, index) => tiff.getUint8(at + index));
  return String.fromCharCode(...codes).replace(/\0.*$/s, '');
}

function toMinutes(offset: string): number | null {
  const [, sign, hours, minutes] = OFFSET.exec(offset) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : null;
}
