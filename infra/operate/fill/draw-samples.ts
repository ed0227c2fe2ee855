/** A few drawn pictures, small, each with what the pipeline makes of it: every filled photo has the bytes of one of them. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { inspectPhoto } from '../../../origin/core/inspect-photo.ts';
import type { Renderer } from '../../../origin/core/ports.ts';
import type { FileImage } from '../../../origin/records.ts';
import { drawDriveway, drawGarage, type Scene } from '../../local/seed/scenes.ts';

export interface Sample {
  readonly bytes: Uint8Array;
  /** Of the bytes, hex. */
  readonly sha256: string;
  readonly thumb: Uint8Array;
  readonly preview: Uint8Array;
  readonly image: FileImage;
}

const MOST_SAMPLES = 24;
/** No thumbnail is larger. */
const LONGER_SIDE = 320;

/**
 * Draws as many as so many photos show at most.
 * @param openRenderer is asked once all are drawn: the pipeline's renderer lets this process read no SVG any more
 * @throws {UnreadableError} when the renderer cannot read one of them
 */
export async function drawSamples(photos: number, openRenderer: () => Renderer): Promise<readonly Sample[]> {
  const length = Math.min(photos, MOST_SAMPLES);
  const pictures = await Promise.all(Array.from({ length }, (_, index) => drawPicture(toScene(index))));
  const renderer = openRenderer();
  return Promise.all(pictures.map((bytes) => developSample(bytes, renderer)));
}

function drawPicture({ svg }: Scene): Promise<Buffer> {
  return sharp(Buffer.from(svg)).resize(LONGER_SIDE).flatten().jpeg({ quality: 70 }).toBuffer();
}

function toScene(index: number): Scene {
  if (index % 2 === 0) return drawGarage(index, { cleared: index % 4 === 0 });
  return drawDriveway(index, { pile: index % 3 !== 0, truck: index % 3 === 0 });
}

async function developSample(bytes: Buffer, renderer: Renderer): Promise<Sample> {
  const { type, head, camera } = await inspectPhoto(bytes, renderer);
  const { thumb, preview, placeholder } = await renderer.render(bytes, type);
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    thumb,
    preview,
    image: {
      placeholder,
      unreadable_reason: null,
      type,
      width: head.width,
      height: head.height,
      camera: camera.camera,
      taken_at: camera.takenAt,
    },
  };
}
