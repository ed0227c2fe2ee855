import { describe, expect, it } from 'vitest';
import { detectPhotoType } from '../../../site/outbox/detect-photo-type.ts';

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('detectPhotoType', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n\0\0\0\r', 'image/png'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['\0\0\0\x18ftypheic', 'image/heic'],
    ['\0\0\0\x18ftypheix', 'image/heic'],
    ['\0\0\0\x18ftypmif1', 'image/heif'],
    ['\0\0\0\x18ftypavif', 'image/avif'],
    ['\0\0\0\x18ftypmp42', null],
    ['RIFF\x10\0\0\0WAVEfmt ', null],
    ['GIF89a\0\0\0\0\0\0', null],
    ['<svg xmlns=', null],
    ['', null],
  ])('takes %j for %s', (text, type) => {
    expect(detectPhotoType(bytesOf(text))).toBe(type);
  });
});
