/**
 * `<thumb-hash value="…">`: the 25 bytes of a placeholder (ThumbHash, base64) drawn as a blurred picture, unless the image behind it
 * is there already. Until the lazy parts are loaded, the element is an empty box of the same size.
 */
import { thumbHashToRGBA } from 'thumbhash';
import { whenAtRest } from './rush.ts';

/** So long a frame draws placeholders, ms: each takes a weak phone some milliseconds, and a grid has dozens. */
const DRAWING_MS = 4;

const waiting = new Set<ThumbHashElement>();

class ThumbHashElement extends HTMLElement {
  static readonly observedAttributes = ['value'];

  attributeChangedCallback(): void {
    whenAtRest(this, () => {
      if (waiting.size === 0) requestAnimationFrame(drawSome);
      waiting.add(this);
    });
  }

  disconnectedCallback(): void {
    waiting.delete(this);
    const image = this.nextElementSibling;
    // What has left need not come any more; and while it loads, an image keeps all of its tile alive. (To take the attribute away would do so
    // for ever, in Chromium.) A tile that is only moved is back in the page by then.
    queueMicrotask(() => {
      if (image instanceof HTMLImageElement && !image.isConnected) image.src = '';
    });
  }

  connectedCallback(): void {
    if (this.childElementCount === 0) this.attributeChangedCallback();
  }

  draw(): void {
    const image = this.nextElementSibling;
    const isCovered = image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
    const picture = isCovered ? null : decode(this.getAttribute('value') ?? '');
    this.replaceChildren(...(picture ? [picture] : []));
  }
}

/** Those that are seen first. */
function drawSome(startedMs: number): void {
  const all = [...waiting].map((element) => ({ element, isSeen: isInWindow(element) }));
  for (const { element } of all.sort((left, right) => Number(right.isSeen) - Number(left.isSeen))) {
    waiting.delete(element);
    element.draw();
    if (performance.now() - startedMs > DRAWING_MS) break;
  }
  if (waiting.size > 0) requestAnimationFrame(drawSome);
}

function isInWindow(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

if (!customElements.get('thumb-hash')) customElements.define('thumb-hash', ThumbHashElement);

/** Draws a placeholder of at most 32 × 32 px; null for an invalid one. */
function decode(value: string): HTMLCanvasElement | null {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(value), (char) => char.charCodeAt(0)));
    const canvas = document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
    return canvas;
  } catch {
    return null;
  }
}
