/** Draws pictures for the tests: real JPEGs of any size, with noise, so that they weigh what a camera's weigh. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';

export interface DrawnPhoto {
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
}

export async function drawPhoto({ width = 1600, height = 1200, seed = 1, orientation = 1 } = {}): Promise<DrawnPhoto> {
  const hue = (seed * 67) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <filter id="n"><feTurbulence type="fractalNoise" baseFrequency="0.7" seed="${seed}" numOctaves="2"/></filter>
    <rect width="100%" height="100%" fill="hsl(${hue} 60% 55%)"/>
    <circle cx="${width * 0.3}" cy="${height * 0.3}" r="${height * 0.2}" fill="hsl(${(hue + 160) % 360} 70% 45%)"/>
    <rect width="100%" height="100%" filter="url(#n)" opacity="0.25"/></svg>`;
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 88 }).withMetadata({ orientation }).toBuffer();
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
