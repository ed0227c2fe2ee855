/**
 * `<thumb-hash value="…">`: the 25 bytes of a placeholder (ThumbHash, base64) drawn as a blurred picture, unless the image behind it
 * is there already. Until the lazy parts are loaded, the element is an empty box of the same size.
 */
import { thumbHashToRGBA } from 'thumbhash';
import { drawSoon } from './rush.ts';

/**
 * Canvases that have left the page, for placeholders that come: each one that is thrown away takes the browser some milliseconds, and it
 * does so for hundreds at once, in the midst of a frame.
 */
const spare: HTMLCanvasElement[] = [];

class ThumbHashElement extends HTMLElement {
  static readonly observedAttributes = ['value'];

  attributeChangedCallback(): void {
    drawSoon(this, () => this.draw());
  }

  disconnectedCallback(): void {
    const image = this.nextElementSibling;
    // What has left need not come any more; and while it loads, an image keeps all of its tile alive. (To take the attribute away would do so
    // for ever, in Chromium.) A tile that is only moved is back in the page by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.clear();
      if (image instanceof HTMLImageElement && !image.complete) image.src = '';
    });
  }

  connectedCallback(): void {
    if (this.childElementCount === 0) this.attributeChangedCallback();
  }

  draw(): void {
    const image = this.nextElementSibling;
    this.clear();
    if (image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0) return;
    const picture = decode(this.getAttribute('value') ?? '');
    if (picture) this.append(picture);
  }

  clear(): void {
    spare.push(...this.getElementsByTagName('canvas'));
    this.replaceChildren();
  }
}

if (!customElements.get('thumb-hash')) customElements.define('thumb-hash', ThumbHashElement);

/** Draws a placeholder of at most 32 × 32 px; null for an invalid one. */
function decode(value: string): HTMLCanvasElement | null {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(value), (char) => char.charCodeAt(0)));
    const image = new ImageData(new Uint8ClampedArray(rgba), w, h);
    const canvas = spare.pop() ?? document.createElement('canvas');
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    return canvas;
  } catch {
    return null;
  }
}
