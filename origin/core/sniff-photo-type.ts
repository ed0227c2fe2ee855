/**
 * The true type of an image, by its first bytes: names and declared types lie (a phone sends HEIC as image/jpeg or
 * application/octet-stream). Only the types that are taken in are known; what is anything else is no image to us.
 */
import type { PhotoType } from '../photo-key.ts';

/** ISO/IEC 23008-12 (HEIF) and AVIF brands. `mif1` and `msf1` say only that it is of the family. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS = new Set(['avif', 'avis']);
const FAMILY_BRANDS = new Set(['mif1', 'msf1', 'mif2', 'miaf', 'heif']);
/** Bytes of the `ftyp` box that are looked at. */
const MAX_FTYP_LENGTH = 256;

export function sniffPhotoType(bytes: Uint8Array): PhotoType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (readAscii(bytes, 0, 4) === 'RIFF' && readAscii(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (readAscii(bytes, 4, 8) === 'ftyp') return sniffBrand(bytes);
  return null;
}

function sniffBrand(bytes: Uint8Array): PhotoType | null {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(length, bytes.length, MAX_FTYP_LENGTH);
  const major = readAscii(bytes, 8, 12);
  const brands = [major];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(readAscii(bytes, offset, offset + 4));
  if (AVIF_BRANDS.has(major)) return 'image/avif';
  if (HEIC_BRANDS.has(major)) return 'image/heic';
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
