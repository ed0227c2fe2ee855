/**
 * `<thumb-hash value="…">`: the 25 bytes of a placeholder (ThumbHash, base64) drawn as a blurred picture. Until the
 * lazy parts are loaded, the element is an empty box of the same size.
 */
import { thumbHashToRGBA } from 'thumbhash';

class ThumbHashElement extends HTMLElement {
  static readonly observedAttributes = ['value'];

  attributeChangedCallback(): void {
    const picture = decode(this.getAttribute('value') ?? '');
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
