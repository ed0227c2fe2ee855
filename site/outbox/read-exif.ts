/**
 * Reads when a picture was taken out of its EXIF block (CIPA DC-008: DateTimeOriginal 0x9003, its offset 0x9011 or that of
 * the file 0x9010, its parts of a second 0x9291, the time of GPS), before a canvas throws it away. JPEG, HEIC, WebP and PNG
 * alike: what is looked for is the head of a TIFF, for not every writer puts the mark `Exif` before it.
 */
import { isCameraTime } from './camera-time.ts';

export interface ExifTime {
  /** `YYYY-MM-DDTHH:MM:SS[.sss]`, the camera's local time. */
  readonly local: string;
  /** East of UTC, minutes; null where the camera did not say. */
  readonly offsetMinutes: number | null;
}

const ORIENTATION = 0x112;
const EXIF_IFD = 0x8769;
const GPS_IFD = 0x8825;
const OFFSET_TIME = 0x9010;
const OFFSET_TIME_ORIGINAL = 0x9011;
const DATE_TIME_ORIGINAL = 0x9003;
const SUB_SECONDS = 0x9291;
const GPS_TIME = 7;
const GPS_DATE = 29;
/** Pictures within the picture, and noise that looks like a head. */
const MAX_HEADS = 16;
/** GPS tells the time of the last fix, and zones lie a quarter of an hour apart. */
const ZONE_MINUTES = 15;
const MAX_FIX_AGE_MINUTES = 2;

/**
 * Returns null for a picture that does not tell, or whose block is broken.
 * @throws {Error} when the program is wrong: never for what a picture holds
 */
export function readExifTime(bytes: Uint8Array): ExifTime | null {
  return findInTiff(bytes, readTimes);
}

/**
 * EXIF orientation, 1–8; 1 where the picture does not say.
 * @throws {Error} when the program is wrong
 */
export function readOrientation(bytes: Uint8Array): number {
  const orientation = findInTiff(bytes, (tiff) => {
    const little = tiff.getUint8(0) === 0x49;
    return orNull(() => tiff.getUint16(findField(tiff, tiff.getUint32(4, little), ORIENTATION) + 8, little));
  });
  return orientation && orientation <= 8 ? orientation : 1;
}

function findInTiff<T>(bytes: Uint8Array, read: (tiff: DataView) => T | null): T | null {
  let heads = 0;
  // `II*\0` or `MM\0*`. Looked for by the rarest of it: byte by byte, 4 MB hold a slow phone's page for some 50 ms.
  for (let star = bytes.indexOf(0x2a); star >= 0 && heads < MAX_HEADS; star = bytes.indexOf(0x2a, star + 1)) {
    const at = findHead(bytes, star);
    if (at < 0) continue;
    heads += 1;
    const found = read(new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at));
    if (found !== null) return found;
  }
  return null;
}

/** Where the head begins whose star this is; -1: it is none. Without an object for each: there are some 16,000 in a photo. */
function findHead(bytes: Uint8Array, star: number): number {
  const before = bytes[star - 1];
  if (before === 0x49 && bytes[star - 2] === 0x49 && bytes[star + 1] === 0) return star - 2;
  return before === 0 && bytes[star - 2] === 0x4d && bytes[star - 3] === 0x4d ? star - 3 : -1;
}

function readTimes(tiff: DataView): ExifTime | null {
  const exif = orNull(() => openDirectory(tiff, EXIF_IFD));
  const text = (tag: number) => orNull(() => exif?.text(tag)) ?? '';
  const utc = orNull(() => readGpsTime(tiff));
  const local = toLocal(text(DATE_TIME_ORIGINAL), text(SUB_SECONDS));
  if (!local) return utc === null ? null : { local: utc, offsetMinutes: 0 };
  const told = [OFFSET_TIME_ORIGINAL, OFFSET_TIME].map((tag) => toMinutes(local, text(tag)));
  return { local, offsetMinutes: told.find((minutes) => minutes !== null) ?? toOffset(local, utc) };
}

function readGpsTime(tiff: DataView): string | null {
  const { text, ratios } = openDirectory(tiff, GPS_IFD);
  const clock = ratios(GPS_TIME, 3).map((part) => String(Math.floor(part)).padStart(2, '0'));
  return toLocal(`${text(GPS_DATE)} ${clock.join(':')}`);
}

/** Fields of the directory that the first one names by `tag`. */
function openDirectory(tiff: DataView, tag: number) {
  const little = tiff.getUint8(0) === 0x49;
  const long = (at: number) => tiff.getUint32(at, little);
  const start = long(findField(tiff, long(4), tag) + 8);
  return {
    text(wanted: number) {
      const field = findField(tiff, start, wanted);
      const length = Math.min(long(field + 4), 32);
      const at = length > 4 ? long(field + 8) : field + 8;
      const codes = Array.from({ length }, (_, index) => tiff.getUint8(at + index));
      return String.fromCharCode(...codes).replace(/\0.*$/s, '');
    },
    ratios(wanted: number, count: number) {
      const at = long(findField(tiff, start, wanted) + 8);
      return Array.from({ length: count }, (_, index) => long(at + index * 8) / long(at + index * 8 + 4));
    },
  };
}

function findField(tiff: DataView, at: number, wanted: number): number {
  const little = tiff.getUint8(0) === 0x49;
  const count = tiff.getUint16(at, little);
  for (let field = at + 2; field < at + 2 + count * 12; field += 12) {
    if (tiff.getUint16(field, little) === wanted) return field;
  }
  throw new RangeError('no such field');
}

/** A field that is not there, or an offset that points out of the file: DataView throws, and the picture simply does not tell. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function toLocal(time: string, subSeconds = ''): string | null {
  const local = time.trim().replace(/^(\d{4}):(\d\d):(\d\d) /, '$1-$2-$3T');
  if (!isCameraTime(`${local}Z`) || local.length !== 19) return null;
  return /^\d+ *$/.test(subSeconds) ? `${local}.${subSeconds.trim().slice(0, 3).padEnd(3, '0')}` : local;
}

function toMinutes(local: string, offset: string): number | null {
  return isCameraTime(local + offset) ? (Date.parse(`${local}Z`) - Date.parse(local + offset)) / 60_000 : null;
}

/** What lies between the camera's time and that of GPS, which is UTC. */
function toOffset(local: string, utc: string | null): number | null {
  const minutes = utc ? (Date.parse(`${local}Z`) - Date.parse(`${utc}Z`)) / 60_000 : Number.NaN;
  const offset = Math.round(minutes / ZONE_MINUTES) * ZONE_MINUTES;
  return Math.abs(minutes - offset) <= MAX_FIX_AGE_MINUTES && Math.abs(offset) <= 14 * 60 ? offset : null;
}
