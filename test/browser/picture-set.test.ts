/** The three hundred pictures of the set, as the pipeline shows them, beside what Chromium shows of the same files. */
import sharp from 'sharp';
import { expect } from 'vitest';
import { createSharpRenderer } from '../../origin/adapters/sharp-renderer.ts';
import { sniffPhotoType } from '../../origin/core/sniff-photo-type.ts';
import { browserTest as it } from '../support/browser-test.ts';
import { drawPictureSet } from '../support/draw-picture-set.ts';

/** Pictures that go to the page at once. */
const CHUNK = 60;

it('shows what Chromium shows of three hundred pictures, but for WebP, which that does not turn', async ({
  browser,
}) => {
  const renderer = createSharpRenderer();
  const all = (await drawPictureSet()).filter(({ extension }) => extension !== 'webp');
  const pairs: { name: string; bound: number; original: string; preview: string }[] = [];
  for (const { name, bound, bytes } of all) {
    const { preview } = await renderer.render(bytes, sniffPhotoType(bytes) ?? 'image/jpeg');
    pairs.push({ name, bound, original: bytes.toString('base64'), preview: Buffer.from(preview).toString('base64') });
  }
  // The renderer has forbidden all but photos, for the whole process, which other tests draw in.
  sharp.unblock({ operation: ['VipsForeignLoad'] });
  const page = await browser.newPage();
  const wrong: string[] = [];
  for (let at = 0; at < pairs.length; at += CHUNK)
    wrong.push(...(await page.evaluate(findWrong, pairs.slice(at, at + CHUNK))));
  await page.close();
  expect(wrong).toEqual([]);
});

/** Runs in the page. */
async function findWrong(
  pairs: readonly { name: string; bound: number; original: string; preview: string }[],
): Promise<readonly string[]> {
  const side = 24;
  const see = async (base64: string) => {
    const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([binary]));
    await image.decode();
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext('2d', { colorSpace: 'srgb' });
    if (!context) throw new Error('no canvas');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    const pixels = Array.from(data).filter((_, index) => index % 4 !== 3);
    return { size: `${image.naturalWidth}×${image.naturalHeight}`, pixels };
  };
  const wrong: string[] = [];
  for (const { name, bound, original, preview } of pairs) {
    const [theirs, ours] = [await see(original), await see(preview)];
    const sum = theirs.pixels.reduce((total, value, at) => total + Math.abs(value - (ours.pixels[at] ?? 0)), 0);
    const off = sum / theirs.pixels.length;
    if (theirs.size !== ours.size || off > bound / 3) wrong.push(`${name}: ${ours.size}, ${off.toFixed(1)} off`);
  }
  return wrong;
}
