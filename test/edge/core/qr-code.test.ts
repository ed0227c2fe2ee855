import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { drawQrCode } from '../../../edge/core/qr-code.ts';

const URL_OF_LINK = `https://photos.example.com/l#j-0123456789ab.${'aZ-_'.repeat(8)}`;

/** Fills what the path encloses, by reading its runs one after another. */
function toModules(size: number, path: string): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
  for (const [, x, y, right, left] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(left).toBe(right);
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(right));
  }
  return rows;
}

describe('drawQrCode', () => {
  it.each([URL_OF_LINK, 'https://a.example/l#j-1.x', 'x'.repeat(400)])('draws the very modules of %s', (text) => {
    const { size, path } = drawQrCode(text);
    const { data } = encode(text, { ecc: 'M', border: 0 });
    expect(data).toHaveLength(size);
    expect(toModules(size, path)).toEqual(data);
  });

  it('has the three finder patterns in its corners, and no quiet zone of its own', () => {
    const { size, path } = drawQrCode(URL_OF_LINK);
    for (const corner of ['M0 0h7v', `M${size - 7} 0h7v`, `M0 ${size - 1}h7v`]) expect(path).toContain(corner);
  });

  it('is at most 41 modules wide for a link, so that one is 4 px of 200', () => {
    expect(drawQrCode(URL_OF_LINK).size).toBeLessThanOrEqual(41);
  });
});
