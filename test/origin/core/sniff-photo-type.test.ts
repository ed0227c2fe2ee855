import { describe, expect, it } from 'vitest';
import { sniffPhotoType } from '../../../origin/core/sniff-photo-type.ts';

function ftyp(...brands: string[]): Uint8Array {
  const [major = '', ...compatible] = brands;
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.from('\0\0\0\x08mdat', 'latin1')]);
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
  ])('knows %s by its first bytes', (type, bytes) => {
    expect(sniffPhotoType(bytes)).toBe(type);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a GIF', Buffer.from('GIF89a')],
    ['an MP4', ftyp('isom', 'avif', 'heic')],
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
