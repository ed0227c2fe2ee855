/** Draws the working copy and the preview of a decoded picture, straight to their small size, and distrusts the result. */
import type { Shrunk } from '../sender/engine-ports.ts';
import { fitInto, isPlausible } from './judge-pixels.ts';

export interface Sheet {
  readonly canvas: CanvasImageSource;
  readonly pen: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  toJpeg(quality: number): Promise<ArrayBuffer>;
  /** Gives its memory back at once: iOS counts canvases until they are collected. */
  free(): void;
}

export interface Picture {
  readonly source: CanvasImageSource;
  /** Upright, px. */
  readonly width: number;
  readonly height: number;
}

const WORKING = { longEdge: 2048, quality: 0.8 };
/** About 40 KB of an ordinary photo; the second is for one full of leaves or gravel. */
const PREVIEWS = [
  { longEdge: 800, quality: 0.55 },
  { longEdge: 560, quality: 0.45 },
];
const MOST_PREVIEW_BYTES = 60_000;
const SAMPLES = 16;
const PROBE = [12, 34, 56];

/** Null: what was drawn is of one colour, or this browser's canvas does not give back what was drawn. */
export async function drawCopies(
  picture: Picture,
  createSheet: (width: number, height: number) => Sheet,
): Promise<Shrunk | null> {
  const working = draw(picture, WORKING.longEdge, createSheet);
  try {
    const drawn = { source: working.canvas, ...fitInto(picture, WORKING.longEdge) };
    if (!isTrue(drawn, createSheet)) return null;
    return { working: await working.toJpeg(WORKING.quality), preview: await drawPreview(drawn, createSheet) };
  } finally {
    working.free();
  }
}

function draw(picture: Picture, longEdge: number, createSheet: (width: number, height: number) => Sheet): Sheet {
  const { width, height } = fitInto(picture, longEdge);
  const sheet = createSheet(width, height);
  // JPEG has no transparency: without this, a clear PNG turns black.
  sheet.pen.fillStyle = '#fff';
  sheet.pen.fillRect(0, 0, width, height);
  sheet.pen.imageSmoothingQuality = 'high';
  sheet.pen.drawImage(picture.source, 0, 0, width, height);
  return sheet;
}

async function drawPreview(
  picture: Picture,
  createSheet: (width: number, height: number) => Sheet,
): Promise<ArrayBuffer> {
  let jpeg = new ArrayBuffer(0);
  for (const { longEdge, quality } of PREVIEWS) {
    const sheet = draw(picture, longEdge, createSheet);
    jpeg = await sheet.toJpeg(quality).finally(() => sheet.free());
    if (jpeg.byteLength <= MOST_PREVIEW_BYTES) break;
  }
  return jpeg;
}

/** Some browsers blur or replace what is read from a canvas (against fingerprinting): a known colour shows it. */
function isTrue(picture: Picture, createSheet: (width: number, height: number) => Sheet): boolean {
  const sheet = createSheet(SAMPLES, SAMPLES);
  try {
    sheet.pen.fillStyle = `rgb(${PROBE.join(',')})`;
    sheet.pen.fillRect(0, 0, SAMPLES, SAMPLES);
    const known = sheet.pen.getImageData(3, 3, 1, 1).data;
    if (!PROBE.every((value, index) => Math.abs(value - (known[index] ?? 0)) <= 2)) return false;
    sheet.pen.drawImage(picture.source, 0, 0, SAMPLES, SAMPLES);
    return isPlausible(sheet.pen.getImageData(0, 0, SAMPLES, SAMPLES).data);
  } finally {
    sheet.free();
  }
}
