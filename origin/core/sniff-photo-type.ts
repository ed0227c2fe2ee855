/**
 * The true type of an image, by its first bytes: names and declared types lie (a phone sends HEIC as image/jpeg or
 * application/octet-stream). Only the types that are taken in are known; what is anything else is nothing to us.
 */
import type { PhotoType } from '../photo-key.ts';

/** ISO/IEC 23008-12 (HEIF) and AVIF brands. `mif1` and `msf1` say only that it is of the family. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS = new Set(['avif', 'avis']);
/** QuickTime File Format; ISO/IEC 14496-12 and -14, 3GPP TS 26.244, and what Apple and Sony call theirs. */
const QUICKTIME_BRAND = 'qt  ';
const VIDEO_BRAND = /^(isom|iso[2-9]|mp4[12v]|mp71|avc1|M4V |MSNV|3g[gp][4-9]|dash)$/;
/** ISO/IEC 18181-2: a bare codestream, and a file of boxes. */
const JXL_CODESTREAM = [0xff, 0x0a];
const JXL_BOX = [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
/** Digital Negative 1.6: a TIFF that has this tag in its first directory. */
const DNG_VERSION = 0xc612;
const MAX_TIFF_FIELDS = 512;
const FAMILY_BRANDS = new Set(['mif1', 'msf1', 'mif2', 'miaf', 'heif']);
/** Bytes of the `ftyp` box that are looked at. */
const MAX_FTYP_LENGTH = 256;

export function sniffPhotoType(bytes: Uint8Array): PhotoType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (readAscii(bytes, 0, 4) === 'RIFF' && readAscii(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (readAscii(bytes, 4, 8) === 'ftyp') return sniffBrand(bytes);
  if (readAscii(bytes, 0, 5) === '%PDF-') return 'application/pdf';
  if (startsWith(bytes, JXL_CODESTREAM) || startsWith(bytes, JXL_BOX)) return 'image/jxl';
  return isDng(bytes) ? 'image/x-adobe-dng' : null;
}

function isDng(bytes: Uint8Array): boolean {
  const isLittle = readAscii(bytes, 0, 4) === 'II*\0';
  if (!isLittle && readAscii(bytes, 0, 4) !== 'MM\0*') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (at: number) => at + 2 <= bytes.length;
  const start = bytes.length < 8 ? 0 : view.getUint32(4, isLittle);
  const count = start >= 8 && has(start) ? Math.min(view.getUint16(start, isLittle), MAX_TIFF_FIELDS) : 0;
  const fields = Array.from({ length: count }, (_, index) => start + 2 + index * 12);
  return fields.some((at) => has(at) && view.getUint16(at, isLittle) === DNG_VERSION);
}

function sniffBrand(bytes: Uint8Array): PhotoType | null {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(length, bytes.length, MAX_FTYP_LENGTH);
  const major = readAscii(bytes, 8, 12);
  const brands = [major];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(readAscii(bytes, offset, offset + 4));
  if (AVIF_BRANDS.has(major)) return 'image/avif';
  if (HEIC_BRANDS.has(major)) return 'image/heic';
  if (major === QUICKTIME_BRAND) return 'video/quicktime';
  if (VIDEO_BRAND.test(major)) return 'video/mp4';
  if (!FAMILY_BRANDS.has(major)) return null;
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'image/avif';
  return brands.some((brand) => HEIC_BRANDS.has(brand)) ? 'image/heic' : 'image/heif';
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function readAscii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
