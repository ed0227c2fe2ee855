import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { findLookAlikes } from '../../../../site/ui/viewer/look-alikes.ts';
import { drawNoise, drawPhoto } from '../../../support/draw-photo.ts';

let photos = 0;

/** What the pipeline tells of a picture. */
async function tell(picture: Uint8Array) {
  const { width, height } = await sharp(picture).metadata();
  const small = sharp(picture).resize(100, 100, { fit: 'inside' }).ensureAlpha().toColourspace('srgb').raw();
  const { data, info } = await small.toBuffer({ resolveWithObject: true });
  photos += 1;
  const placeholder = Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
  return { photo_id: `p-${photos}`, width, height, placeholder };
}

/** Shapes of a scene, as a photo has them: not the same for two seeds. */
function drawScene(seed: number): Promise<Buffer> {
  const shapes = Array.from({ length: 7 }, (_, index) => {
    const at = (part: number) => (seed * 7919 + index * 104_729 + part * 15_485_863) % 1000;
    const colour = `hsl(${at(1) % 360} 60% ${at(2) % 2 === 0 ? 8 : 92}%)`;
    return `<rect x="${at(3)}" y="${(at(4) * 3) / 4}" width="${200 + at(5) / 2}" height="${150 + at(6) / 2}" fill="${colour}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="750"><rect width="1000" height="750" fill="hsl(${(seed * 53) % 360} 30% 50%)"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
}

describe('findLookAlikes', () => {
  it.each<[string, (image: Sharp) => Sharp]>([
    ['as a poor JPEG', (image) => image.jpeg({ quality: 45 })],
    ['as a WebP', (image) => image.webp({ quality: 60 })],
    ['as a PNG', (image) => image.png()],
    ['half as large', (image) => image.resize(500).jpeg({ quality: 80 })],
    ['as a messenger shrinks it', (image) => image.resize(640).jpeg({ quality: 60 })],
  ])('finds the same picture, re-exported %s', async (_how, encode) => {
    const album = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => drawScene(seed)));
    const told = await Promise.all(album.map(tell));
    for (const [index, original] of told.entries()) {
      const again = await tell(await encode(sharp(album[index])).toBuffer());
      expect(findLookAlikes(again, told).map(({ photo_id }) => photo_id)).toEqual([original.photo_id]);
    }
  });

  it('finds none among a hundred different pictures', async () => {
    const told = await Promise.all(Array.from({ length: 100 }, async (_, seed) => tell(await drawScene(seed + 10))));
    expect(told.flatMap((photo) => findLookAlikes(photo, told))).toEqual([]);
  });

  it('calls bare walls of one colour not alike: they all are', async () => {
    const walls = [1, 2, 3].map((seed) =>
      drawNoise(400, 300, seed).modulate({ saturation: 0 }).blur(40).jpeg().toBuffer(),
    );
    const flat = await Promise.all(
      [...walls, ...walls].map(async () => {
        const create = { width: 400, height: 300, channels: 3, background: '#d8d4c8' } as const;
        return tell(await sharp({ create }).jpeg().toBuffer());
      }),
    );
    expect(findLookAlikes(flat[0] ?? (await tell((await drawPhoto()).bytes)), flat)).toEqual([]);
  });

  it('knows nothing of what has no placeholder', () => {
    const none = { photo_id: 'a', width: 4, height: 3, placeholder: null };
    expect(findLookAlikes(none, [none, { ...none, photo_id: 'b' }])).toEqual([]);
  });
});
