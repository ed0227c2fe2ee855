/**
 * What the camera wrote into the picture and we keep: when it was taken, and by what (CIPA DC-008; TIFF 6.0). Nothing else
 * is read: a place comes only from what the worker consented to send, never from EXIF. Of GPS only its time is looked at.
 */
import { isInstant } from '../instant.ts';

export interface CameraFacts {
  /** ISO 8601 with the offset that the camera or its GPS knew; null without one: the time is then of an unknown zone. */
  readonly takenAt: string | null;
  /** Make and model, at most 100 characters. */
  readonly camera: string | null;
}

const NO_FACTS: CameraFacts = { takenAt: null, camera: null };
const MAX_CAMERA_LENGTH = 100;
/** Bytes of a value. */
const MAX_TEXT_LENGTH = 256;
/** Some writers put the head of JPEG's segment, or HEIF's own, before the block: the TIFF begins within so many bytes. */
const MAX_HEAD_LENGTH = 32;
const ASCII = 2;
const RATIONAL = 5;
const TAG = { make: 0x10f, model: 0x110, exif: 0x8769, gps: 0x8825 } as const;
const EXIF_TAG = { time: 0x9003, offset: 0x9011, fileOffset: 0x9010, subSeconds: 0x9291 } as const;
const GPS_TAG = { time: 7, date: 29 } as const;
const EXIF_DATE = /^(\d{4}):(\d{2}):(\d{2}) /;
/** GPS tells the time of its last fix, and zones lie a quarter of an hour apart. */
const ZONE_MINUTES = 15;
const MAX_FIX_AGE_MINUTES = 2;

/** Reads an EXIF block, whatever stands before its TIFF. A damaged one says nothing. */
export function readExif(exif: Uint8Array | null): CameraFacts {
  const start = exif ? findTiff(exif) : -1;
  if (!exif || start < 0) return NO_FACTS;
  const tiff = new DataView(exif.buffer, exif.byteOffset + start, exif.length - start);
  const main = readDirectory(tiff, (long) => long(4));
  return {
    takenAt: toTakenAt(main.below(TAG.exif), main.below(TAG.gps)),
    camera: toCamera(main.text(TAG.make), main.text(TAG.model)),
  };
}

function findTiff(exif: Uint8Array): number {
  const head = Buffer.from(exif.buffer, exif.byteOffset, Math.min(exif.length, MAX_HEAD_LENGTH)).toString('latin1');
  return head.search(/II\*\0|MM\0\*/);
}

interface Directory {
  /** What prints of an ASCII value; empty where there is none. */
  text(tag: number): string;
  /** Whole parts of `count` rational numbers. */
  integers(tag: number, count: number): readonly number[];
  /** The directory to which a field points; empty where it does not. */
  below(tag: number): Directory;
}

/** One pass over a directory's fields: they cost what the file weighs, whatever they claim. Of a field told twice the first counts. */
function readDirectory(tiff: DataView, locate: (long: (at: number) => number) => number): Directory {
  const little = tiff.byteLength > 0 && tiff.getUint8(0) === 0x49;
  const has = (at: number, length: number) => at >= 0 && at + length <= tiff.byteLength;
  const short = (at: number) => (has(at, 2) ? tiff.getUint16(at, little) : 0);
  const long = (at: number) => (has(at, 4) ? tiff.getUint32(at, little) : 0);
  const start = locate(long);
  const fields = new Map<number, number>();
  const count = start >= 8 ? short(start) : 0;
  for (let field = start + 2; field < start + 2 + count * 12 && has(field, 12); field += 12) {
    if (!fields.has(short(field))) fields.set(short(field), field);
  }
  const find = (tag: number, type: number) => {
    const field = fields.get(tag);
    return field !== undefined && short(field + 2) === type ? field : null;
  };
  return {
    text(tag) {
      const field = find(tag, ASCII);
      if (field === null) return '';
      const length = long(field + 4);
      const at = length > 4 ? long(field + 8) : field + 8;
      if (!has(at, length)) return '';
      const bytes = Buffer.from(tiff.buffer, tiff.byteOffset + at, Math.min(length, MAX_TEXT_LENGTH));
      return bytes
        .toString('latin1')
        .replace(/\0.*$/s, '')
        .replace(/[^\x20-\x7e]/g, '')
        .trim();
    },
    integers(tag, wanted) {
      const field = find(tag, RATIONAL);
      const at = field === null ? 0 : long(field + 8);
      return Array.from({ length: wanted }, (_, index) => Math.floor(long(at + index * 8) / long(at + index * 8 + 4)));
    },
    below: (tag) => readDirectory(tiff, () => long((fields.get(tag) ?? -16) + 8)),
  };
}

function toTakenAt(exif: Directory, gps: Directory): string | null {
  const clock = gps.integers(GPS_TAG.time, 3).map((part) => String(part).padStart(2, '0'));
  const utc = toLocal(`${gps.text(GPS_TAG.date)} ${clock.join(':')}`);
  const local = toLocal(exif.text(EXIF_TAG.time));
  if (!local) return utc && `${utc}Z`;
  const told = [exif.text(EXIF_TAG.offset), exif.text(EXIF_TAG.fileOffset), utc ? toOffset(local, utc) : ''];
  const offset = told.find((text) => isInstant(local + text));
  const subSeconds = exif.text(EXIF_TAG.subSeconds);
  const fraction = /^\d+$/.test(subSeconds) ? `.${subSeconds.slice(0, 3).padEnd(3, '0')}` : '';
  return offset ? local + fraction + offset : null;
}

function toLocal(time: string): string | null {
  const local = time.replace(EXIF_DATE, '$1-$2-$3T');
  return local.length === 19 && isInstant(`${local}Z`) ? local : null;
}

/** What lies between the camera's time and that of GPS, which is UTC; empty where these do not tell a zone. */
function toOffset(local: string, utc: string): string {
  const minutes = (Date.parse(`${local}Z`) - Date.parse(`${utc}Z`)) / 60_000;
  const offset = Math.round(minutes / ZONE_MINUTES) * ZONE_MINUTES;
  if (Math.abs(minutes - offset) > MAX_FIX_AGE_MINUTES) return '';
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
}

function toCamera(make: string, model: string): string | null {
  const name = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
  return name.trim().slice(0, MAX_CAMERA_LENGTH) || null;
}
