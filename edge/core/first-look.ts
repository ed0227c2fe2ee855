/**
 * The first look at a photo that is on its way: a small picture that comes with the request for its ticket. It is shown to the
 * people of the job and is nobody's evidence; so nothing passes for one but a JPEG (ITU-T T.81, Annex B) that a phone draws:
 * small, whole, with nothing before, beside or behind its picture.
 */
import { FIRST_LOOK } from '../api.ts';

const MOST_CHARACTERS = (FIRST_LOOK.maxBytes / 3) * 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const START = 0xffd8;
const END = 0xffd9;
const SCAN = 0xffda;
/** Of its colours: Chromium's canvas puts one into what it draws. */
const PROFILE = 0xffe2;
const PROFILE_NAME = 'ICC_PROFILE\0';
/** Baseline and progressive; others no browser draws. */
const FRAMES = [0xffc0, 0xffc1, 0xffc2];
/** JFIF's own, without a thumbnail in it. EXIF could carry a place, comments whatever else. */
const HEAD = 0xffe0;
const HEAD_BYTES = 14;
/** Tables, and their spacing. */
const TABLES_AND_SCAN = [0xffdb, 0xffc4, 0xffdd, SCAN];

/** Null for anything else. @param value base64 */
export function parseFirstLook(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS || !BASE64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value && isSmallJpeg(bytes) ? value : null;
}

/** Whole, of one frame, and at most {@link FIRST_LOOK.maxEdge} px wide and high. */
function isSmallJpeg(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== START) return false;
  let frames = 0;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes.readUInt16BE(at);
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || end > bytes.length || !isHarmless(marker, bytes.subarray(at + 4, end))) return false;
    if (FRAMES.includes(marker)) frames += 1;
    at = marker === SCAN ? skipScan(bytes, end) : end;
    if (marker === SCAN && at + 2 === bytes.length && bytes.readUInt16BE(at) === END) return frames === 1;
  }
  return false;
}

function isHarmless(marker: number, content: Buffer): boolean {
  if (FRAMES.includes(marker)) return isSmallFrame(content);
  if (marker === HEAD) return content.length === HEAD_BYTES;
  if (marker === PROFILE) return content.toString('latin1', 0, PROFILE_NAME.length) === PROFILE_NAME;
  return TABLES_AND_SCAN.includes(marker);
}

/** B.2.2: precision, height, width, and one or three components. */
function isSmallFrame(frame: Buffer): boolean {
  if (frame.length < 6) return false;
  const isWithin = (edge: number) => edge >= 1 && edge <= FIRST_LOOK.maxEdge;
  return (
    frame.readUInt8(0) === 8 &&
    isWithin(frame.readUInt16BE(1)) &&
    isWithin(frame.readUInt16BE(3)) &&
    [1, 3].includes(frame.readUInt8(5))
  );
}

/** Where the next marker stands: behind entropy-coded bytes, in which FF is followed by 00 or a restart (B.1.1.5). */
function skipScan(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}
