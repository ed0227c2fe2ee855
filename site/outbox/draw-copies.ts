/** Draws the working copy and the preview of a decoded picture, straight to their small size, and checks the result. */

import { type CopyBounds, fitInto, isPlausible } from './judge-pixels.ts';
import type { Shrunk } from './ports.ts';

export interface CopyCanvas {
  readonly canvas: CanvasImageSource;
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  toJpeg(quality: number): Promise<ArrayBuffer>;
  /** Gives its memory back at once: iOS counts canvases until they are collected. */
  free(): void;
}

/** @throws {Error} when the browser gives no context: then it cannot draw. */
export function toCopyCanvas(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  context: CopyCanvas['context'] | null,
  toJpeg: CopyCanvas['toJpeg'],
): CopyCanvas {
  if (!context) throw new Error('no 2d context');
  return {
    canvas,
    context,
    toJpeg,
    free() {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}

type CreateCanvas = (width: number, height: number) => CopyCanvas;

export interface Picture {
  readonly source: CanvasImageSource;
  /** Upright, px. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation that is still to be done: 2–8. Absent: the source is upright. */
  readonly turn?: number;
}

/** A phone's screen is 1,080 px wide: its screenshots stay as they are. iOS has no canvas of more than 16.7 million px. */
const WORKING = { longEdge: 2048, shortEdge: 1080, area: 16e6, quality: 0.8 };
/** About 40 KB of an ordinary photo; the second is for one full of leaves or gravel. */
const PREVIEWS = [
  { longEdge: 800, shortEdge: 420, area: 640_000, quality: 0.55 },
  { longEdge: 560, shortEdge: 290, area: 320_000, quality: 0.45 },
];
type Turn = readonly [a: number, b: number, c: number, d: number, e: number, f: number, isOnSide: 0 | 1];
const UPRIGHT: Turn = [1, 0, 0, 1, 0, 0, 0];
/** By EXIF orientation, from the second on: a canvas's transformation, whose shift is in widths and heights of what is drawn. */
const TURNS: readonly Turn[] = [
  UPRIGHT,
  UPRIGHT,
  [-1, 0, 0, 1, 1, 0, 0],
  [-1, 0, 0, -1, 1, 1, 0],
  [1, 0, 0, -1, 0, 1, 0],
  [0, 1, 1, 0, 0, 0, 1],
  [0, 1, -1, 0, 1, 0, 1],
  [0, -1, -1, 0, 1, 1, 1],
  [0, -1, 1, 0, 0, 1, 1],
];
/** Recognisable, and no more; a long screenshot or a panorama has none that is both. */
const LOOKS = [
  { longEdge: 240, shortEdge: 1, area: 57_600, quality: 0.4 },
  { longEdge: 240, shortEdge: 1, area: 57_600, quality: 0.2 },
  { longEdge: 160, shortEdge: 1, area: 25_600, quality: 0.25 },
] as const;
const MAX_PREVIEW_BYTES = 60_000;
/** Under the edge's bound (FIRST_LOOK of edge/api.ts): of twenty photos the last is not to wait for long. */
const MAX_LOOK_BYTES = 3000;
const SAMPLES = 16;
const PROBE = [12, 34, 56];

/**
 * Null: what was drawn is of one colour, or this browser's canvas does not give back what was drawn.
 * @param onLook is given the first look, as soon as there is one
 */
export async function drawCopies(
  picture: Picture,
  createCanvas: CreateCanvas,
  onLook?: (jpeg: ArrayBuffer) => void,
): Promise<Shrunk | null> {
  const working = draw(picture, WORKING, createCanvas);
  try {
    const drawn = { source: working.canvas, ...fitInto(picture, WORKING) };
    if (!isFaithful(drawn, createCanvas)) return null;
    // Before the copies are encoded, which takes longer than all else.
    const look = onLook && (await drawTrustedLook(drawn, createCanvas));
    if (look) onLook?.(look);
    const preview = await drawFirst(PREVIEWS, { picture: drawn, maxBytes: MAX_PREVIEW_BYTES, createCanvas });
    return { working: await working.toJpeg(WORKING.quality), preview };
  } finally {
    working.free();
  }
}

/** Null where it cannot be so small, or this browser's canvas does not give back what was drawn. */
export async function drawLook(picture: Picture, createCanvas: CreateCanvas): Promise<ArrayBuffer | null> {
  const [largest] = LOOKS;
  const small = draw(picture, largest, createCanvas);
  // Read back from what was drawn small: the picture itself is decoded, or changed from its colours, each time it is drawn.
  const drawn = { source: small.canvas, ...fitInto(picture, largest) };
  const look = isFaithful(drawn, createCanvas) ? await drawTrustedLook(drawn, createCanvas) : null;
  small.free();
  return look;
}

async function drawTrustedLook(picture: Picture, createCanvas: CreateCanvas): Promise<ArrayBuffer | null> {
  const look = await drawFirst(LOOKS, { picture, maxBytes: MAX_LOOK_BYTES, createCanvas });
  return look.byteLength <= MAX_LOOK_BYTES ? look : null;
}

function draw(picture: Picture, bounds: CopyBounds, createCanvas: CreateCanvas): CopyCanvas {
  const { width, height } = fitInto(picture, bounds);
  const canvas = createCanvas(width, height);
  // JPEG has no transparency: without this, a clear PNG turns black.
  canvas.context.fillStyle = '#fff';
  canvas.context.fillRect(0, 0, width, height);
  canvas.context.imageSmoothingQuality = 'high';
  const [a, b, c, d, e, f, isOnSide] = TURNS[picture.turn ?? 0] ?? UPRIGHT;
  canvas.context.setTransform(a, b, c, d, e * width, f * height);
  canvas.context.drawImage(
    picture.source,
    0,
    0,
    ...(isOnSide ? ([height, width] as const) : ([width, height] as const)),
  );
  return canvas;
}

interface Drawing {
  readonly picture: Picture;
  readonly maxBytes: number;
  readonly createCanvas: CreateCanvas;
}

/** As the first of these that is small enough, else as the last. */
async function drawFirst(
  choices: readonly (CopyBounds & { readonly quality: number })[],
  { picture, maxBytes, createCanvas }: Drawing,
): Promise<ArrayBuffer> {
  let jpeg = new ArrayBuffer(0);
  for (const bounds of choices) {
    const canvas = draw(picture, bounds, createCanvas);
    jpeg = await canvas.toJpeg(bounds.quality).finally(() => canvas.free());
    if (jpeg.byteLength <= maxBytes) break;
  }
  return jpeg;
}

/** Some browsers blur or replace what is read from a canvas (against fingerprinting): a known colour shows it. */
function isFaithful(picture: Picture, createCanvas: CreateCanvas): boolean {
  const canvas = createCanvas(SAMPLES, SAMPLES);
  try {
    canvas.context.fillStyle = `rgb(${PROBE.join(',')})`;
    canvas.context.fillRect(0, 0, SAMPLES, SAMPLES);
    const known = canvas.context.getImageData(3, 3, 1, 1).data;
    if (!PROBE.every((value, index) => Math.abs(value - (known[index] ?? 0)) <= 2)) return false;
    canvas.context.drawImage(picture.source, 0, 0, SAMPLES, SAMPLES);
    return isPlausible(canvas.context.getImageData(0, 0, SAMPLES, SAMPLES).data);
  } finally {
    canvas.free();
  }
}
