/** The picture with what is drawn on it: `<draw-board .shown=…>`. Only shows: whoever uses it listens to pointer and keys. */
import { drawMarks, findPlace, type PictureSize, type Place } from './marks.ts';
import type { Sketch } from './sketch.ts';

/** Of the layer of marks, px: what a screen shows. */
const LAYER_EDGE = 1600;

export interface ShownSketch {
  readonly picture: HTMLImageElement | null;
  readonly sketch: Sketch;
}

export class DrawBoard extends HTMLElement {
  readonly #layer = document.createElement('canvas');
  #picture: HTMLImageElement | null = null;

  set shown({ picture, sketch }: ShownSketch) {
    if (picture !== this.#picture) {
      this.#picture = picture;
      const { width, height } = fitPicture(picture, LAYER_EDGE);
      this.#layer.width = width;
      this.#layer.height = height;
      this.replaceChildren(...(picture ? [picture, this.#layer] : []));
    }
    const pencil = this.#layer.getContext('2d');
    if (pencil) paint(pencil, sketch, this.#layer);
  }

  /** Null beside the picture. */
  findPlace({ clientX, clientY }: PointerEvent): Place | null {
    const box = this.#layer.getBoundingClientRect();
    return findPlace({ x: clientX - box.x, y: clientY - box.y }, box, this.#layer);
  }
}

customElements.define('draw-board', DrawBoard);

function paint(pencil: CanvasRenderingContext2D, { marks, pending, cursor }: Sketch, size: PictureSize): void {
  pencil.clearRect(0, 0, size.width, size.height);
  drawMarks(pencil, pending ? [...marks, pending] : marks, size);
  if (!cursor) return;
  const [x, y, arm] = [cursor.x * size.width, cursor.y * size.height, size.width / 30];
  for (const [style, width] of [['#fff', 6] as const, ['#000', 2] as const]) {
    pencil.beginPath();
    pencil.moveTo(x - arm, y);
    pencil.lineTo(x + arm, y);
    pencil.moveTo(x, y - arm);
    pencil.lineTo(x, y + arm);
    pencil.strokeStyle = style;
    pencil.lineWidth = width;
    pencil.stroke();
  }
}

/** As large as it is, but no larger than so. */
export function fitPicture(picture: HTMLImageElement | null, longestEdge: number): PictureSize {
  const { naturalWidth: width = 0, naturalHeight: height = 0 } = picture ?? {};
  const scale = Math.min(1, longestEdge / Math.max(width, height, 1));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
