/**
 * `<thumb-hash value="…">`: the 25 bytes of a placeholder (ThumbHash, base64) drawn as a blurred picture, unless the image behind it
 * is there already. Until the lazy parts are loaded, the element is an empty box of the same size.
 */
import { thumbHashToRGBA } from 'thumbhash';
import { drawSoon } from './rush.ts';

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
