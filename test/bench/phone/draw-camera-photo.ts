/**
 * Draws a photo of 4 MB: a scene of the sample jobs at 12 MP, with noise of three sizes, so that its copies weigh what
 * those of a camera's photo do (about 420 KB at 2,048 px, 37 KB at 800 px).
 */
import sharp from 'sharp';
import { drawDriveway } from '../../../infra/local/seed/scenes.ts';
import { drawNoise } from '../../support/draw-photo.ts';

const WIDTH = 4032;
const HEIGHT = 3024;
/** The noise of a layer is enlarged so many times. */
const GRAINS = [1, 4, 16];
/** Gives 4.0 MB. */
const QUALITY = 93;

export async function drawCameraPhoto(): Promise<Buffer> {
  const { svg } = drawDriveway(77, { pile: true, truck: true });
  const scene = await sharp(Buffer.from(svg)).resize(WIDTH, HEIGHT).removeAlpha().toBuffer();
  const layers = GRAINS.map(async (grain) => ({
    input: await drawNoise(WIDTH / grain, HEIGHT / grain, grain)
      .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
      .png({ compressionLevel: 1 })
      .toBuffer(),
    blend: 'soft-light' as const,
  }));
  const noisy = sharp(scene).composite(await Promise.all(layers));
  return noisy.jpeg({ quality: QUALITY }).toBuffer();
}
