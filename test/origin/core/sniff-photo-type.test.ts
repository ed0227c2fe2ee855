import { describe, expect, it } from 'vitest';
import { sniffPhotoType } from '../../../origin/core/sniff-photo-type.ts';

function ftyp(...brands: string[]): Uint8Array {
  const [major = '', ...compatible] = brands;
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.from('\0\0\0\x08mdat', 'latin1')]);
}

/** One directory of one field. */
function tiff(tag: number, isLittle = true): Uint8Array {
  const bytes = Buffer.alloc(26);
  bytes.write(isLittle ? 'II*\0\x08' : 'MM\0*\0\0\0\x08', 'latin1');
  if (isLittle) {
    bytes.writeUInt16LE(1, 8);
    bytes.writeUInt16LE(tag, 10);
  } else {
    bytes.writeUInt16BE(1, 8);
    bytes.writeUInt16BE(tag, 10);
  }
  return bytes;
}

describe('sniffType', () => {
  it.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe1])],
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
    ['image/heic', ftyp('heic', 'mif1', 'heic')],
    ['image/heic', ftyp('heix', 'mif1')],
    ['image/heic', ftyp('mif1', 'mif1', 'heic')],
    ['image/heif', ftyp('mif1', 'miaf')],
    ['image/avif', ftyp('avif', 'mif1', 'miaf')],
    ['image/avif', ftyp('mif1', 'avif')],
    ['application/pdf', Buffer.from('%PDF-1.7\n')],
    ['video/mp4', ftyp('isom', 'avif', 'heic')],
    ['video/mp4', ftyp('mp42', 'isom')],
    ['video/mp4', ftyp('3gp4')],
    ['video/quicktime', ftyp('qt  ')],
    ['image/jxl', Buffer.from([0xff, 0x0a, 0x00])],
    ['image/jxl', Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1')],
    ['image/x-adobe-dng', tiff(0xc612)],
    ['image/x-adobe-dng', tiff(0xc612, false)],
  ])('knows %s by its first bytes', (type, bytes) => {
    expect(sniffPhotoType(bytes)).toBe(type);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a GIF', Buffer.from('GIF89a')],
    ['a TIFF that is no DNG', tiff(0x100)],
    ['a TIFF that points beyond itself', Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')],
    ['a TIFF of nothing but its mark', Buffer.from('MM\0*', 'latin1')],
    ['a film strip of an unknown brand', ftyp('crx ')],
    ['a RIFF that is a WAV', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1')],
    ['a page', Buffer.from('<html>')],
    ['half a PNG head', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])('knows %s as none of ours', (_, bytes) => {
    expect(sniffPhotoType(bytes)).toBeNull();
  });

  it('reads no brand beyond the ftyp box', () => {
    const bytes = Buffer.concat([ftyp('mif1', 'miaf').subarray(0, 20), Buffer.from('avif')]);
    expect(sniffPhotoType(bytes)).toBe('image/heif');
  });
});
