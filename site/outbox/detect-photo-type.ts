/** Tells a picture's type by its first bytes: names and declared types are often wrong (HEIC comes as octet-stream, or as GIF). */
import type { PhotoType } from '../../edge/api.ts';

const HEIC_BRANDS = /^(heic|heix|heim|heis|hevc|hevx)$/;
const HEIF_BRANDS = /^(mif1|msf1)$/;

/** Reads the first 12 bytes; null: not a type that the server takes. */
export function detectPhotoType(bytes: Uint8Array): PhotoType | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'image/webp';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  if (text.slice(4, 8) !== 'ftyp') return null;
  const brand = text.slice(8);
  if (HEIC_BRANDS.test(brand)) return 'image/heic';
  if (HEIF_BRANDS.test(brand)) return 'image/heif';
  return /^avi[fs]$/.test(brand) ? 'image/avif' : null;
}
